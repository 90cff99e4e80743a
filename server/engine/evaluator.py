"""The evaluator: a process that answers one query at a time, read from its standard input.

Started as `python -m server.engine.evaluator STORE MEMORY RESULT_SIZE RESULT_ROWS ACCESS` (sizes in bytes), it writes
frames (see job.py) to its standard output. pyoxigraph cannot stop a query, so the server stops the process; whatever a
query does to the process, the server goes on.
"""

from __future__ import annotations

import os
import resource
import select
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from server.engine.confinement import confine
from server.engine.dataset import Answer, Stores, evaluate, prefixes_of
from server.engine.errors import (
    EngineError,
    EvaluationFailed,
    EvaluatorDied,
    FormatUnavailable,
    QuerySyntaxError,
    ServiceRefused,
    UpdateRefused,
)
from server.engine.job import Access, Form, Job, Kind, decode_job, frame, read_frame
from server.engine.output import Output
from server.engine.serialise import serialise
from server.engine.updates import carry_out, follow
from server.release import ASSERTED
from server.sparql.diagnosis import diagnose
from server.sparql.tokens import calls_service, is_update

STACK: Final = 64 * 1024 * 1024
"""Bytes of stack for the recursive parser and optimiser; a query nested deeper than this holds ends the process."""

PREDECESSOR_GONE: Final = 10.0
"""Seconds that a killed evaluator may need to give up its lock on a store that is written to."""

DESCRIPTORS_FOR_STORE: Final = 4096
"""RocksDB opens up to 16 files of an index at once if it may have four times as many descriptors open."""


def answer(stores: Stores, job: Job, access: Access, output: Output) -> None:
    """Do a job and write its result, or the reason why there is none."""
    try:
        _refuse_forbidden(job.query)
        if job.update:
            _change(stores.graphs, job, access, output)
        else:
            _evaluate(stores, job, output)
    except EngineError as error:
        output.fail(error)
    except SyntaxError as error:
        output.fail(_explained(job, error))
    except OSError:
        output.fail(EvaluatorDied("the store cannot be read"))
    except (ValueError, RuntimeError) as error:
        output.fail(EvaluationFailed(str(error)))
    except MemoryError:
        os.abort()  # as pyoxigraph does itself: the server takes it for what it is
    else:
        output.end()


def _evaluate(stores: Stores, job: Job, output: Output) -> None:
    result = evaluate(stores, job)
    form, media_type = _form_and_format(result, job)
    output.head(form, media_type)
    serialise(result, media_type, prefixes_of(job.query) if form == "graph" else {}, output)


def _change(store: ox.Store, job: Job, access: Access, output: Output) -> None:
    if access is Access.RELEASE:
        raise _refused_update()
    carry_out(store, job, access)
    output.head("nothing", "")


def _explained(job: Job, error: SyntaxError) -> EngineError:
    return (
        _refused_update()
        if is_update(job.query) and not job.update
        else QuerySyntaxError(**vars(diagnose(job.query, error, job.update)))
    )


def _refuse_forbidden(query: str) -> None:
    if calls_service(query):
        raise ServiceRefused(
            "SERVICE is not allowed: this endpoint calls no other one; query that one directly"
        )


def _refused_update() -> UpdateRefused:
    return UpdateRefused(
        "this is a SPARQL Update where a query belongs; the data of a release never changes, that of a scratch dataset "
        "(eikg serve --scratch) does by the parameter `update`"
    )


def _form_and_format(result: Answer, job: Job) -> tuple[Form, str]:
    form: Form = (
        "graph" if isinstance(result, ox.QueryTriples)
        else "boolean" if isinstance(result, ox.QueryBoolean)
        else "solutions"
    )  # fmt: skip
    media_type = job.graph_format if form == "graph" else job.solutions_format
    if media_type is None:
        raise FormatUnavailable(form)
    return form, media_type


def _serve(
    stores: Stores, access: Access, jobs: IO[bytes], results: IO[bytes], result_size: int, result_rows: int
) -> None:
    try:
        while True:
            _, body = read_frame(jobs)
            answer(stores, decode_job(body), access, Output(results, result_size, result_rows))
    finally:
        os._exit(
            1
        )  # the pipe is closed or this program has a fault; either way no more is to be expected of it


def _open(store_path: Path, access: Access) -> Stores:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(DESCRIPTORS_FOR_STORE, most), most))
    if access is Access.RELEASE:
        asserted = store_path.with_name(ASSERTED)
        return Stores(
            ox.Store.read_only(str(store_path)),
            ox.Store.read_only(str(asserted)) if asserted.is_dir() else None,
        )
    store = _open_for_writing(str(store_path))
    if access is Access.SCRATCH_UNION:
        follow(store)  # an evaluator that was killed may have left this undone
    return Stores(store)


def _unopened(store_path: Path) -> int:
    """How many files of the store and of the one beside it are not open: of an index, 16 are opened at the start."""
    present = sum(1 for path in (store_path, store_path.with_name(ASSERTED)) for _ in path.glob("*.sst"))
    return present - sum(str(link).endswith(".sst") for link in _open_files())


def _open_files() -> Iterator[Path]:
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the one that lists the folder
            yield descriptor.readlink()


def _open_for_writing(store_path: str) -> ox.Store:
    end = time.monotonic() + PREDECESSOR_GONE
    while True:
        try:
            return ox.Store(store_path)
        except OSError:  # locked, as long as the evaluator that was killed is not quite gone
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def main(store_path: Path, memory: int, result_size: int, result_rows: int, access: Access) -> None:
    """Open the store, say READY, answer jobs until the server closes the pipe or is gone."""
    jobs = os.fdopen(os.dup(0), "rb")
    results = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        stores = _open(store_path, access)
    except OSError as error:
        sys.exit(f"an evaluator cannot open {store_path}: {error}")
    threading.stack_size(STACK)
    arguments = (stores, access, jobs, results, result_size, result_rows)
    worker = threading.Thread(target=_serve, args=arguments, daemon=True)
    server_gone = select.poll()
    server_gone.register(jobs, 0)
    confine(STACK + memory, access, _unopened(store_path))
    results.write(frame(Kind.READY))
    results.flush()
    os.dup2(nowhere, 2)  # a process that a query brings down leaves no lines in the server's log
    worker.start()
    # pyoxigraph evaluates without the interpreter's lock, so this thread wakes as soon as the pipe's other end is
    # closed, be it by the death of the server, and ends the process in the middle of a query.
    server_gone.poll()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), Access(sys.argv[5]))
