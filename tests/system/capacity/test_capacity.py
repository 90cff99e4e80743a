"""A real log sent again to a real server: what is borne, and each way in which it breaks, told for what it is."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pytest

from tests.conftest import RELEASES, ROOT, serving
from tests.launcher import EIKG
from tests.web.client import until

QUERY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?c ?d ?e }"
"""Some tenths of a second of work."""

QUICK = "ASK { ?a ?b ?c }"


@contextmanager
def logged(folder: Path, **settings: object) -> Iterator[tuple[str, Path]]:
    """A server and its log, which keeps queries."""
    log = folder / "requests.log"
    with serving(RELEASES, **{"request_log": log, "log_queries": 1, **settings}) as address:
        yield address, log


def capacity(address: str, *options: str | Path) -> tuple[int, dict[str, Any]]:
    command = [EIKG, "capacity", "--endpoint", address, "--json", "--latency", "30", *map(str, options)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def entries(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def sent(log: Path, number: int) -> list[dict[str, Any]]:
    """What the command sent, when the server has written it down."""
    found: list[dict[str, Any]] = []

    def all_there() -> bool:
        found[:] = [one for one in entries(log) if one["agent"].startswith("eikg-capacity/")]
        found[:] = [one for one in found if one["outcome"] != "own"]
        return len(found) >= number

    until(all_there)
    return found


def write_log(folder: Path, *queries: str) -> Path:
    path = folder / "chosen.log"
    lines = [{"method": "GET", "path": "/sparql", "query": f"query={quote(query)}"} for query in queries]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return path


def test_a_log_of_a_server_is_sent_again_to_it(tmp_path: Path) -> None:
    with logged(tmp_path) as (address, log):
        urlopen(f"{address}/sparql?{urlencode({'query': QUICK})}").read()
        urlopen(f"{address}/id/body/sco").read()
        urlopen(Request(f"{address}/sparql", b"ASK {}", {"Content-Type": "application/sparql-query"})).read()
        until(lambda: len(entries(log)) == 3)
        copy = tmp_path / "copy.log"
        copy.write_text(log.read_text())
        status, found = capacity(
            address, "--from-log", copy, "--rates", "40,20", "--seconds", "1", "--clients", "4"
        )
        assert (status, found["bears"], found["breaks"]) == (0, 40, None)
        assert [step["rate"] for step in found["rates"]] == [20, 40]
        answered = sum(step["requests"] for step in found["rates"])
        assert all(step["statuses"] == {"200": step["requests"]} for step in found["rates"])
        assert all(step["cached"] > 0.5 for step in found["rates"])
        again = sent(log, answered + 7)  # each of the three twice, and one more
    assert len(again) == answered + 7
    assert {(one["method"], one["path"]) for one in again} == {
        ("GET", "/sparql"), ("GET", "/id/body/sco"), ("POST", "/sparql")
    }  # fmt: skip
    assert {one["body"] for one in again} == {"", "ASK {}"}
    assert {one["client"] for one in again} == {f"127.{number}.0.1" for number in range(1, 5)}
    assert found["release"] == again[0]["release"]


def test_a_query_with_a_literal_of_its_own_is_in_no_cache(tmp_path: Path) -> None:
    chosen = write_log(tmp_path, QUICK)
    with serving(RELEASES, request_log="") as address:
        given = ("--from-log", chosen, "--rates", "50", "--seconds", "1")
        assert capacity(address, *given)[1]["rates"][0]["cached"] == 1
        for _ in range(2):
            assert capacity(address, *given, "--unique")[1]["rates"][0]["cached"] == 0


@pytest.mark.parametrize(
    ("settings", "query", "options", "status", "told"),
    [
        (
            {"rate_exempt": "", "rate_limit": 20},
            QUICK,
            ("--rates", "5,60", "--clients", "1"),
            "429",
            ("EIKG_RATE_LIMIT", '"requests";q=20;w=60', "EIKG_RATE_EXEMPT"),
        ),
        (
            {"evaluators": 1, "queue_length": 1},
            QUERY,
            ("--rates", "1,60", "--unique"),
            "503",
            ("EIKG_QUEUE_LENGTH",),
        ),
        (
            {"client_requests": 1, "client_queue": 1, "client_waiting": 1},
            QUERY,
            ("--rates", "1,60", "--unique", "--clients", "1"),
            "429",
            ("EIKG_CLIENT_WAITING", "--clients"),
        ),
    ],
)
def test_what_a_server_refuses_is_told_for_what_it_is(
    tmp_path: Path,
    settings: Mapping[str, object],
    query: str,
    options: tuple[str, ...],
    status: str,
    told: tuple[str, ...],
) -> None:
    chosen = write_log(tmp_path, query)
    with serving(RELEASES, request_log="", **settings) as address:
        _, found = capacity(address, "--from-log", chosen, "--seconds", "2", *options)
    assert found["breaks"] == 60
    assert found["rates"][-1]["statuses"][status] > 0
    assert found["rates"][-1]["failed"] > 0
    advice = "\n".join(found["advice"])
    assert all(part in advice for part in told), advice
