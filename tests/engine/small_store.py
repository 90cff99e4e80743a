"""A small store as the build lays one out: named graphs, and their union as a set in the default graph."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from server.integrity import record
from server.release import DATA, ORIGINALS

EX = "http://example.org/"
ODD, ALL = EX + "graph/odd", EX + "graph/all"
THINGS = 300


def write(path: Path, things: int = THINGS) -> None:
    """`things` triples in the graph ALL, every second of them in the graph ODD too, and the list of all files."""
    store = ox.Store(str(path))
    for number in range(things):
        triple = (ox.NamedNode(f"{EX}thing/{number}"), ox.NamedNode(EX + "number"), ox.Literal(number))
        store.add(ox.Quad(*triple))
        store.add(ox.Quad(*triple, ox.NamedNode(ALL)))
        if number % 2:
            store.add(ox.Quad(*triple, ox.NamedNode(ODD)))
    store.flush()
    named = sorted(f"{quad} .\n" for quad in store if quad.graph_name != ox.DefaultGraph())
    (path.parent / DATA).write_text("".join(named))
    (path.parent / ORIGINALS).touch()
    del store
    record(path.parent)


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
"""Counts some eight billion solutions, which takes no memory but more time than anybody has."""

ENDLESS_ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

HUNGRY = """
    SELECT ?a ?d ?g (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a ?d ?g
"""
"""Keeps 27 million groups."""
