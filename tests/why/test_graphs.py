"""The graphs in which triples stand, whatever their terms are."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
import pytest

from server.engine import Row
from server.engine.reading import read
from server.why.graphs import graphs_of

DATA = """
@prefix : <x:> .
:g { :a :p :b, "01"^^<http://www.w3.org/2001/XMLSchema#integer> . _:one :p :b . _:two :q _:one . }
:h { :a :p :b . [] :p :b . :a :says <<( :a :p :b )>> . }
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    found = ox.Store()
    found.load(DATA.encode(), format=ox.RdfFormat.TRIG)
    return found


def test_the_graphs_of_every_triple_are_found_in_its_own_form_or_another(store: ox.Store) -> None:
    def tables(queries: Iterable[str]) -> list[list[Row]]:
        answers = []
        for query in queries:
            solutions = store.query(query)
            assert isinstance(solutions, ox.QuerySolutions)
            names = [one.value for one in solutions.variables]
            answers.append(
                [
                    {name: term for name, term in zip(names, row, strict=True) if term is not None}
                    for row in solutions
                ]
            )
        return answers

    written = ox.Triple(
        ox.NamedNode("x:a"),
        ox.NamedNode("x:p"),
        ox.Literal("01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    )
    nowhere = ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.NamedNode("x:none"))
    expected: dict[ox.Triple, list[str]] = {written: ["x:g"], nowhere: []}
    for quad in store:
        assert isinstance(quad.graph_name, ox.NamedNode)
        graphs = expected.setdefault(quad.triple, [])
        expected[quad.triple] = sorted({*graphs, quad.graph_name.value})
    found = read(graphs_of(expected), tables)
    assert found == expected
    assert read(graphs_of([]), tables) == {}
