"""Every text of the interface is there in each language, and in that language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from server.build.validate.quality_checks import UNKNOWN, Check, read_checks
from server.build.validate.quality_report import SHAPE, UNUSED
from server.endpoint.problem_kinds import KINDS
from server.languages import LANGUAGES
from server.saved.front_matter import read
from server.saved.values import REASONS
from server.web.pages.deviations import DEVIATIONS
from server.web.pages.messages import MESSAGES
from server.web.pages.model.foreign import FOREIGN
from server.web.pages.ontology.term import _WORDS
from tests.conftest import ROOT

ENGLISH, RUSSIAN, BELARUSIAN = LANGUAGES
NEVER = {RUSSIAN: re.compile("[іў]", re.IGNORECASE), BELARUSIAN: re.compile("[ищъ]", re.IGNORECASE)}
"""Letters that the other of the two has, and this one has not."""

CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)

THE_SAME = frozenset(
    (
        *("module", "about_passage", "about_code_licence", "graph_schemes", "graph_segments", "release"),
        *("discrepancy_passages", "discrepancy_whose", "discrepancies_year", "paste_label", "list_tied"),
        *("period_from_to", "asof_title", "picture_map", "pictures_pagerank", "pictures_asof"),
        *("pictures_query_of", "pictures_held", "editor_plan", "editor_view_map", "editor_view_graph"),
        *("editor_time", "editor_files", "editor_graphs"),
        *("figure_triples", "parameters", "passages", "fragments_title", "fragments_graph", "found_code"),
        *("releases_one", "releases_file", "releases_kilobytes", "releases_digest"),
    )
)
"""Keys whose Russian and Belarusian texts are the same words."""

ONLY_IN_OTHERS = frozenset(("ontology_language", "docs_language"))
"""Keys with nothing to say in English: they tell of texts that are in other languages."""

SAME_WORDS = frozenset(
    (
        *("Дата", "Член", "Пункт", "Статус", "Партнёр", "мера", "орган", "статус", "фрагмент", "член"),
        *(
            " → ",
            "не {filler}",
            "{year}",
            "{kind} ({holder})",
            "{start} – {finish}",
            "«{property}»: {to}",
            "PageRank",
            "SPARQL: {what}",
        ),
    )
)
"""Whole texts, of saved questions and others, that are the same in Russian and Belarusian."""


def texts() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every text that the program itself has, with where it stands."""
    yield from MESSAGES.items()
    for slug, kind in KINDS.items():
        for name in ("title", "meaning", "remedy"):
            yield f"{slug} {name}", getattr(kind, name)
    for one in DEVIATIONS:
        yield one.name, one.texts
    yield from _WORDS.items()
    for iri, named in FOREIGN.items():
        yield iri, ("", named[RUSSIAN], named[BELARUSIAN])


@pytest.mark.parametrize(("place", "given"), [pytest.param(*one, id=one[0]) for one in texts()])
def test_a_text_is_there_in_every_language_and_in_its_own(place: str, given: tuple[str, ...]) -> None:
    assert len(given) == len(LANGUAGES)
    english, russian, belarusian = given
    assert russian
    assert belarusian
    assert english or place in ONLY_IN_OTHERS or place in FOREIGN
    check_languages(place, english, russian, belarusian)
    names = [sorted(re.findall(r"\{(\w+)\}", text)) for text in given if text]
    assert all(one == names[0] for one in names), "each names the same places"


def check_languages(place: str, english: str, russian: str, belarusian: str) -> None:
    assert english != russian or russian in SAME_WORDS, place
    assert russian != belarusian or place in THE_SAME or russian in SAME_WORDS, place
    for language, text in ((RUSSIAN, russian), (BELARUSIAN, belarusian)):
        assert CYRILLIC.search(text) or text in SAME_WORDS, place
        assert not NEVER[language].search(text), (place, text)
    assert "'" not in re.sub(r"\{[^}]*\}", "", belarusian), f"{place}: the apostrophe is ’"


def test_the_exceptions_are_needed() -> None:
    same = {key for key, (_, russian, belarusian) in MESSAGES.items() if russian == belarusian}
    assert same == THE_SAME
    assert {key for key, given in MESSAGES.items() if not given[0]} == ONLY_IN_OTHERS


@pytest.mark.parametrize("path", sorted((ROOT / "queries").glob("*.rq")), ids=lambda path: path.stem)
def test_a_saved_question_is_there_in_every_language(path: Path) -> None:
    query = read(str(path), path.read_text("utf-8"))
    labels = [*(one.label for one in query.parameters), *(one.label for one in query.columns)]
    parts = (query.title, query.question, *labels)
    for texts_of in parts:
        assert set(texts_of) == set(LANGUAGES), texts_of
        check_languages(query.name, *(texts_of[language] for language in LANGUAGES))


CHECKS = [one.check for one in read_checks(ROOT)] + [UNUSED, SHAPE, UNKNOWN]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_quality_check_is_there_in_every_language(check: Check) -> None:
    russian, belarusian = check.translations
    assert [russian.language, belarusian.language] == [RUSSIAN, BELARUSIAN]
    check_languages(check.name, check.title, russian.title, belarusian.title)
    check_languages(check.name, check.reason, russian.reason, belarusian.reason)


def test_what_can_be_wrong_with_a_parameter_has_words() -> None:
    for reason, text in REASONS.items():
        (english, *_), places = MESSAGES[f"parameter_{reason}"], Formatter().parse(text)
        assert {name for _, name, _, _ in places if name} | {"name"} == {
            name for _, name, _, _ in Formatter().parse(english) if name
        }


TEMPLATES = sorted((ROOT / "server/web/templates").rglob("*.html"))
MACROS: dict[str, set[str]] = {
    "home.html": {"home"},
    "editor.html": {"wide"},
    "pieces.html": {'data-period=""'},
}
"""Classes of the body, which stand in blocks, and an attribute that a macro writes."""
NOT_WORDS = frozenset(
    ("JSON", "TimeMap", "EARL, Turtle", "MIT", "· EIKG", "EIKG", "←", "curl", "BibTeX", "CSL-JSON", "SPARQL")
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_words_of_its_own_and_names_none_that_is_missing(path: Path) -> None:
    text = path.read_text("utf-8")
    keys = set(re.findall(r"""word\(\s*["']([\w-]+)["']\s*[,)]""", text))
    assert keys <= MESSAGES.keys(), keys - MESSAGES.keys()
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    bare = re.sub(r"<(code|script|title)\b.*?</\1>", "", bare, flags=re.DOTALL)
    words = {part.strip() for part in re.sub(r"<[^>]*>", "\n", bare).splitlines()}
    assert {one for one in words if re.search(r"[^\W\d_]{3,}", one)} - NOT_WORDS <= MACROS.get(
        path.name, set()
    )
