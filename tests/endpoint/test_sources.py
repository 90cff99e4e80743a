"""Patterns as sources need them mean what is written; asking for them takes few round trips, within one deadline."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pyoxigraph as ox
import pytest

from server.endpoint.diagnostics.patterns import Evaluation, Room
from server.endpoint.diagnostics.sources import explain_sources
from server.endpoint.diagnostics.sources.witnesses import Witnesses, is_grouped
from server.engine import SERVER, Client, DeadlineExceeded, Job, Limits, Pool, ResultTooLarge
from server.namespaces import PREFIXES
from server.release import Release
from server.sparql.parser import parse
from server.why.proofs import Proofs

PROLOGUE = "PREFIX : <x:>\n"
DATA = """
@prefix : <x:> .
:g { :a :p :b, :c ; :q 1, 2, "one"@en . :b :p :c ; :q 3 . [] :p :b . }
:h { :c :p :a ; :r ( 1 :b ) . :a :p :b ; :s :a . }
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    found = ox.Store()
    found.load(DATA.encode(), format=ox.RdfFormat.TRIG)
    found.extend({ox.Quad(quad.subject, quad.predicate, quad.object) for quad in found})
    return found


def rows(store: ox.Store, query: str) -> set[tuple[str, ...]]:
    found = store.query(PROLOGUE + query)
    assert isinstance(found, ox.QuerySolutions)
    return {tuple(map(str, row)) for row in found}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s :p ?o }",
        "SELECT * { ?s :p ?o, ?x ; :q ?n }",
        "SELECT * { ?s :p [ :q ?n ] . _:x :p ?s . [ :p ?s ] }",
        "SELECT * { ?s :r ( ?one ?two ) }",
        "SELECT * { ?s :r () }",
        "SELECT * { ?s :p/^:p ?o }",
        "SELECT * { ?s (:p|^:q|:s)/:p ?o }",
        "SELECT * { ?s !:p ?o }",
        "SELECT * { ?s !(:p|^:q|^:p) ?o }",
        "SELECT * { ?s !(a|^:q) ?o }",
        "SELECT * { ?s (:p/:p)+|:s* ?o }",
        "SELECT * { :a :p? ?o }",
        "SELECT * { ?s :p ?o OPTIONAL { ?o :q ?n FILTER(?n > 1 && ?s != :c) } }",
        "SELECT * { ?s :p ?o OPTIONAL { { SELECT ?o (COUNT(*) AS ?n) { ?o :q ?x } GROUP BY ?o } } }",
        "SELECT * { { ?s :p ?o } UNION { ?s :q ?n FILTER(?n = 1) } UNION { SELECT ?s { ?s :r ?l } } }",
        "SELECT * { ?s :p ?o MINUS { ?o :q ?n } }",
        "SELECT * { ?s :p ?o FILTER(!EXISTS { ?o :q ?n } || EXISTS { ?s :s ?o }) }",
        "SELECT * { GRAPH ?g { ?s :p ?o } }",
        "SELECT * { GRAPH :g { ?s :p/:p ?o OPTIONAL { ?o :q ?n } } }",
        "SELECT * { BIND(1 AS ?one) { ?s :p ?o BIND(STR(?o) AS ?text) } }",
        "SELECT * { ?s :p ?o VALUES (?s ?x) { (:a UNDEF) (UNDEF 2) } } VALUES ?o { :b :c }",
        "SELECT ?s (STRLEN(STR(?o)) AS ?n) (?n * 2 AS ?m) { ?s :p ?o }",
        "SELECT (1 AS ?x) { }",
        "ASK { ?s :p ?o . { ?s :q ?n } }",
    ],
)
def test_a_pattern_has_the_same_solutions_when_it_is_written_such_that_they_name_their_triples(
    store: ox.Store, query: str
) -> None:
    tree = parse(PROLOGUE + query)
    part = Witnesses(tree, ()).query(replace(tree.query, form="SELECT"))
    assert not is_grouped(tree.query)
    columns = " ".join(f"?{name}" for name in part.given)
    asked = query if query.startswith("SELECT") else f"SELECT * {tree.slice(tree.query)[4:]}"
    names = columns or "(1 AS ?one)"
    plain = f"SELECT DISTINCT {names} {{ {{ {asked} }} }}"
    assert rows(store, f"SELECT DISTINCT {names} {{ {part.text} }}") == rows(store, plain)


@pytest.mark.parametrize(
    ("keys", "column"),
    [
        ("?s", "?s"),
        ("(STR(?s) AS ?text)", "?text"),
        ("(STR(?o))", "(1 AS ?one)"),
        ("STR(?s) ?o", "?o"),
    ],
)
def test_a_group_is_found_again_by_its_keys(store: ox.Store, keys: str, column: str) -> None:
    query = f"SELECT {column} (COUNT(*) AS ?n) {{ ?s :p ?o }} GROUP BY {keys}"
    tree = parse(PROLOGUE + query)
    witnesses = Witnesses(tree, ())
    part = witnesses.query(tree.query)
    names = " ".join(f"?{name}" for name in part.given)
    found = rows(store, f"SELECT {names} ?n {{ {{ {witnesses.keyed(tree.query)} }} }}")
    assert len(found) == len({row[:-1] for row in found}) > 1
    assert found == rows(store, f"SELECT {names} (COUNT(*) AS ?n) {{ {part.text} }} GROUP BY {names}")


