"""The parts of a pattern one by one: in which order, how joined, and that together they mean the whole again."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest

from server.endpoint.diagnostics.patterns import Patterns
from server.endpoint.diagnostics.steps import Step, steps_of
from server.sparql.scanner import Unreadable
from tests.conftest import ROOT
from tests.endpoint.plans import SHAPES, random_pattern

RANDOM = 400


def steps(pattern: str) -> tuple[Step, ...]:
    return steps_of(Patterns(f"SELECT * {{ {pattern} }}"))


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """A few triples of few terms, each in the default graph and in another."""
    source, found = random.Random(5), ox.Store()
    for _ in range(60):
        subject, thing = (ox.NamedNode(f"x:{source.choice('klmn')}") for _ in range(2))
        predicate = ox.NamedNode(f"x:{source.choice('pqr')}")
        value = ox.Literal("s") if source.random() < 0.3 else thing
        for graph in (ox.DefaultGraph(), ox.NamedNode(f"x:{source.choice('kl')}")):
            found.add(ox.Quad(subject, predicate, value, graph))
    return found


def count(store: ox.Store, pattern: str) -> int:
    solutions = store.query(f"SELECT (COUNT(*) AS ?number) {{ {pattern} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    return int(next(solutions)["number"].value)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (
            "?a <x:p> ?b . ?a <x:q> ?c FILTER(?c != ?a) ?b <x:r> 's'",
            [
                ("triple pattern", "?b <x:r> 's' .", "first"),
                ("triple pattern", "?a <x:p> ?b .", "nested loop"),
                ("triple pattern", "?a <x:q> ?c .", "nested loop"),
                ("filter", "FILTER(?c != ?a)", None),
            ],
        ),
        (
            "?a <x:p> ?b . FILTER(?a != ?b) ?b <x:q> ?c FILTER NOT EXISTS { ?a a ?c }",
            [
                ("triple pattern", "?a <x:p> ?b .", "first"),
                ("filter", "FILTER(?a != ?b)", None),
                ("triple pattern", "?b <x:q> ?c .", "nested loop"),
                ("filter", "FILTER NOT EXISTS { ?a a ?c }", None),
            ],
        ),
        (
            "?a <x:p> ?b . ?c <x:q> 's'",
            [
                ("triple pattern", "?c <x:q> 's' .", "first"),
                ("triple pattern", "?a <x:p> ?b .", "cartesian product"),
            ],
        ),
        (
            "?a <x:p> ?b { SELECT ?a (COUNT(*) AS ?n) { ?a <x:q> 's' } GROUP BY ?a }",
            [
                ("subquery", "{ SELECT ?a (COUNT(*) AS ?n) { ?a <x:q> 's' } GROUP BY ?a }", "first"),
                ("triple pattern", "?a <x:p> ?b .", "nested loop"),
            ],
        ),
        (
            "?a <x:p> ?b OPTIONAL { ?b <x:q> ?c FILTER(?c != ?a) } MINUS { ?a <x:r> 1 } BIND(1 AS ?one)",
            [
                ("triple pattern", "?a <x:p> ?b .", "first"),
                ("OPTIONAL", "OPTIONAL { ?b <x:q> ?c . FILTER(?c != ?a) }", "nested loop"),
                ("MINUS", "MINUS { ?a <x:r> 1 . }", "hash"),
                ("BIND", "BIND(1 AS ?one)", None),
            ],
        ),
        (
            "GRAPH ?g { ?a <x:p> ?b OPTIONAL { ?b <x:q> ?c } } VALUES ?g { <x:k> }",
            [
                ("VALUES", "VALUES ?g { <x:k> }", "first"),
                ("triple pattern", "GRAPH ?g { ?a <x:p> ?b . }", "nested loop"),
                ("OPTIONAL", "OPTIONAL { GRAPH ?g { ?b <x:q> ?c . } }", "nested loop"),
            ],
        ),
        (
            "GRAPH ?g { ?a <x:p> ?b FILTER EXISTS { ?b <x:q> ?c } }",
            [("GRAPH", "GRAPH ?g { ?a <x:p> ?b . FILTER EXISTS { ?b <x:q> ?c } }", "first")],
        ),
        ("", []),
    ],
)
def test_the_parts_come_in_the_order_of_the_engine(
    pattern: str, expected: list[tuple[str, str, str | None]]
) -> None:
    assert [(step.kind, step.text, step.method) for step in steps(pattern)] == expected


def test_what_is_evaluated_by_itself_has_steps_of_its_own() -> None:
    branches = "{ ?b <x:q> ?c . ?c <x:r> 's' } UNION { ?b <x:r> ?c }"
    *_, union = steps(f"<x:k> <x:p> ?b . {branches}")
    assert [[step.text for step in group] for group in union.inside] == [["?c <x:r> 's' .", "?b <x:q> ?c ."]]
    assert [step.so_far for step in union.inside[0]] == ["?c <x:r> 's' .", "?c <x:r> 's' . ?b <x:q> ?c ."]


def test_values_behind_the_pattern_take_part() -> None:
    found = steps_of(Patterns("SELECT * { ?a <x:p> ?b } VALUES ?a { <x:k> }"))
    assert [step.kind for step in found] == ["VALUES", "triple pattern"]
    grouped = "SELECT ?a (COUNT(*) AS ?n) { ?a <x:p> ?b } GROUP BY ?a VALUES ?a { <x:k> }"
    assert [step.kind for step in steps_of(Patterns(grouped))] == ["triple pattern"]


def test_all_parts_together_have_the_solutions_of_the_whole(store: ox.Store) -> None:
    compared = 0
    for pattern in (*SHAPES, *map(random_pattern, range(RANDOM))):
        try:
            found = steps(pattern)
        except Unreadable:  # some GRAPH within another
            continue
        solutions = count(store, pattern)
        assert count(store, found[-1].so_far) == solutions, pattern
        compared += solutions > 0
    assert compared > RANDOM / 2


def test_the_parts_of_every_saved_query_are_queries() -> None:
    for path in sorted((ROOT / "queries").glob("*.rq")):
        query = path.read_text("utf-8")
        if "\nCONSTRUCT" in query:
            continue
        found = Patterns(query)
        for step in steps_of(found):
            # Parsed by the engine, on no data.
            ox.Store().query(f"{found.prologue} SELECT (COUNT(*) AS ?n) {{ {step.so_far} }}")


@pytest.mark.parametrize(
    "pattern",
    [
        "OPTIONAL { " * 9 + "?a ?b ?c" + " }" * 9,
        "GRAPH ?g { GRAPH ?h { ?a ?b ?c } }",
        "GRAPH ?g { ?a ?b ?c BIND(?g AS ?d) }",
        "GRAPH ?g { ?a ?b ?c OPTIONAL { ?a ?d ?e FILTER(?g = ?e) } }",
    ],
)
def test_what_cannot_be_taken_apart_is_refused(pattern: str) -> None:
    with pytest.raises(Unreadable):
        steps(pattern)


def test_a_long_pattern_is_put_in_order_up_to_a_limit() -> None:
    patterns = [f"?v{number} <x:p> ?v{number + 1} ." for number in range(101)]
    assert len(steps(" ".join(patterns[:100]))) == 100
    with pytest.raises(Unreadable, match="more than 100 triple patterns"):
        steps(" ".join(patterns))
    with pytest.raises(Unreadable, match="more than 100 triple patterns"):
        steps(f"?a {'/'.join(['<x:p>'] * 101)} ?b")


def test_a_path_is_looked_at_once_however_deep_it_is() -> None:
    assert len(steps(f"?a {'(' * 40}<x:p>{'/<x:q>)*' * 40} ?b")) == 1
