"""What a search finds among a few things, in which order, and why."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from server.namespaces import BASE, EIK
from server.search import find as find_module
from server.search.entries import Entry, Field, Name
from server.search.find import ANY, Filter, SearchIndex, TooSlow
from server.search.index import write
from server.search.levels import Level, level_of
from server.search.words import LONGEST, MOST

STATE, BODY = EIK + "State", EIK + "Body"
FIRST, SECOND = BASE + "id/document/first", BASE + "id/document/second"


def entry(
    local: str, *names: Name, kind: str = STATE, uses: int = 1, documents: tuple[str, ...] = ()
) -> Entry:
    return Entry(f"{BASE}id/{local}", kind, [*names], {*documents}, uses)


def label(text: str, language: str = "en") -> Name:
    return Name(text, language, Field.LABEL)


ENTRIES = [
    entry(
        "state/belarus",
        label("Belarus"),
        label("Беларусь", "ru"),
        label("Беларусь", "be"),
        Name("BLR", "", Field.CODE),
        uses=9,
        documents=(FIRST, SECOND),
    ),
    entry("relation/r1", label("Belarus and Russia"), label("Беларусь и Россия", "ru"), documents=(FIRST,)),
    entry(
        "body/cis", label("Commonwealth of Independent States"), Name("СНГ", "ru", Field.ACRONYM), kind=BODY
    ),
    entry(
        "body/union", label("Union State of Belarus"), label("Союзное государство", "ru"), kind=BODY, uses=3
    ),
    entry("statement/s1", Name("Belarusian roads lead to the sea.", "en", Field.GIST), documents=(SECOND,)),
    entry("state/ukraine", label("Ukraine"), label("Украіна", "be")),
    entry("membership/m1"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    path = tmp_path_factory.mktemp("index") / "search.sqlite"
    write(path, ENTRIES)
    return SearchIndex(path)


def found(index: SearchIndex, text: str, wanted: Filter = ANY) -> list[tuple[str, Level]]:
    return [(hit.iri.removeprefix(BASE + "id/"), hit.level) for hit in index.find(text, wanted).hits]


def test_exact_names_come_before_beginnings_words_and_parts(index: SearchIndex) -> None:
    assert found(index, "belarus") == [
        ("state/belarus", Level.IDENTIFIER),
        ("relation/r1", Level.BEGINNING),
        ("body/union", Level.WORDS),
        ("statement/s1", Level.PARTS),
    ]


@pytest.mark.parametrize(
    ("text", "local", "level"),
    [
        ("БЕЛАРУСЬ", "state/belarus", Level.EXACT),
        ("blr", "state/belarus", Level.EXACT),
        ("снг", "body/cis", Level.EXACT),
        (f"{BASE}id/membership/m1", "membership/m1", Level.IDENTIFIER),
        ("membership:m1", "membership/m1", Level.IDENTIFIER),
        ("m1", "membership/m1", Level.IDENTIFIER),
        ("независимых", "", None),
        ("союзного государства", "body/union", Level.INFLECTED),
        ("indepandent states", "body/cis", Level.ALIKE),
        ("Belrus", "state/belarus", Level.ALIKE),
        ("Украіны", "state/ukraine", Level.INFLECTED),
        ("Украіне", "state/ukraine", Level.INFLECTED),
        ("независимого", "", None),
        ("россией", "relation/r1", Level.FORMS),
        ("беларуси", "state/belarus", Level.INFLECTED),
    ],
)
def test_a_thing_is_found_first(index: SearchIndex, text: str, local: str, level: Level | None) -> None:
    assert found(index, text)[:1] == ([(local, level)] if level is not None else [])


def test_a_word_that_no_name_has_is_replaced_and_the_reader_told(index: SearchIndex) -> None:
    assert index.find("Belrus").meant == {"belrus": ["belarus"]}
    assert index.find("belarus").meant == {}
    assert index.find("qqqqqq").hits == []


def test_all_words_are_wanted(index: SearchIndex) -> None:
    assert found(index, "belarus russia") == [("relation/r1", Level.WORDS)]
    assert found(index, "belarus commonwealth") == []


def test_hits_are_counted_and_filtered(index: SearchIndex) -> None:
    everything = index.find("belarus")
    assert everything.kinds == {STATE: 3, BODY: 1}
    assert everything.documents == {FIRST: 2, SECOND: 2}
    bodies = index.find("belarus", Filter(kind=BODY))
    assert [hit.kind for hit in bodies.hits] == [BODY]
    assert bodies.kinds == everything.kinds
    assert bodies.documents == {}
    second = index.find("belarus", Filter(document=SECOND))
    assert len(second.hits) == everything.documents[SECOND]
    assert [hit.language for hit in index.find("беларусь", Filter(language="ru")).hits] == ["ru", "ru"]


@pytest.mark.parametrize(
    "text",
    [
        'x" OR key:y',
        "NEAR(a b)",
        "*",
        "^a",
        "a AND",
        "{key stems}: a",
        "'; DROP TABLE name",
        "\x00",
        "a" * 5000,
    ],
)
def test_whatever_is_written_is_words_only(index: SearchIndex, text: str) -> None:
    index.find(text)
    assert found(index, "snowfall") == []
    assert found(index, "blr") != []


def test_only_so_much_of_a_text_is_read(index: SearchIndex) -> None:
    words = " ".join(["belarus"] * (MOST + 20))
    assert found(index, words)
    assert found(index, "belarus " + "x" * LONGEST) == []


def test_what_takes_too_long_is_broken_off(index: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find_module, "SECONDS", -1.0)
    monkeypatch.setattr(find_module, "_STEPS", 1)
    with pytest.raises(TooSlow):
        index.find("belarus")
    monkeypatch.undo()
    assert index.find("belarus").hits


def test_what_shares_most_words_is_near(index: SearchIndex) -> None:
    assert [hit.iri for hit in index.near("the-union-state-of-nothing")][:1] == [BASE + "id/body/union"]
    assert [*index.near("zzz")] == []
    assert [*index.near("")] == []


def test_names_are_labels_or_else_gists(index: SearchIndex) -> None:
    iris = [f"{BASE}id/{local}" for local in ("state/ukraine", "statement/s1", "membership/m1")]
    names = index.names(iris)
    assert {iri: [one.text for one in listed] for iri, listed in names.items()} == {
        iris[0]: ["Ukraine", "Украіна"],
        iris[1]: ["Belarusian roads lead to the sea."],
    }


def test_equal_entries_make_equal_files_and_a_file_is_never_written_over(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write(tmp_path / name, ENTRIES if name == "one" else ENTRIES[::-1])
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    with pytest.raises(FileExistsError):
        write(tmp_path / "one", [])


def test_an_index_cannot_be_changed(index: SearchIndex) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        index._connection.execute("DELETE FROM name")


def test_all_words_of_a_code_are_compared_though_it_has_no_stems() -> None:
    asked = {"sco": "sco", "observer": "observ"}
    assert level_of("sco blr observer", "", "sco observer", asked, guessed=False) == Level.WORDS
    assert level_of("sco observer 2010", "", "sco observer", asked, guessed=False) == Level.BEGINNING