class Counted:
    """A pool that notes how long each of its jobs may take."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.limits = pool.limits
        self.given: list[float] = []

    def submit(self, job: Job, client: Client = SERVER) -> Any:
        self.given.append(job.timeout or 0)
        return self._pool.submit(job, client)


@pytest.fixture(scope="module")
def pool(release: Release) -> Iterator[Pool]:
    with Pool(release.store, Limits(), size=1) as found:
        yield found


def explained(
    pool: Pool, release: Release, query: str, timeout: float | None = None
) -> tuple[Any, list[float]]:
    counted = Counted(pool)
    text = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + query
    proofs = Proofs(release.proofs)
    evaluation = Evaluation.of(cast("Pool", counted), Job(text, timeout=timeout), SERVER, proofs)
    return explain_sources(text, evaluation), counted.given


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("SELECT * { ?s eik:seat ?o }", 3),
        ("SELECT * { ?s eik:memberOf ?o OPTIONAL { ?o eik:seat ?p } } LIMIT 100", 3),
        ("SELECT * { ?s a eik:State { SELECT ?s (COUNT(?b) AS ?n) { ?s eik:memberOf ?b } GROUP BY ?s } }", 4),
        ("SELECT * { ?s eik:seat/eik:locatedIn* ?o FILTER EXISTS { ?s eik:foundedOn ?d } }", 4),
        ("SELECT (COUNT(*) AS ?n) { ?s a ?class }", 4),
        ("CONSTRUCT WHERE { ?s eik:seat ?o }", 3),
        ("DESCRIBE body:eaeu", 2),
    ],
)
def test_explaining_asks_the_evaluators_seldom(pool: Pool, release: Release, query: str, number: int) -> None:
    """For the rows, for what is behind them (once a level, once more where that is too much), and for the graphs."""
    document, given = explained(pool, release, query)
    assert document["sources"]
    assert len(given) == number


def test_all_questions_of_an_explanation_share_one_deadline(pool: Pool, release: Release) -> None:
    _, given = explained(pool, release, "SELECT * { ?s eik:seat/eik:locatedIn* ?o }", 20)
    assert given == sorted(given, reverse=True)
    assert given[0] <= 20


DOUBLED = 'BIND("xxxxxxxxxxxxxxxx" AS ?v0) ' + " ".join(
    f"BIND(CONCAT(?v{number}, ?v{number}) AS ?v{number + 1})" for number in range(20)
)
"""Values of 16 bytes, twice that, and so on up to 16 MiB."""


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT (CONCAT(?v17, STR(?i)) AS ?x) {{ {DOUBLED} VALUES ?i {{ {' '.join(map(str, range(100)))} }} }}",
        f"SELECT ?x {{ {DOUBLED} BIND(?v20 AS ?x) }}",
        f"CONSTRUCT {{ <x:a> <x:b> ?x }} {{ {DOUBLED} BIND(?v20 AS ?x) }}",
        # What is read is just within the bound, and is written anew in each of the parts that are asked for.
        f"SELECT (CONCAT(?v11, STR(?i)) AS ?x) {{ {DOUBLED} VALUES ?i {{ {' '.join(map(str, range(100)))} }} }}",
    ],
)
def test_no_more_is_read_for_an_explanation_than_may_be(pool: Pool, release: Release, query: str) -> None:
    evaluation = Evaluation.of(pool, Job(query), SERVER, Proofs(release.proofs))
    with pytest.raises(ResultTooLarge, match="larger than 4,194,304 bytes; ask for fewer rows or shorter"):
        explain_sources(query, evaluation)
    assert evaluation.room.taken < 8 * 2**20


def test_the_bound_of_an_explanation_is_for_all_its_questions_together(pool: Pool, release: Release) -> None:
    query = "SELECT * { ?s ?p ?o } LIMIT 20"
    evaluation = Evaluation.of(pool, Job(query), SERVER, Proofs(release.proofs))
    evaluation.rows(query)
    first = evaluation.room.taken
    assert first > 0
    again = replace(evaluation, room=Room(2 * first - 1))
    again.rows(query)
    with pytest.raises(ResultTooLarge):
        again.rows(query)


def test_less_is_told_where_not_all_that_is_known_of_the_triples_may_be_read(
    pool: Pool, release: Release
) -> None:
    query = "SELECT ?type (COUNT(?s) AS ?n) { ?s a ?type } GROUP BY ?type ORDER BY DESC(?n) LIMIT 20"
    whole = Evaluation.of(pool, Job(query), SERVER, Proofs(release.proofs))
    explained = explain_sources(query, whole)
    room = Room(whole.room.taken * 2 // 3)
    less = explain_sources(query, replace(whole, room=room))
    assert less["results"] == explained["results"]
    assert room.taken <= room.most
    assert not less["complete"]
    claims = [
        {claim for source in found["sources"] for claim in source["claims"]} for found in (less, explained)
    ]
    assert set() < claims[0] < claims[1]


def test_there_is_no_question_behind_the_deadline(pool: Pool, release: Release) -> None:
    counted = Counted(pool)
    evaluation = Evaluation.of(
        cast("Pool", counted), Job("ASK {}", timeout=7), SERVER, Proofs(release.proofs)
    )
    late = replace(evaluation, end=time.monotonic() - 1)
    with pytest.raises(DeadlineExceeded, match="7 s"):
        late.ask("ASK {}")
    assert counted.given == []
