"""The second wall: what an evaluator cannot do even if the first, the token check, had a hole."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from server.engine.job import Job, Kind, encode_job, read_frame
from tests.conftest import ROOT

UNGUARDED = """
import sys
from pathlib import Path
from server.engine import evaluator
evaluator.calls_service = lambda query: False
evaluator.main(Path(sys.argv[1]), 2**28, 2**20, 1000, evaluator.Access.RELEASE)
"""


def test_an_evaluator_cannot_open_a_connection(store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        query = f"ASK {{ SERVICE <http://127.0.0.1:{listener.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        process = subprocess.Popen(
            [sys.executable, "-c", UNGUARDED, str(store)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdin
        assert process.stdout
        assert read_frame(process.stdout)[0] is Kind.READY
        process.stdin.write(encode_job(Job(query)))
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
