"""Jena ARQ's reference engine: what a query yields by the algebra of SPARQL 1.1, as a second opinion.

    with Oracle() as oracle:
        oracle.load("<a:g> { <a:s> <a:p> 1 }")            # TriG or N-Quads, with a default graph of its own
        oracle.load_file(release.path / DATA, union=True)  # or a file, with the union as its default graph
        oracle.query("SELECT * { ?s ?p ?o }")

An answer is a table (variables, rows, whether the order counts), a boolean, or quads in the default graph: what
tests/system/conformance/comparison.py compares with `match`. Blank nodes of the dataset keep their labels in a table.
Queries are given whole, with their prefixes and absolute IRIs. Nothing is normalised: a number that the server's
store writes otherwise ("01"^^xsd:integer) is written here as it was read, so load what the store gives back.

The reference engine evaluates EXISTS by ARQ's main engine, with the values of the row put into the pattern.
"""

from __future__ import annotations

import json
import select
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import pyoxigraph as ox

from tests.system.clients.kinds.java import command
from tests.system.conformance.comparison import Table, results

Found = Table | bool | list[ox.Quad]

Engine = Literal["reference", "main"]
"""The main engine answers much faster on a large dataset; it is not optimised either."""

DEADLINE = 10.0
"""Seconds that a query may take."""

LOADING = 120.0
"""Seconds that the start of the virtual machine and the reading of a dataset may take."""


class OracleRefused(Exception):
    """ARQ does not take the text for a query, or gave up in the middle; the text says why."""


class OracleLate(Exception):
    """The query took too long."""


class Oracle:
    """A process that answers queries on one dataset at a time; without Java the test that makes one is skipped."""

    def __init__(self, engine: Engine = "reference") -> None:
        self._command = [*command("Oracle", "-XX:+UseSerialGC", "-Xmx1g"), engine]
        self._process: subprocess.Popen[bytes] | None = None
        self._dataset: dict[str, str] = {"data": ""}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; the next request starts another, with the same dataset."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def load(self, text: str) -> None:
        """Take a dataset in TriG or N-Quads instead of the one before. Raises OracleRefused."""
        self._load({"data": text})

    def load_file(self, path: Path, union: bool = False) -> None:
        """Take a dataset from a file; with `union` the triples of its named graphs are in the default graph too."""
        self._load({"file": str(path)} | ({"union": "yes"} if union else {}))

    def query(self, query: str, deadline: float = DEADLINE) -> Found:
        """The answer to a query. Raises OracleRefused, and OracleLate after `deadline` seconds."""
        kind, text = self._answer({"query": query}, deadline)
        match kind:
            case "boolean":
                return text == "true"
            case "solutions":
                return results(text.encode(), ox.QueryResultsFormat.JSON)
            case _:
                return [*ox.parse(text, format=ox.RdfFormat.N_TRIPLES)]

    def _load(self, dataset: dict[str, str]) -> None:
        self._dataset = dataset
        if self._process is not None:
            self._answer(dataset, LOADING)

    def _answer(self, request: dict[str, str], deadline: float) -> tuple[str, str]:
        if self._process is None:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self._ask(self._process, self._dataset, LOADING)
        return self._ask(self._process, request, deadline)

    def _ask(
        self, process: subprocess.Popen[bytes], request: dict[str, str], deadline: float
    ) -> tuple[str, str]:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], deadline)
        if not ready:
            self.close()
            raise OracleLate(f"no answer within {deadline:g} s")
        line = process.stdout.readline()
        if not line:
            self.close()
            raise OracleRefused("the process ended")
        answer: dict[str, Any] = json.loads(line)
        ((kind, text),) = answer.items()
        if kind == "error":
            raise OracleRefused(text)
        return kind, text
