"""What an operator does to a server that runs: settings changed by SIGHUP, and a stop that cuts nothing off."""

from __future__ import annotations

import http.client
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import RELEASES
from tests.engine.small_store import ENDLESS
from tests.launcher import eikg_serve, launched
from tests.web.client import Server, until

EVERYTHING = "/sparql?format=json&query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D"
ROWS = "SELECT * { ?s ?p ?o } LIMIT 20"


@contextmanager
def serving(file: Path, **settings: str) -> Iterator[Server]:
    environment = {f"EIKG_{name.upper()}": value for name, value in settings.items()}
    environment = {"EIKG_SETTINGS_FILE": str(file), "EIKG_EVALUATORS": "2", **environment}
    with launched(eikg_serve("--releases", str(RELEASES)), environment=environment) as server:
        yield Server(server)


def write(file: Path, *lines: str) -> None:
    file.write_text("".join(f"{line}\n" for line in ("# settings", "", *lines)))


def test_settings_are_read_anew_while_queries_run(tmp_path: Path) -> None:
    file, first, second = tmp_path / "settings.env", tmp_path / "first.log", tmp_path / "second.log"
    write(file, "EIKG_RESULT_ROWS=1000", f'EIKG_REQUEST_LOG="{first}"', "EIKG_QUERY_DEADLINE=6")
    with serving(file, result_size="1000000") as server, ThreadPoolExecutor() as threads:
        assert server.get(query=ROWS).status == 200
        under_way = threads.submit(server.get, query=ENDLESS)
        until(lambda: server.running() == 1)
        write(
            file,
            "EIKG_RESULT_ROWS = 10",
            "EIKG_RESULT_SIZE = 5",
            f"EIKG_REQUEST_LOG={second}",
            "EIKG_RATE_EXEMPT=127.0.0.1",
            "EIKG_RATE_LIMIT=2",
            "EIKG_PUBLIC_URL=https://example.org",
            "EIKG_ENGINE_USER=admin:hidden",
        )
        server.process.send_signal(signal.SIGHUP)
        server.wait_until_it_says("EIKG_RESULT_ROWS is now 10")
        server.wait_until_it_says("EIKG_ENGINE_USER is now another, which is not told")
        server.wait_until_it_says("EIKG_PUBLIC_URL stays as it is until the server is started again")
        refused = server.get(query=ROWS)
        assert (refused.status, refused.json()["type"].rpartition("/")[2]) == (413, "result-too-large")
        assert "10 rows" in refused.json()["detail"]
        assert server.get(query="SELECT * { ?s ?p ?o } LIMIT 10").status == 200, "the environment goes first"
        statuses = [server.send("GET", "/docs", source="127.0.0.2").status for _ in range(3)]
        assert statuses == [200, 200, 429]
        assert under_way.result().json()["type"].endswith("/deadline"), "it ran on by the settings of before"
        until(lambda: '"path": "/docs"' in second.read_text() if second.exists() else False)
        assert '"path": "/sparql"' in first.read_text()

        for line, reason in (
            ("EIKG_RESULT_ROWS=many", "EIKG_RESULT_ROWS is 'many'"),
            ("EIKG_RESULT_ROW=20", "line 3: EIKG_RESULT_ROW is no setting"),
            ("EIKG_TRUSTED_PROXIES=nowhere", "EIKG_TRUSTED_PROXIES is 'nowhere'"),
        ):
            write(file, line)
            server.process.send_signal(signal.SIGHUP)
            server.wait_until_it_says(reason)
            assert server.get(query=ROWS).status == 413, "the settings stay as they are"


@pytest.mark.parametrize("signals", [1, 2])
def test_a_server_that_stops_says_so_before_it_takes_nothing_more(tmp_path: Path, signals: int) -> None:
    write(tmp_path / "none")
    with serving(tmp_path / "none", stop_delay="3" if signals == 1 else "3600") as server:
        assert server.send("GET", "/health/ready").status == 200
        server.process.send_signal(signal.SIGTERM)
        until(lambda: server.send("GET", "/health/ready").status == 503)
        assert server.get(query="ASK {}").status == 200, "who has not seen it yet is answered"
        if signals == 2:
            server.process.send_signal(signal.SIGTERM)
        assert server.process.wait() == 0


def test_an_answer_under_way_is_sent_whole_when_the_server_stops(tmp_path: Path) -> None:
    write(tmp_path / "none")
    with serving(tmp_path / "none", stop_wait="60", query_deadline="60", cache_size="0") as server:
        whole = server.send("GET", EVERYTHING).body
        slow = http.client.HTTPConnection("127.0.0.1", server.port)
        slow.request("GET", EVERYTHING)
        response = slow.getresponse()
        begin = response.read(1000)
        server.process.send_signal(signal.SIGTERM)
        until(lambda: refused(server.port))
        assert server.process.poll() is None, "it waits for its client"
        assert begin + response.read() == whole
        slow.close()
        assert server.process.wait() == 0


def refused(port: int) -> bool:
    """Whether nobody listens, as a balancer needs it: who waits for an answer cannot ask another server meanwhile."""
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return True
    return False
