"""A syntax error in a problem document: its place, the line with the token marked, and what is advised."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest

from server.endpoint.error_details import diagnosed
from server.endpoint.problem_kinds import KINDS, Slug
from server.engine import QuerySyntaxError
from server.namespaces import BASE
from server.sparql.diagnosis import diagnose
from tests.sparql.malformed import Malformed, malformed

EIK = "PREFIX eik: <https://w3id.org/eikg/ontology/>"


def document(query: str) -> dict[str, Any]:
    """The problem document of a query that the engine refuses."""
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query, base_iri=BASE)
    fault = diagnose(query, caught.value)
    return diagnosed(QuerySyntaxError(**vars(fault)), query).document()


def refused_by_the_engine(case: Malformed) -> bool:
    """Whether a case is not one of those that are refused before the engine sees them."""
    try:
        ox.Store().query(case.text, base_iri=BASE)
    except SyntaxError:
        return True
    return False


@pytest.mark.parametrize(
    "case",
    [case for case in malformed("queries") if refused_by_the_engine(case)],
    ids=lambda case: str(case.text),
)
def test_the_document_has_the_place_the_advice_and_the_line(case: Malformed) -> None:
    found = document(case.text)
    assert (found["status"], found["line"], found["column"]) == (400, case.line, case.column)
    assert found["detail"].startswith(
        f"Line {case.line}, column {case.column}: {case.message}; {case.advice}"
    )
    assert (found["token"], found["advice"]) == (case.token[:60], case.advice)
    start, end = found["marked"]
    assert case.token.startswith(found["excerpt"][start:end])
    assert found["excerpt"][start:end] or not case.token
    assert "?." not in found["detail"]


def test_the_word_that_is_meant_is_a_hint() -> None:
    [hint] = document("SELECT * { ?s ?p ?o FILTER(LENGTH(?o) > 1) }")["hints"]
    assert (hint["written"], hint["line"], hint["column"], hint["suggestion"]) == ("LENGTH", 1, 28, "STRLEN")


def test_a_declaration_with_a_mistake_is_not_said_to_be_missing() -> None:
    [hint] = document("PREFX eik: <https://w3id.org/eikg/ontology/>\nSELECT * { ?s a eik:Claim }")["hints"]
    assert (hint["written"], hint["suggestion"]) == ("PREFX", "PREFIX")
    assert "hints" not in document("PREFIX eik: https://w3id.org/eikg/ontology/\nSELECT * { ?s a eik:Claim }")


def test_what_could_stand_there_is_told_where_no_advice_says_more() -> None:
    assert document("SELECT * { ?s ?p ?o } LIMIT all")["expected"] == ["a number"]
    assert document("SELECT * { ?s ?p+ ?o }")["expected"] == []


def test_the_page_of_the_kind_speaks_of_rules_and_advice_in_all_languages() -> None:
    kind = KINDS[Slug.SYNTAX]
    assert [word in text for word, text in zip(("rules", "правил", "правіл"), kind.meaning, strict=True)] == [
        True,
        True,
        True,
    ]
    assert [word in text for word, text in zip(("advice", "совет", "парад"), kind.remedy, strict=True)] == [
        True,
        True,
        True,
    ]
