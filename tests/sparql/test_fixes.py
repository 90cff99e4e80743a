"""The fixes of hints: each turns a query with a mistake into the one that was meant, wherever the mistake stands."""

from __future__ import annotations

import pytest

from server.namespaces import EIK, PREFIXES
from server.sparql.fixes import Edit, Fix, mended, name_in
from server.sparql.lint import lint
from server.sparql.suggestions import MOST_EDITS, Hint, Names, missing_prefixes, unknown_names

LABEL = PREFIXES["rdfs"] + "label"
POSITION = EIK + "position"
PROPERTIES = {
    LABEL: frozenset(("@be", "@en", "@ru")),
    POSITION: frozenset((PREFIXES["xsd"] + "integer",)),
}
RDFS = f"PREFIX rdfs: <{PREFIXES['rdfs']}>\n"
DECLARED = f"PREFIX eik: <{EIK}>\n"


def fixed(query: str, hints: list[Hint]) -> list[str]:
    (hint,) = hints
    return [mended(query, fix.edits) for fix in hint.fixes]


def test_a_prefix_of_the_project_is_declared() -> None:
    query = "SELECT * { ?s rdfs:label ?o }"
    assert fixed(query, missing_prefixes(query)) == [RDFS + query]


def test_a_misspelt_prefix_is_put_right_wherever_it_stands_and_declared() -> None:
    query = "# é\nSELECT * { ?s a eki:State ; eki:flag 'eki:no' }"
    meant = "# é\nSELECT * { ?s a eik:State ; eik:flag 'eki:no' }"
    assert fixed(query, missing_prefixes(query)) == [DECLARED + meant]
    assert fixed(DECLARED + query, missing_prefixes(DECLARED + query)) == [DECLARED + meant]


@pytest.mark.parametrize(("times", "fixes"), [(MOST_EDITS - 1, 1), (MOST_EDITS, 0), (50_000, 0)])
def test_a_prefix_that_stands_in_very_many_places_is_named_and_left_to_its_author(
    times: int, fixes: int
) -> None:
    (hint,) = missing_prefixes("SELECT * { " + "eki:x " * times + "}")
    assert hint.written == "eki:"
    assert "did you mean eik:" in hint.message
    assert len(hint.fixes) == fixes


def test_all_fixes_of_a_query_together_change_no_more_places_than_may_be() -> None:
    misspelt = ("eki", "ekk", "eikk", "rdfss", "rdff", "owll", "skoss", "provv")
    hints = missing_prefixes("SELECT * { " + "".join(f"{prefix}:x " * 100 for prefix in misspelt) + "}")
    assert [hint.written for hint in hints] == [f"{prefix}:" for prefix in misspelt]
    edits = [len(fix.edits) for hint in hints for fix in hint.fixes]
    assert len(edits) > 1
    assert sum(edits) <= MOST_EDITS


def test_a_misspelt_name_is_put_right_wherever_it_stands() -> None:
    names = Names([EIK + "State"])
    query = DECLARED + "SELECT * { ?a a eik:Stat . ?b a eik:Stat # eik:Stat\n}"
    assert fixed(query, unknown_names(query, names)) == [
        DECLARED + "SELECT * { ?a a eik:State . ?b a eik:State # eik:Stat\n}"
    ]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        (
            'SELECT * { ?s rdfs:label "Belarus" }',
            [f'SELECT * {{ ?s rdfs:label "Belarus"@{tag} }}' for tag in ("be", "en", "ru")],
        ),
        (
            'SELECT * { ?s rdfs:label ?l FILTER(?l = "Беларусь") }',
            [f'SELECT * {{ ?s rdfs:label ?l FILTER(?l = "Беларусь"@{tag}) }}' for tag in ("be", "en", "ru")],
        ),
        ("SELECT * { ?s rdfs:labell ?l }", ["SELECT * { ?s rdfs:label ?l }"]),
        (
            'SELECT * { ?s eik:position ?n FILTER(?n = "5") }',
            ["SELECT * { ?s eik:position ?n FILTER(?n = 5) }"],
        ),
        (
            "SELECT ?label ?country { ?country rdfs:label ?labels . ?labels ?p ?country }",
            ["SELECT ?labels ?country { ?country rdfs:label ?labels . ?labels ?p ?country }"],
        ),
    ],
)
def test_what_is_surely_not_meant_is_put_right(query: str, meant: list[str]) -> None:
    prologue = RDFS + DECLARED
    hints = [hint for hint in lint(prologue + query, PROPERTIES) if hint.fixes]
    assert fixed(prologue + query, hints) == [prologue + one for one in meant]


def test_what_is_mended_has_no_such_hint_any_more() -> None:
    query = RDFS + 'SELECT * { ?s rdfs:label "Belarus" }'
    for text in fixed(query, lint(query, PROPERTIES)):
        assert lint(text, PROPERTIES) == []


def test_edits_are_those_of_the_text_as_it_was() -> None:
    assert mended("abcdef", [Edit(1, 2, "BBB"), Edit(4, 5, ""), Edit(6, 6, "!")]) == "aBBBcdf!"
    assert Fix.replacing(0, 3, "x") == Fix("x", (Edit(0, 3, "x"),))


def test_an_iri_is_named_as_the_query_can() -> None:
    assert name_in(LABEL, {"r": PREFIXES["rdfs"], "rdfs": PREFIXES["rdfs"]}) == "r:label"
    assert name_in(LABEL, {"eik": EIK}) == f"<{LABEL}>"
    assert name_in(EIK + "a/b", {"eik": EIK}) == f"<{EIK}a/b>"
