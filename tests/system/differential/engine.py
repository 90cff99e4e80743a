"""The engine of the server in a process of its own: a fault of it ends or delays no more than that process.

The process is this module run as a program, with the names of the rewriting rules that are switched off.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from pathlib import Path

import pyoxigraph as ox

from server.engine.dataset import evaluate
from server.engine.job import Job
from server.engine.stores import Stores, in_memory
from tests.system.differential.program import Program


class Engine(Program):
    """A process that evaluates queries as an evaluator of the server does."""

    def __init__(self, without: Collection[str] = ()) -> None:
        super().__init__([sys.executable, "-m", "tests.system.differential.engine", *without])


def main() -> None:
    """Answer one request a line, as tests/system/clients/java/src/Oracle.java does."""
    without = frozenset(sys.argv[1:])
    stores = Stores(ox.Store())
    for line in sys.stdin:
        request: dict[str, str] = json.loads(line)
        try:
            if "query" in request:
                kind, text = answer(stores, request["query"], without)
            else:
                stores = loaded(request)
                kind, text = "done", ""
        except Exception as error:
            kind, text = "error", f"{type(error).__name__}: {error}"
        print(json.dumps({kind: text}), flush=True)  # noqa: T201 - the answer


def loaded(request: dict[str, str]) -> Stores:
    """The stores over a dataset, as they are over a release: of one, where a file is named."""
    if "file" in request:
        return in_memory(Path(request["file"]).with_name("store"))
    graphs = ox.Store()
    graphs.extend(ox.parse(request["data"], format=ox.RdfFormat.N_QUADS))
    triples = {quad.triple for quad in graphs if quad.graph_name != ox.DefaultGraph()}
    default = ox.Store()
    default.extend(graphs.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    return Stores(graphs, default if {quad.triple for quad in default} == triples else None)


def answer(stores: Stores, query: str, without: frozenset[str]) -> tuple[str, str]:
    """The kind of an answer, and its text."""
    found = evaluate(stores, Job(query), query, without)
    if isinstance(found, ox.QueryBoolean):
        return "boolean", str(bool(found)).lower()
    if isinstance(found, ox.QuerySolutions):
        return "solutions", (found.serialize(format=ox.QueryResultsFormat.JSON) or b"").decode()
    return "triples", (found.serialize(format=ox.RdfFormat.N_TRIPLES) or b"").decode()


if __name__ == "__main__":
    main()
