"""The evaluator: a process that answers one query at a time, read from a socket whose other end the server holds.

It is forked from the template (template.py) and writes frames (frames.py). pyoxigraph cannot stop a query, so the
server stops the process; whatever a query does to the process, the server goes on.
"""

from __future__ import annotations

import os
import re
import select
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, replace
from pathlib import Path
from typing import IO, Final, NoReturn, cast

import pyoxigraph as ox

from server.engine.confinement import Prepared, confine
from server.engine.dataset import evaluate, prefixes_of
from server.engine.errors import (
    EngineError,
    EvaluationFailed,
    EvaluatorDied,
    FormatUnavailable,
    QuerySyntaxError,
    ReleaseDamaged,
    ServiceRefused,
    StoreFailed,
    UpdateRefused,
)
from server.engine.job import Access, Form, Job, Kind, Limits, decode_job, frame, read_frame
from server.engine.output import Output
from server.engine.remote.source import Elsewhere
from server.engine.serialise import Result, serialise
from server.engine.stores import Stores, on_disk, unopened_files
from server.engine.updates import carry_out, is_marked, remove_mark
from server.release import STORE, NoRelease
from server.sparql.diagnosis import SyntaxFault, diagnose, overlooked_fault
from server.sparql.suggestions import missing_prefixes
from server.sparql.tokens import calls_service, is_update, with_iris_renamed

STACK: Final = 64 * 1024 * 1024
"""Bytes of stack for the recursive parser and optimiser; a query nested deeper than this holds ends the process."""


_SERVICE: Final = re.compile("SERVICE", re.IGNORECASE)

_OF_STORE: Final = re.compile(
    "Corruption|IO error|Not found|Invalid argument|Incomplete|Shutdown in progress|Aborted"
)
"""What the message of a failure begins with that is RocksDB's own: it names files, not what a query does wrong."""


def run(
    channel: socket.socket,
    store: Path,
    held: Stores | Elsewhere | None,
    limits: Limits,
    access: Access,
    prepared: Prepared,
) -> NoReturn:
    """Open the store if nothing is `held` instead, say READY, answer jobs until the server is gone or ends this."""
    unopened = 0
    if held is None:
        try:
            held = on_disk(store, access)
        except (OSError, ValueError, SyntaxError, RuntimeError, NoRelease) as error:
            sys.stderr.write(f"an evaluator cannot open {store}: {error}\n")
            sys.stderr.flush()
            os._exit(1)
        unopened = unopened_files(store)
    for stream in (0, 1):
        os.dup2(prepared.nowhere, stream)
    source, channel_file = held, cast("IO[bytes]", channel.makefile("rwb"))
    if isinstance(source, Elsewhere):
        source.channel = channel_file
    threading.stack_size(STACK)
    worker = threading.Thread(target=_serve, args=(source, access, channel_file, limits), daemon=True)
    confine(STACK + limits.query_memory, access, prepared, unopened)
    try:
        channel_file.write(frame(Kind.READY))
        channel_file.flush()
    except OSError:  # the server is gone already
        os._exit(0)
    os.dup2(prepared.nowhere, 2)  # a process that a query brings down leaves no lines in the server's log
    worker.start()
    # pyoxigraph evaluates without the interpreter's lock, so this thread wakes as soon as the other end is closed, be
    # it by the death of the server, and ends the process in the middle of a query.
    server_gone = select.poll()
    server_gone.register(channel, 0)
    server_gone.poll()
    os._exit(0)


def _serve(source: Stores | Elsewhere, access: Access, channel: IO[bytes], limits: Limits) -> None:
    try:
        while True:
            _, body = read_frame(channel)
            job = decode_job(body)
            answer(source, job, access, Output(channel, limits.result_size, limits.result_rows))
            if isinstance(source, Elsewhere):
                if not source.over:  # what is still to come would be taken for a job
                    return
                continue
            if mark := job.mark or job.marked:
                # Only now, as the server may have to ask until it has the answer; and before the next query sees it.
                remove_mark(source.graphs, mark)
    finally:
        os._exit(1)  # the other end is closed or this program has a fault; no more is to be expected of it


