"""Errors that help, over HTTP and on the real release: the place, what could stand there, what may be meant."""

from __future__ import annotations

import json
from html import unescape
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

PROLOGUE = "PREFIX eik: <https://w3id.org/eikg/ontology/>\n"


def ask(address: str, query: str, accept: str = "*/*", **parameters: str) -> tuple[int, Any, str]:
    asked = Request(
        f"{address}/sparql?{urlencode({'query': query, **parameters})}", headers={"Accept": accept}
    )
    try:
        with urlopen(asked) as response:
            return response.status, response.headers, response.read().decode()
    except HTTPError as error:
        return error.code, error.headers, error.read().decode()


def problem(address: str, query: str) -> dict[str, Any]:
    status, headers, body = ask(address, query)
    assert status == 400
    assert headers["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(body)
    return found


@pytest.mark.parametrize(
    ("query", "line", "column", "token", "expected"),
    [
        ("SELCT * { ?s ?p ?o }", 1, 1, "SELCT", "SELECT"),
        ("SELECT * {\n  ?s ?p\n}", 3, 1, "}", "a variable"),
        ("SELECT * { ?s ?p ?o", 1, 20, "", "}"),
        ("SELECT ?x {\n\t?s ?p ?x FILTER(?x = ) }", 2, 23, ")", "a literal"),
        ("SELECT * { ?s ?p ?o } LIMIT all", 1, 29, "all", "a number"),
    ],
)
def test_a_syntax_error_names_the_place_the_token_and_what_could_stand_there(
    address: str, query: str, line: int, column: int, token: str, expected: str
) -> None:
    found = problem(address, query)
    assert (found["line"], found["column"], found["token"]) == (line, column, token)
    assert expected in found["expected"]
    assert expected in found["detail"]


@pytest.mark.parametrize(
    ("query", "line", "column", "token", "advice"),
    [
        ("SELECT ?c (COUNT(?s) AS ?n) {\n?s a ?c }", 1, 8, "?c", "add GROUP BY ?c"),
        ("SELECT * {\n  ?s ?p ?o\n  BIND(STR(?o) AS ?o)\n}", 3, 19, "?o", "choose another name"),
        ("SELECT * {\n  VALUES (?a ?b) {(1)} }", 2, 19, "(1)", "write UNDEF"),
        ("SELECT * {\n  ?s\u200b ?p ?o }", 2, 5, "\u200b", "delete it"),
        ("SELECT * { ?s ?p 'a\\b\\q' }", 1, 22, "\\q", "write \\\\ for a backslash"),
        ("SELECT (SUM(MAX(?o)) AS ?n) { ?s ?p ?o }", 1, 13, "MAX(?o)", "aggregate in a subquery"),
        (
            "PREFX eik: <https://w3id.org/eikg/ontology/> ASK { ?s a eik:Claim }",
            1,
            1,
            "PREFX",
            "did you mean PREFIX?",
        ),
    ],
)
def test_a_broken_rule_names_the_place_and_what_to_do(
    address: str, query: str, line: int, column: int, token: str, advice: str
) -> None:
    found = problem(address, query)
    assert (found["line"], found["column"], found["token"]) == (line, column, token)
    assert found["advice"].startswith(advice)
    assert found["advice"] in found["detail"]
    start, end = found["marked"]
    assert found["excerpt"][start:end] == token


def test_an_unfinished_string_is_blamed_where_it_begins(address: str) -> None:
    found = problem(address, 'ASK { ?s ?p "one" , "two }')
    assert (found["line"], found["column"]) == (1, 21)
    assert "has no end" in found["detail"]


def test_the_line_is_shown_with_a_caret_in_text_and_a_mark_in_html(address: str) -> None:
    query = "SELECT * {\n\t?s ?p <x:a&b> ?o }"
    _, headers, body = ask(address, query, "text/plain")
    assert headers.get_content_type() == "text/plain"
    assert "    \t?s ?p <x:a&b> ?o }\n    \t              ^^\n" in body
    _, headers, body = ask(address, query, "text/html, */*;q=0.1")
    assert headers.get_content_type() == "text/html"
    assert "<x:a&b> <mark>?o</mark> }" in unescape(body)
    assert "<x:a&b>" not in body


def test_a_misspelt_keyword_is_guessed(address: str) -> None:
    [hint] = problem(address, "SELECT * { OPTIONL { ?s ?p ?o } }")["hints"]
    assert hint["suggestion"] == "OPTIONAL"


def test_undeclared_prefixes_come_with_the_line_to_paste(address: str) -> None:
    found = problem(address, "SELECT * { ?s a eik:Claim ; skso:prefLabel ?label ; zzzz:q ?x }")
    hints = {hint["written"]: hint["suggestion"] for hint in found["hints"]}
    assert hints["eik:"] == "PREFIX eik: <https://w3id.org/eikg/ontology/>"
    assert hints["skso:"] == "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
    assert hints["zzzz:"] == ""


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("?s a eik:Clam", "eik:Clam does not exist in this release; did you mean eik:Claim?"),
        ("?s eik:instance ?o", "eik:instance does not exist in this release"),
        (
            "?s ?p <https://w3id.org/eikg/scheme/stance/assert>",
            "<https://w3id.org/eikg/scheme/stance/assert> does not exist in this release; did you mean "
            "<https://w3id.org/eikg/scheme/stance/asserts>?",
        ),
        ("?s ?p <https://w3id.org/eikg/id/state/belorus>", "<https://w3id.org/eikg/id/state/belarus>?"),
    ],
)
def test_a_query_with_a_name_that_does_not_exist_is_answered_with_a_hint(
    address: str, pattern: str, hint: str
) -> None:
    status, headers, body = ask(address, f"{PROLOGUE}SELECT * {{ {pattern} }}")
    assert status == 200
    assert json.loads(body)["results"]["bindings"] == []
    assert hint in headers["EIKG-Hint"]


def test_a_query_with_proper_names_gets_no_hint(address: str) -> None:
    status, headers, _ = ask(address, f"{PROLOGUE}SELECT * {{ ?s a eik:Claim ; eik:inDocument ?d }} LIMIT 3")
    assert (status, headers["EIKG-Hint"]) == (200, None)


def test_a_hint_is_one_line_of_ascii_whatever_the_name(address: str) -> None:
    _, headers, _ = ask(address, f"{PROLOGUE}SELECT * {{ ?s a eik:Утверждение }}")
    assert headers["EIKG-Hint"].isascii()
    assert headers["EIKG-Hint"].startswith("eik:?")
