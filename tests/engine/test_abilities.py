"""The engine can do what its abilities say, and each format of the endpoint is one that it writes."""

from __future__ import annotations

import pytest

from server.endpoint.formats import GRAPHS, SOLUTIONS
from server.engine import DeadlineExceeded, Job, Pool, select_rows
from tests.engine.small_store import ALL, ENDLESS, ODD, THINGS


def test_it_evaluates_lateral(pool: Pool) -> None:
    assert pool.pool.abilities.lateral
    rows = select_rows(
        pool,
        "SELECT ?g ?n { GRAPH ?g {} LATERAL { SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g } }",
    )
    counts = {str(row["g"]): int(getattr(row["n"], "value", 0)) for row in rows}
    assert counts == {f"<{ALL}>": THINGS, f"<{ODD}>": THINGS // 2}


def test_it_ends_a_query_at_its_deadline(pool: Pool) -> None:
    assert pool.pool.abilities.deadline
    with pytest.raises(DeadlineExceeded):
        pool.fetch(Job(ENDLESS, timeout=0.2))


def test_it_writes_its_formats_and_those_are_what_the_endpoint_offers(pool: Pool) -> None:
    assert pool.pool.abilities.formats == {form.media_type for form in (*SOLUTIONS, *GRAPHS)}
    for form in SOLUTIONS:
        assert pool.fetch(Job("SELECT * { ?s ?p ?o } LIMIT 1", form.media_type))
    for form in GRAPHS:
        assert pool.fetch(Job("CONSTRUCT WHERE { ?s ?p 1 }", graph_format=form.media_type))
