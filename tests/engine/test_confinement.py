"""The second wall: what an evaluator cannot do even if the first, the token check, had a hole."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from server.engine import Limits, Pool, select_rows
from server.engine.job import Access, Job, Kind, encode_job, read_frame
from tests.conftest import ROOT
from tests.engine.small_store import write

UNGUARDED = """
import sys
from pathlib import Path
from server.engine import evaluator, updates
evaluator.calls_service = updates.loads = lambda query: False
evaluator.main(Path(sys.argv[1]), 2**28, 2**20, 1000, evaluator.Access(sys.argv[2]))
"""


def test_an_evaluator_reads_a_store_of_many_files(tmp_path: Path) -> None:
    """RocksDB opens the first 16 files of an index at the start, and the others when a query comes to them."""
    path, copies = tmp_path / "store", 40
    store = ox.Store(str(path))
    for number in range(copies):
        store.bulk_load(f"<urn:s{number}> <urn:p> <urn:o> .".encode(), format=ox.RdfFormat.N_TRIPLES)
    store.flush()
    del store
    pool = Pool(path, Limits(deadline=20), 1)
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
        process = subprocess.Popen(
            [sys.executable, "-c", UNGUARDED, str(tmp_path / "store"), access],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdin
        assert process.stdout
        assert read_frame(process.stdout)[0] is Kind.READY
        process.stdin.write(encode_job(Job(query.format(address), update=update)))
        process.stdin.flush()
        assert read_frame(process.stdout)[0] is Kind.ERROR
        try:
            connection, _ = listener.accept()
        except BlockingIOError:
            connection = None
        assert connection is None
        process.stdin.close()
        process.wait()
        process.stdout.close()
