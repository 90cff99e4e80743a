"""Results read in this process: what no parser takes is an error of the query, and leaves nothing to another thread."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyoxigraph as ox
import pytest

from server.engine import Job, Pool, ResultTooLarge, boolean_of, rows_of, table_of, triples_of
from server.engine.job import FrameReader, Kind
from server.engine.output import CHUNK, Output

LONG = b"x" * (17 * 2**20)
TABLE = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"%b"}}]}}'


@pytest.fixture
def unraisable(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    found: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", found.append)
    yield found
    gc.collect()


@pytest.mark.parametrize(
    "read",
    [
        lambda: rows_of(TABLE % LONG),
        lambda: table_of(b'?x\n"%b"\n' % LONG, ox.QueryResultsFormat.TSV),
        lambda: triples_of(b'<x:a> <x:b> "%b" .\n' % LONG),
    ],
)
def test_a_value_that_no_parser_takes_makes_the_result_too_large(
    read: Callable[[], object], unraisable: list[Any]
) -> None:
    with ThreadPoolExecutor(1) as thread:
        error = thread.submit(read).exception()
    assert isinstance(error, ResultTooLarge)
    del error  # in this thread, with all that its traceback leads to
    gc.collect()
    assert unraisable == []


def test_rows_and_booleans_are_told_apart() -> None:
    yes = b'{"head":{},"boolean":true}'
    assert boolean_of(yes) is True
    assert rows_of(TABLE % b"a") == (["x"], [{"x": ox.Literal("a")}])
    for read, given in ((rows_of, yes), (boolean_of, TABLE % b"a")):
        with pytest.raises(TypeError):
            read(given)


def test_a_value_written_at_once_comes_in_frames_that_are_short() -> None:
    class Pipe:
        data = b""

        def write(self, data: bytes) -> None:
            self.data += data

        def flush(self) -> None:
            pass

    pipe = Pipe()
    output = Output(pipe, 10 * CHUNK, 1)  # type: ignore[arg-type]
    output.write(b"a" * (3 * CHUNK + 1))
    output.end()
    frames = FrameReader().feed(pipe.data)
    assert [len(body) for kind, body in frames if kind is Kind.DATA] == [CHUNK, CHUNK, CHUNK, 1]


def test_no_more_is_fetched_than_may_be(pool: Pool) -> None:
    job = Job("SELECT ?x { VALUES ?x { 1 2 3 } }")
    size = len(pool.fetch(job))
    assert len(pool.fetch(job, most=size)) == size
    with pytest.raises(ResultTooLarge):
        pool.fetch(job, most=size - 1)
