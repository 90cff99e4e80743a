"""Jena ARQ's reference engine: what a query yields by the algebra of SPARQL 1.1, as a second opinion.

    with Oracle() as oracle:
        oracle.load(ox.parse(text, format=ox.RdfFormat.TRIG))  # quads, with a default graph of their own
        oracle.load_file(release.path / DATA, union=True)  # or a file of N-Quads, with the union as its default graph
        oracle.query("SELECT * { ?s ?p ?o }")

An answer is a table (variables, rows, whether the order counts), a boolean, or quads in the default graph: what
tests/system/conformance/comparison.py compares with `match`. Blank nodes of the dataset keep their labels in a table.
Queries are given whole, with their prefixes and absolute IRIs. Nothing is normalised: a number that the server's
store writes otherwise ("01"^^xsd:integer) is written here as it was read, so load what the store gives back.

Where ARQ itself departs from the recommendation: the pattern of EXISTS, which it leaves to its main engine
(mended in ReferenceEngine.java), and `without_labels` and `departs` tell the rest.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from tests.system.clients.kinds.java import command
from tests.system.differential.program import Program
from tests.system.differential.trees import Node

Engine = Literal["reference", "main"]
"""The main engine answers much faster on a large dataset; it is not optimised either."""


class Oracle(Program):
    """A process of ARQ; without Java the test that makes one is skipped."""

    def __init__(self, engine: Engine = "reference") -> None:
        super().__init__([*command("Oracle", "-XX:+UseSerialGC", "-Xmx1g"), engine])


_STR: Final = re.compile(r"\bSTR\((\?\w+)\)")


def without_labels(query: str) -> str:
    """A query with STR of a blank node an error (section 17.4.2.5), which ARQ takes for the node's label."""
    return _STR.sub(r"STR(IF(ISBLANK(\1), 1/0, \1))", query)


FILTERS: Final = frozenset({"FILTER", "EXISTS", "NOT EXISTS"})


def departs(query: Node) -> bool:
    """Whether ARQ loses rows: those before an OPTIONAL that holds only a FILTER that fails (LeftJoin, section 18.5)."""
    groups = (group for node in query.nodes() if "OPTIONAL" in node.constructs for group in node.children())
    return any(all({*element.constructs} & FILTERS for element in group.children()) for group in groups)
