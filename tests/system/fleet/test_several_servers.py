"""Two servers behind nginx are one: none of their stops, deaths and switches fails a request or mixes an answer."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from server.release import Release, current
from tests.conftest import RELEASES, require_tool
from tests.system.fleet.load import ASKS, Ask, Connection, Load, Reply, recorded
from tests.system.fleet.proxy import Proxy, in_front_of
from tests.system.fleet.servers import OneServer, servers
from tests.system.soak.releases import changed, copy_of

CLIENTS = 4
SOME = 120
"""Answers that are waited for before and after each thing that is done."""


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    """Two releases that answer differently."""
    folder = tmp_path_factory.mktemp("releases")
    first = copy_of(current(RELEASES), folder)
    return [first, changed(first, folder)]


@pytest.fixture(scope="module")
def fleet(releases: list[Release], tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[OneServer]]:
    with servers(2, tmp_path_factory.mktemp("servers"), releases) as started:
        yield started


def test_stops_deaths_and_switches_fail_no_request(
    fleet: list[OneServer], releases: list[Release], tmp_path: Path
) -> None:
    require_tool("nginx", "nginx-light")
    one, two = fleet
    known = {}
    for release in (releases[1], releases[0]):
        for server in fleet:
            server.switch(release)
        known[release.path.name] = recorded(one.port)
        assert known[release.path.name] == recorded(two.port), "servers of one release answer alike, tags too"
    first, second = (known[release.path.name] for release in releases)
    assert first[ASKS[1]].body.split() == [b"name", b"Belarus"]
    assert second[ASKS[1]].body.split(b"\r\n")[1] == b"Belarus (changed)"
    assert all(reply.status == 200 for reply in (*first.values(), *second.values()))
    assert not {ask for ask in ASKS if first[ask] == second[ask]}, "each tells the releases apart"

    with in_front_of([one.port, two.port], tmp_path) as proxy:
        load = Load(proxy, known, CLIENTS)
        with load.running():
            load.wait(SOME)
            load.phase("one server is stopped (SIGTERM)")
            one.signal(signal.SIGTERM)
            assert one.ended() == 0
            load.wait(SOME)
            load.phase("it is started again")
            one.start()
            load.wait(SOME)
            load.phase("the other is killed (SIGKILL)")
            two.signal(signal.SIGKILL)
            two.ended()
            load.wait(SOME)
            load.phase("it is started again")
            two.start()
            load.wait(SOME)
            load.phase("the release is switched, one after the other")
            for server in fleet:
                server.switch(releases[1])
                load.wait(SOME)
            load.phase("the new release is served")
            load.wait(2 * SOME)
            load.phase("switched back, one server killed meanwhile")
            two.point(releases[0])
            two.signal(signal.SIGKILL)
            one.switch(releases[0])
            two.ended()
            two.start()
            load.wait(SOME)
            load.phase("the old release is served")
            load.wait(SOME)
    sys.stdout.write(f"\n{load.table(releases)}\n")
    assert not [failure for phase in load.phases for failure in phase.failures]
    assert proxy.asked_again(), "some requests met a server that was gone"
    served = {phase.name: phase.releases for phase in load.phases}
    assert served["the release is switched, one after the other"].keys() == known.keys()
    new, old = served["the new release is served"], served["the old release is served"]
    # A client may have asked before the phase began.
    assert new[releases[0].path.name] <= CLIENTS
    assert old[releases[1].path.name] <= CLIENTS


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_what_a_server_was_at_is_answered(
    fleet: list[OneServer], tmp_path: Path, end: signal.Signals
) -> None:
    """By itself where it is stopped; by the other one where it is killed, POST too, as a query changes nothing."""
    require_tool("nginx", "nginx-light")
    one, two = fleet
    sizes = range(1500, 1504)
    with in_front_of([one.port, two.port], tmp_path) as proxy, ThreadPoolExecutor() as threads:
        asked = [threads.submit(answered, proxy, slow(size, size + end)) for size in sizes]
        while not all(server.health("live")["running"] for server in fleet):
            time.sleep(0.02)
        one.signal(end)
        found = [future.result() for future in asked]
        one.ended()
        again = proxy.asked_again()
        one.start()
    assert [reply.status for reply in found] == [200] * len(sizes)
    assert [int(reply.body.split()[1]) for reply in found] == [size * (size + end) for size in sizes]
    assert bool(again) == (end is signal.SIGKILL)


def slow(left: int, right: int) -> Ask:
    """A query that takes a second or two, and how many rows it counts is known: left times right."""
    query = (
        f"SELECT (COUNT(*) AS ?n) {{ {{ SELECT ?a {{ ?a ?b ?c }} LIMIT {left} }} "
        f'{{ SELECT ?d {{ ?d ?e ?f }} LIMIT {right} }} FILTER(CONCAT(STR(?a), STR(?d)) != "") }}'
    )
    return Ask("POST", "/sparql", "text/csv", f"query={quote(query)}".encode())


def answered(proxy: Proxy, ask: Ask) -> Reply:
    connection = Connection(proxy.port, proxy.context)
    try:
        return connection.send(ask)
    finally:
        connection.close()
