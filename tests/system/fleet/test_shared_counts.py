"""Two servers that count their clients together in a Redis (Debian's redis-server), and each by itself without it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count, cycle
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.conftest import RELEASES, require_module, require_tool
from tests.engine.small_store import ENDLESS
from tests.launcher import Launched, eikg_serve, launched, start
from tests.ports import reserve
from tests.web.client import Answer, Server, until

LIMIT = 30
_addresses = (f"127.0.1.{number}" for number in count(1))
_numbers = count()


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    require_module("redis")
    running = Redis(require_tool("redis-server", "redis-server"), tmp_path_factory.mktemp("redis"))
    yield running
    running.process.close()


class Redis:
    """A Redis on loopback, that keeps nothing on disk."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._folder, self.port = program, folder, reserve()
        self.start()

    def start(self) -> None:
        """Start it, empty, at its port."""
        options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        self.process: Launched = start(
            lambda port: [self._program, "--port", str(port), *options], self._folder / "said", port=self.port
        )


@pytest.fixture(scope="module")
def pair(redis: Redis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    settings = {
        "EIKG_REDIS": f"redis://127.0.0.1:{redis.port}/0",
        "EIKG_RATE_EXEMPT": "127.0.0.1",
        "EIKG_RATE_LIMIT": str(LIMIT),
        "EIKG_RATE_WINDOW": "3600",
        "EIKG_CLIENT_SECONDS": "1",
        "EIKG_CLIENT_ERRORS": "4",
        "EIKG_REQUEST_LOG": "",
        "EIKG_EVALUATORS": "2",
    }
    with ExitStack() as stack:
        command = eikg_serve("--releases", str(RELEASES))
        yield [Server(stack.enter_context(launched(command, environment=settings))) for _ in range(2)]


def ask() -> str:
    """The path of an ASK that nobody has asked."""
    return f"/sparql?query={quote(f'ASK {{ VALUES ?x {{ {next(_numbers)} }} }}')}"


def left(answer: Answer, budget: str) -> int:
    told = dict(part.split(";", 1) for part in answer.headers["RateLimit"].split(", "))
    return int(told[f'"{budget}"'].partition(";")[0].removeprefix("r="))


def figure(server: Server, name: str) -> float:
    lines = server.send("GET", "/metrics").text.splitlines()
    return next(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} "))


def test_requests_at_either_count_together(pair: list[Server]) -> None:
    source = next(_addresses)
    answers = [server.send("GET", ask(), source=source) for server, _ in zip(cycle(pair), range(LIMIT))]
    assert [(answer.status, left(answer, "requests")) for answer in answers] == [
        (200, LIMIT - number) for number in range(1, LIMIT + 1)
    ]
    for server in pair:
        refused = server.send("GET", ask(), source=source)
        assert (refused.status, refused.json()["budget"]) == (429, "requests")
        assert server.send("GET", ask(), source=next(_addresses)).status == 200


def test_no_more_pass_of_those_that_come_at_once(pair: list[Server]) -> None:
    source = next(_addresses)
    with ThreadPoolExecutor(8) as threads:
        asked = [
            threads.submit(pair[number % 2].send, "GET", ask(), None, None, source)
            for number in range(2 * LIMIT)
        ]
        statuses = [future.result().status for future in asked]
    assert (statuses.count(200), statuses.count(429)) == (LIMIT, LIMIT)


def test_seconds_and_mistakes_at_one_count_at_the_other(pair: list[Server]) -> None:
    one, other = pair
    source = next(_addresses)
    assert one.send("GET", f"/sparql?query={quote(ENDLESS)}&timeout=1.3", source=source).status == 503

    def refused(budget: str, source: str) -> Callable[[], bool]:
        def told() -> bool:
            answer = other.send("GET", ask(), source=source)
            return answer.status == 429 and answer.json()["budget"] == budget

        return told

    until(refused("seconds", source))
    source = next(_addresses)
    for server in (one, other, one, one):
        assert server.send("GET", "/sparql?query=SELEC", source=source).status == 400
    until(refused("errors", source))


def test_each_counts_for_itself_while_redis_is_gone_or_does_not_answer(
    pair: list[Server], redis: Redis
) -> None:
    source = next(_addresses)
    assert [figure(server, "eikg_shared_counts") for server in pair] == [1, 1]
    assert left(pair[0].send("GET", ask(), source=source), "requests") == LIMIT - 1
    assert left(pair[1].send("GET", ask(), source=source), "requests") == LIMIT - 2

    redis.process.process.send_signal(signal.SIGSTOP)
    assert left(pair[0].send("GET", ask(), source=source), "requests") == LIMIT - 2, (
        "it goes on from what it knows"
    )
    assert figure(pair[0], "eikg_shared_counts") == 0
    pair[0].wait_until_it_says("counted by this server alone")
    redis.process.process.send_signal(signal.SIGCONT)
    until(lambda: figure(pair[0], "eikg_shared_counts") == 1)

    redis.process.close()
    for server in pair:
        assert server.send("GET", ask(), source=source).status == 200
        assert figure(server, "eikg_shared_counts") == 0
    redis.start()
    until(lambda: [figure(server, "eikg_shared_counts") for server in pair] == [1, 1])
    assert figure(pair[0], "eikg_shared_counts_failures_total") == 2
    source = next(_addresses)
    told = [left(server.send("GET", ask(), source=source), "requests") for server in pair]
    assert told == [LIMIT - 1, LIMIT - 2]
