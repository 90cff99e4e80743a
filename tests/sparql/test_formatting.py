"""Queries laid out anew: they mean the same, keep their comments, and look as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from server.sparql.formatting import LONGEST, formatted
from server.sparql.parser import parse
from server.sparql.scanner import Unreadable
from server.sparql.tokens import tokens
from server.sparql.tree import Node, Query
from tests.conftest import ROOT
from tests.sparql.productions import QUERIES
from tests.sparql.texts import TEXTS

SAVED = sorted((ROOT / "queries").glob("*.rq"))

DENSE = """\
PREFIX eik: <https://w3id.org/eikg/ontology/> PREFIX x: <urn:x> # of others
SELECT ?s (COUNT(?x) AS ?n) WHERE{?s a eik:State;eik:flag ?x,?y. OPTIONAL{?s eik:no ?m. ?m a eik:Other}
FILTER(?n>1.5&&EXISTS{?s ?p ?o})#behind
{SELECT ?x WHERE {?x ?y ?z} GROUP BY ?x}{?a ?b ?c}UNION{?d ?e [a ?x;?y ?z]} VALUES (?a ?b) { (1 2) (3 4) } }
GROUP BY ?s ORDER BY DESC(?n) LIMIT 5"""
LAID_OUT = """\
PREFIX eik: <https://w3id.org/eikg/ontology/>
PREFIX x: <urn:x> # of others
SELECT ?s (COUNT(?x) AS ?n) WHERE {
  ?s a eik:State;
    eik:flag ?x,?y.
  OPTIONAL { ?s eik:no ?m. ?m a eik:Other }
  FILTER(?n>1.5&&EXISTS { ?s ?p ?o }) #behind
  {
    SELECT ?x WHERE { ?x ?y ?z }
    GROUP BY ?x
  }
  { ?a ?b ?c } UNION { ?d ?e [a ?x;?y ?z] }
  VALUES (?a ?b) { (1 2) (3 4) }
}
GROUP BY ?s
ORDER BY DESC(?n)
LIMIT 5
"""

COMMENT = re.compile(r"#[^\r\n]*")


def comments_of(query: str) -> Iterator[str]:
    """The comments of a query, in order."""
    end = 0
    for token in tokens(query):
        yield from (one[0].rstrip() for one in COMMENT.finditer(query, end, token.start))
        end = token.end
    yield from (one[0].rstrip() for one in COMMENT.finditer(query, end))


def shape(node: Any) -> object:
    """What a node is, wherever it stands."""
    if isinstance(node, tuple):
        return tuple(map(shape, node))
    if not isinstance(node, Node):
        return node
    names: tuple[str, ...] = type(node).__match_args__
    return type(node), tuple(shape(getattr(node, name)) for name in names[2:])  # without start and end


def read(query: str) -> Query | None:
    try:
        return parse(query).query
    except Unreadable:
        return None


@pytest.mark.parametrize("path", SAVED, ids=lambda path: str(path.stem))
def test_a_saved_query_means_the_same_and_is_laid_out_once_for_all(path: Any) -> None:
    query = path.read_text("utf-8")
    result = formatted(query)
    assert shape(read(result)) == shape(read(query)) is not None
    assert [*comments_of(result)] == [*comments_of(query)]
    assert formatted(result) == result


@pytest.mark.parametrize("query", QUERIES)
def test_every_production_of_the_grammar_means_the_same(query: str) -> None:
    result = formatted(query)
    assert shape(read(result)) == shape(read(query))
    assert formatted(result) == result


@given(TEXTS)
def test_no_token_and_no_comment_of_any_text_is_lost(text: str) -> None:
    result = formatted(text)
    assert [token.text for token in tokens(result)] == [token.text for token in tokens(text)]
    assert [*comments_of(result)] == [*comments_of(text)]


def test_a_dense_query_is_made_readable() -> None:
    assert formatted(DENSE) == LAID_OUT
    assert formatted(LAID_OUT) == LAID_OUT


def test_what_only_a_parser_can_tell_and_what_is_long_stays() -> None:
    for query in (
        "SELECT * {?a ?b ?c FILTER(?a<?b#>\n)}",
        "SELECT 'a",
        "ASK { ?a ?b a:\\",
        f"ASK{{}}{' ' * LONGEST}",
    ):
        assert formatted(query) == query


def test_a_query_with_groups_without_end_stays_as_it_is() -> None:
    """Its indentation alone would be four hundred million characters."""
    deep = "{" * 20_000
    assert formatted(deep) == deep
