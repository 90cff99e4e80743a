"""A process that answers queries on one dataset at a time, and is replaced where it ends or is late."""

from __future__ import annotations

import json
import select
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph as ox

from tests.conftest import ROOT
from tests.system.conformance.comparison import Table, results

Found = Table | bool | list[ox.Quad]

DEADLINE = 30.0
"""Seconds that a query may take."""

LOADING = 120.0
"""Seconds that the start of the process and the reading of a dataset may take."""


class Refused(Exception):
    """The engine does not take the text for a query, or gave up in the middle; the text says why."""


class Late(Exception):
    """The query took too long, and the process was ended."""


class Ended(Exception):
    """The process ended instead of answering."""


class Program:
    """The process that a command starts: it takes a request a line, as JSON, and prints an answer a line."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._dataset: dict[str, str] = {"data": ""}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; the next query starts another, with the same dataset."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Take a dataset instead of the one before. Raises Refused."""
        self._load({"data": "".join(f"{quad} .\n" for quad in quads)})

    def load_file(self, path: Path, union: bool = False) -> None:
        """Take a dataset from a file; with `union` the triples of its named graphs are in the default graph too."""
        self._load({"file": str(path)} | ({"union": "yes"} if union else {}))

    def query(self, query: str, deadline: float = DEADLINE) -> Found:
        """The answer to a query. Raises Refused, Late and Ended."""
        self.send(query)
        return self.receive(deadline)

    def send(self, query: str) -> None:
        """Begin with a query; the answer is to be received before the next one is sent."""
        self._send({"query": query})

    def receive(self, deadline: float = DEADLINE) -> Found:
        """The answer to the query that was sent. Raises Refused, Late and Ended."""
        kind, text = self._receive(deadline)
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
            self._send(dataset)
            self._receive(LOADING)

    def _send(self, request: dict[str, str]) -> None:
        if self._process is None:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
            )
            self._send(self._dataset)
            self._receive(LOADING)
        assert self._process.stdin
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()

    def _receive(self, deadline: float) -> tuple[str, str]:
        assert self._process
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], deadline)[0]:
            self.close()
            raise Late(f"no answer within {deadline:g} s")
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise Ended
        kind: str
        text: str
        ((kind, text),) = json.loads(line).items()
        if kind == "error":
            raise Refused(text)
        return kind, text
