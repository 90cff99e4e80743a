"""Every kind of page is in one language at a time, and tells of what is in another."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from server.endpoint.problem_kinds import KINDS, Slug
from server.languages import LANGUAGES
from server.search.find import SearchIndex, TooSlow
from server.web.pages.messages import MESSAGES
from tests.web.client import Client
from tests.web.page_kinds import EXAMPLES
from tests.web.pages import get
from tests.web.test_words import BELARUSIAN, CYRILLIC, NEVER, RUSSIAN

VOID = frozenset(("meta", "link", "input", "img", "br", "hr", "path", "rect"))
NOT_READ = frozenset(("code", "pre", "script", "style", "textarea"))
LABELS = frozenset(("th", "label", "button", "summary", "legend", "h1", "h2", "figcaption"))
"""Elements whose words are the interface's, or names that tell their language."""
NAMES = frozenset(("td", "a", "span", "div", "option", "title", "text"))
"""Elements that hold names of the data, which may be put together of several languages."""


class Texts(HTMLParser):
    """The texts of a page, each with its element and the language that it is in by the page's own account."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self._open: list[tuple[str, str, bool]] = [("", "", True)]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        _, language, is_read = self._open[-1]
        language, is_read = given.get("lang", language), is_read and tag not in NOT_READ
        if is_read:
            self._add("label", language, given.get("placeholder", ""), given.get("aria-label", ""))
        if tag not in VOID:
            self._open.append((tag, language, is_read))

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1 and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language, is_read = self._open[-1]
        if is_read:
            self._add(next((name for name, *_ in self._open if name in LABELS), tag), language, data)

    def _add(self, tag: str, language: str, *given: str) -> None:
        self.found += [(tag, language, " ".join(text.split())) for text in given if text.strip()]


NO_LANGUAGE = re.compile(
    r"[A-Z][a-z0-9]{0,3} \d{3}[a-z]?|[^a-z]*|\S*[/:_§0-9.-]\S*|(SPARQL|GeoSPARQL) [\d.]+ .*|EIKG|[\w-]+ § \w+"
    r"|BibTeX|curl|JavaScript|R|Python, [\w]+|en|ru|be"
)
"""Numbers, acronyms, addresses, names and codes of languages that are the same everywhere, the suites of the W3C."""


def in_other_words(language: str) -> dict[str, str]:
    """The texts of the interface that are none in a language, with their keys."""
    which = LANGUAGES.index(language)
    own = {given[which] for given in MESSAGES.values()}
    return {
        text: key
        for key, given in MESSAGES.items()
        for text in given
        if text not in own and "{" not in text and len(text) > len("xx")
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", EXAMPLES)
def test_a_page_speaks_one_language_and_tells_what_is_in_another(
    site: Client, path: str, language: str
) -> None:
    answer = get(site, f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert answer.status < 500
    page = Texts(answer.text)
    spoken = [(tag, text) for tag, tagged, text in page.found if tagged == language]
    assert spoken, "the page tells its language"
    others = in_other_words(language)
    interface = [(tag, text) for tag, text in spoken if tag not in NAMES]
    assert [(text, others[text]) for _, text in interface if text in others] == []
    if language in NEVER:
        assert [one for one in interface if NEVER[language].search(one[1])] == []
        labels = [text for tag, text in interface if tag in LABELS]
        assert [
            text for text in labels if not CYRILLIC.search(text) and not NO_LANGUAGE.fullmatch(text)
        ] == []


def test_the_switch_offers_the_page_in_every_language(site: Client) -> None:
    for language in LANGUAGES:
        text = get(site, f"/search?q=minsk&lang={language}").text
        assert f'<html lang="{language}">' in text
        for other in LANGUAGES:
            address = f"/search?q=minsk&amp;lang={other}"
            assert f'<link rel="alternate" hreflang="{other}" href="{address}">' in text
            assert (f'<a href="{address}" lang="{other}"' in text) == (other != language)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/?lang=be", {}),
        ("/", {"Cookie": "lang=be", "Accept_Language": "en"}),
        ("/", {"Accept_Language": "be-BY,be;q=0.9,ru;q=0.5"}),
    ],
)
def test_belarusian_is_chosen_as_the_others_are(site: Client, path: str, headers: dict[str, str]) -> None:
    answer = get(site, path, **headers)
    assert '<html lang="be">' in answer.text
    assert answer.headers["Content-Language"] == "be"
    assert "Хто і што сказаў" in answer.text


def test_the_problem_of_a_form_is_told_in_the_readers_language(site: Client) -> None:
    question = get(site, "/queries/resolutions-initiated?state=x&lang=be")
    assert question.status == 400
    assert "параметр «state»: «x» — не IRI" in question.text
    proof = get(site, "/why?s=x&p=y&o=z&lang=ru")
    assert proof.status == 400
    assert "Не удалось прочесть x на месте «субъект»" in proof.text
    absent = get(site, "/nothing-here?lang=be")
    assert absent.status == 404
    assert "Праверце адрас" in absent.text


@pytest.mark.parametrize("name", ["demands", "statements-at-an-event", "discrepancies", "members-of-a-body"])
def test_an_answer_is_no_emptier_in_belarusian(site: Client, name: str) -> None:
    """Names are in Belarusian, statements seldom: what lacks a text is asked for in Russian."""
    tables = [
        get(site, f"/queries/{name}?lang={language}").text.partition("<tbody>")[2].partition("</tbody>")[0]
        for language in (RUSSIAN, BELARUSIAN)
    ]
    for cells in (r"<td[ >]", r"<td[^>]*></td>"):
        russian, belarusian = (len(re.findall(cells, table)) for table in tables)
        assert russian == belarusian
    assert re.search(r"<td[ >]", tables[0])


def test_the_language_that_stood_in_is_shown_as_chosen(site: Client) -> None:
    chosen = '<option value="%s" lang="%s" selected>'
    assert chosen % ("ru", "ru") in get(site, "/queries/demands?lang=be").text
    assert chosen % ("be", "be") in get(site, "/queries/demands?lang=be&language=be").text
    assert chosen % ("be", "be") in get(site, "/queries/coordinates-of-places?lang=be").text


def test_an_answer_has_the_labels_of_its_columns_and_words_for_codes(site: Client) -> None:
    text = get(site, "/queries/status-as-of?lang=be").text
    for name, label in (("status", "статус"), ("certainty", "наколькі гэта вядома")):
        assert re.search(rf'<th scope="col"[^>]*><a href="[^"]*table-sort={name}[#&"][^>]*>{label}', text)
    assert '<span title="goes-on">працягваецца</span>' in text


def test_a_problem_of_a_page_is_told_in_the_words_of_its_kind(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: object) -> None:
        raise TooSlow("interrupted")

    monkeypatch.setattr(SearchIndex, "find", late)
    answer = get(site, "/search?q=minsk&lang=be")
    kind = KINDS[Slug.BUSY]
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert f"<h1>{kind.title[2]}</h1>" in answer.text
    assert kind.remedy[2] in answer.text
    told = get(site, "/search.json?q=minsk", Accept="application/json")
    assert (told.status, told.media_type) == (503, "application/problem+json")
