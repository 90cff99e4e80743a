"""The second wall: what an evaluator cannot do even if the first, the token check, had a hole."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox
import pytest

from server.engine import Access, Job, Limits, Pool, select_rows, template
from server.engine.job import Kind, encode_job, read_frame
from server.integrity import record
from server.release import ORIGINALS
from tests.conftest import ROOT
from tests.engine.small_store import write

UNGUARDED = """
import sys
from server.engine import evaluator, template, updates
evaluator.calls_service = updates.loads = lambda query: False
template.start()
"""


def test_an_evaluator_reads_a_store_of_many_files(tmp_path: Path) -> None:
    """RocksDB opens the first 16 files of an index at the start, and the others when a query comes to them."""
    path, copies = tmp_path / "store", 40
    store = ox.Store(str(path))
    for number in range(copies):
        store.bulk_load(f"<urn:s{number}> <urn:p> <urn:o> .".encode(), format=ox.RdfFormat.N_TRIPLES)
    store.flush()
    del store
    (tmp_path / ORIGINALS).touch()
    record(tmp_path)
    pool = Pool(path, Limits(query_deadline=20, store_memory=0), 1)
    try:
        unopened, room = _unopened_and_room(pool.process_ids()[0], path)
        assert room == unopened > 0
        rows = select_rows(pool, "SELECT * { ?s ?p ?o }")
        assert {str(row["s"]) for row in rows} == {f"<urn:s{number}>" for number in range(copies)}
    finally:
        pool.close()


def _unopened_and_room(pid: int, store: Path) -> tuple[int, int]:
    """How many files of a store a process has not opened, and how many descriptors it may open."""
    links = {int(link.name): str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}
    limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
    most = next(int(line.split()[3]) for line in limits if line.startswith("Max open files"))
    opened = sum(link.endswith(".sst") for link in links.values())
    return len([*store.glob("*.sst")]) - opened, most - sum(descriptor < most for descriptor in links)


@pytest.mark.parametrize(
    ("access", "update", "query"),
    [
        (Access.RELEASE, False, "ASK {{ SERVICE <{}> {{ ?s ?p ?o }} }}"),
        (Access.SCRATCH, False, "ASK {{ SERVICE <{}> {{ ?s ?p ?o }} }}"),
        (Access.SCRATCH, True, "LOAD <{}>"),
    ],
)
def test_an_evaluator_cannot_open_a_connection(
    tmp_path: Path, access: Access, update: bool, query: str
) -> None:
    write(tmp_path / "store", 3)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        channel, end = socket.socketpair()
        command = template.arguments(theirs.fileno(), tmp_path / "store", access, Limits())
        command[2] = UNGUARDED
        with subprocess.Popen(command, cwd=ROOT, pass_fds=(theirs.fileno(),)), control, channel:
            theirs.close()
            socket.send_fds(control, [template.FORK], [end.fileno()])
            end.close()
            file = cast("IO[bytes]", channel.makefile("rwb"))
            assert read_frame(file)[0] is Kind.READY
            file.write(encode_job(Job(query.format(address), update=update)))
            file.flush()
            assert read_frame(file)[0] is Kind.ERROR
            try:
                connection, _ = listener.accept()
            except BlockingIOError:
                connection = None
            assert connection is None
            file.close()