def answer(source: Stores | Elsewhere, job: Job, access: Access, output: Output) -> None:
    """Do a job and write its result, or the reason why there is none."""
    try:
        if job.renamed:
            job = replace(job, query=with_iris_renamed(job.query, dict(job.renamed)))
        for query in (job.query, *job.more):
            _refuse_forbidden(query)
            if fault := overlooked_fault(query, job.update):
                raise _syntax_error(query, fault)
        if job.more:
            _evaluate_all(source, job, output)
        elif not (job.marked or job.update):
            _evaluate(source, job, output)
        elif isinstance(source, Elsewhere):
            raise _refused_update()
        elif job.marked:
            output.head("boolean", "")
            output.write(b"true" if is_marked(source.graphs, job.marked) else b"false")
        else:
            _change(source.graphs, job, access, output)
    except StoreFailed as error:
        output.fail(error)
        os._exit(1)  # RocksDB writes no more after that; who opens the store anew can, when there is space
    except EngineError as error:
        output.fail(error)
    except SyntaxError as error:
        output.fail(_explained(job, error))
    except OSError:
        output.fail(_unreadable(access))
    except (ValueError, RuntimeError) as error:
        of_store = _OF_STORE.match(str(error))
        output.fail(_unreadable(access) if of_store else EvaluationFailed(str(error)))
    except MemoryError:
        os.abort()  # as pyoxigraph does itself: the server takes it for what it is
    else:
        output.end()


def _unreadable(access: Access) -> EngineError:
    if access is Access.RELEASE:
        return ReleaseDamaged(STORE)
    return EvaluatorDied("the store cannot be read")


@contextmanager
def _evaluated(source: Stores | Elsewhere, job: Job, query: str) -> Iterator[Result]:
    """The answer to one query of a job, from here or from elsewhere. Raises as `evaluate` and `Elsewhere.evaluated`."""
    if isinstance(source, Stores):
        yield evaluate(source, job, query)
    else:
        with source.evaluated(job, query) as found:
            yield found


def _evaluate(source: Stores | Elsewhere, job: Job, output: Output) -> None:
    with _evaluated(source, job, job.query) as result:
        form, media_type = _form_and_format(result, job)
        output.head(form, media_type)
        declared = prefixes_of(job) if form == "graph" else {}
        serialise(result, media_type, declared, output, source.originals)


def _evaluate_all(source: Stores | Elsewhere, job: Job, output: Output) -> None:
    """The results of all queries of a batch, with a NUL behind each, which no format of a batch has in it."""
    output.head("batch", "")
    for query in (job.query, *job.more):
        with _evaluated(source, job, query) as result:
            serialise(result, _form_and_format(result, job)[1], {}, output)
        output.write(b"\0")


def _change(store: ox.Store, job: Job, access: Access, output: Output) -> None:
    if access is Access.RELEASE:
        raise _refused_update()
    carry_out(store, job, access)
    output.head("nothing", "")


def _explained(job: Job, error: SyntaxError) -> EngineError:
    return (
        _refused_update()
        if is_update(job.query) and not job.update
        else _syntax_error(job.query, diagnose(job.query, error, job.update))
    )


def _syntax_error(query: str, fault: SyntaxFault) -> QuerySyntaxError:
    """All that helps to mend a query is found here, where finding it keeps nobody waiting and can be stopped."""
    return QuerySyntaxError(**vars(fault), missing=[astuple(hint) for hint in missing_prefixes(query)])


def _refuse_forbidden(query: str) -> None:
    if _SERVICE.search(query) and calls_service(query):
        raise ServiceRefused(
            "SERVICE is not allowed: this endpoint calls no other one; query that one directly"
        )


def _refused_update() -> UpdateRefused:
    return UpdateRefused(
        "this is a SPARQL Update where a query belongs; the data of a release never changes, that of a scratch dataset "
        "(eikg serve --scratch) does by the parameter `update`"
    )


def _form_and_format(result: Result, job: Job) -> tuple[Form, str]:
    form: Form = (
        "boolean" if isinstance(result, ox.QueryBoolean)
        else "solutions" if isinstance(result, ox.QuerySolutions)
        else "graph"
    )  # fmt: skip
    media_type = job.graph_format if form == "graph" else job.solutions_format
    if media_type is None:
        raise FormatUnavailable(form)
    return form, media_type
