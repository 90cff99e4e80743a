"""Names in a query: what they mean here is what they mean to the engine."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from server.namespaces import BASE
from server.sparql.prologue import iri_of, read_prologue, without_escapes, written_iris

QUERY = """\
PREFIX a: <https://example.org/a/>
PREFIX : <https://example.org/none/>
# a:comment <https://example.org/comment> VALUES ?c { 1 }
SELECT * WHERE {
  VALUES ?x { a:one <https://example.org/two> UNDEF }
  VALUES (?constant) { (a:three) }
  ?s a:p/^:q "a:string <https://example.org/string>" .
  FILTER(STRSTARTS(STR(?s), STR(a:)) && ?x<?y)
}
"""


def test_the_prologue_ends_with_its_last_declaration() -> None:
    declarations = "BASE <http://a/> PREFIX : <b#> prefix ex:<c#> PREFIX ex: <d#>"
    found = read_prologue(f"{declarations} SELECT * {{ ?s ex:p 'PREFIX x: <y>' }}")
    assert (found.start, found.end, found.base) == (0, len(declarations), "http://a/")
    assert found.prefixes == {"": "http://a/b#", "ex": "http://a/d#"}


@pytest.mark.parametrize(
    "query",
    ["", "ASK {}", "PREFIX", "PREFIX a:", "PREFIX a: b:c ASK {}", "PREFIX a:b <c> ASK {}", "BASE x", "BASE"],
)
def test_what_is_no_declaration_declares_nothing(query: str) -> None:
    found = read_prologue(query)
    assert (found.end, found.prefixes, found.base) == (0, {}, BASE)


@pytest.mark.parametrize(
    ("prologue", "written"),
    [
        ("PREFIX a: <http://x/> PREFIX a: <http://y/>", "a:b"),
        ("BASE <http://x/y/z> PREFIX a: <../b#>", "a:c.d"),
        ("BASE <http://x/y/z> BASE <w/> PREFIX a: <>", "a:"),
        ("PREFIX a: <r/>", r"a:\,x\-y\.z"),
        ("PREFIX a: <http://x/>", "a:b:c%20d"),
        ("PREFIX a: <http://x/\\u0041>", "a:b"),
        ("PREFIX : <#>", ":é"),
        ("BASE <http://x/y?q#f>", "<?r>"),
        ("BASE <http://x/y?q#f>", "<>"),
        ("", "<id/state/belarus>"),
        ("", "<urn:x:\\U0001F600>"),
        ("", "<//x/../y>"),
    ],
)
def test_a_name_means_what_it_means_to_the_engine(prologue: str, written: str) -> None:
    solutions = ox.Store().query(f"{prologue} SELECT ({written} AS ?x) {{}}", base_iri=BASE)
    assert isinstance(solutions, ox.QuerySolutions)
    assert next(solutions)["x"] == ox.NamedNode(iri_of(written, read_prologue(prologue)) or "")


def test_a_name_whose_prefix_is_not_declared_means_nothing() -> None:
    assert iri_of("b:c", read_prologue("PREFIX a: <http://x/> ASK {}")) is None


def test_iris_are_those_the_query_itself_names() -> None:
    found = list(written_iris(QUERY))
    assert [one.iri for one in found] == [
        "https://example.org/a/one",
        "https://example.org/two",
        "https://example.org/a/three",
        "https://example.org/a/p",
        "https://example.org/none/q",
    ]
    assert [QUERY[one.start :].startswith(one.written) for one in found] == [True] * 5


def test_iris_are_found_in_what_is_no_query() -> None:
    found = [
        one.iri for one in written_iris(r"PREFIX a: <urn:> SELECT { a:b. ?x } a:c\. <> PREFIX b: <urn:d> b:e")
    ]
    assert found == ["urn:b", "urn:c.", BASE]


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("a", "a"),
        (r"\t\n\"\\", '\t\n"\\'),
        (r"\u0416\U0001F600", "Ж😀"),
        (r"\uD800", "\ufffd"),
        (r"\U00110000", "\ufffd"),
    ],
)
def test_escapes_stand_for_characters(text: str, characters: str) -> None:
    assert without_escapes(text) == characters
