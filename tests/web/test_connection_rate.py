"""Who opens connections too fast begins none for a while, and takes nothing of the server meanwhile."""

from __future__ import annotations

import errno
import logging
import os
import socket
import time
from contextlib import closing
from ipaddress import IPv4Network, IPv6Network, ip_network

import pytest

from server.web.front import connection_rate as connection_rate_module
from server.web.front.clients import UNKNOWN
from server.web.front.connection_rate import ConnectionRate
from server.web.front.packet_filter import Instruction, attach, dropping
from tests.web.client import until
from tests.web.conftest import EndpointServer, StartServer
from tests.web.test_connections import FLOOD, OTHER, connections, is_answered
from tests.web.test_running import figure

MOST = 20


def begins(port: int, source: str = FLOOD, host: str = "127.0.0.1", seconds: float = 0.3) -> bool:
    """Whether a connection comes about within some seconds."""
    own_address = source, 0
    try:
        socket.create_connection((host, port), seconds, own_address).close()
    except TimeoutError:
        return False
    return True


def flood(server: EndpointServer, source: str = FLOOD, number: int = 4 * MOST) -> None:
    """Ask on connections of their own, as fast as they come about."""
    request = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    own_address = source, 0
    for _ in range(number):
        try:
            opened = socket.create_connection(("127.0.0.1", server.port), 0.3, own_address)
        except TimeoutError:
            return
        with opened:
            opened.sendall(request)


def whole(connection: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    return b"".join(iter(lambda: connection.recv(4096), b""))


@pytest.fixture
def bounded(start_server: StartServer) -> EndpointServer:
    return start_server(evaluators=1, rate_exempt="127.0.0.1/32", client_new_connections=MOST)


def test_who_opens_connections_too_fast_waits_and_nobody_else(bounded: EndpointServer) -> None:
    request = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connections(bounded, 1) as (kept,):
        kept.sendall(request)
        assert kept.recv(4096).startswith(b"HTTP/1.1 200")
        flood(bounded)
        until(lambda: not begins(bounded.port))
        assert is_answered(bounded, OTHER)
        assert begins(bounded.port, OTHER)
        assert figure(bounded, "eikg_connection_floods_total") >= 1
        kept.sendall(request)
        assert kept.recv(12) == b"HTTP/1.1 200"
    until(lambda: begins(bounded.port))
    assert is_answered(bounded, FLOOD)


def test_who_is_exempt_opens_as_many_as_it_likes(bounded: EndpointServer) -> None:
    flood(bounded, "127.0.0.1", 3 * MOST)
    assert all(begins(bounded.port, "127.0.0.1") for _ in range(MOST))


@pytest.mark.parametrize(
    ("networks", "dropped", "kept"),
    [
        ([], [], ["127.0.0.1", "127.0.0.9", "::1"]),
        (["127.0.0.9/32"], ["127.0.0.9"], ["127.0.0.1", "127.0.0.8", "::1"]),
        (["127.0.4.0/22"], ["127.0.4.1", "127.0.7.255"], ["127.0.3.255", "127.0.8.0", "::1"]),
        (["::1/128"], ["::1"], ["127.0.0.1"]),
        (["::/64"], ["::1"], ["127.0.0.1"]),
        (["1::1/128", "1::/64", "::2/128"], [], ["::1", "127.0.0.1"]),
        (["127.0.0.2/32", "::/64", "127.0.0.3/32"], ["127.0.0.2", "::1", "127.0.0.3"], ["127.0.0.4"]),
        ([f"127.1.0.{last}/32" for last in range(64)], ["127.1.0.0", "127.1.0.63"], ["127.1.0.64", "::1"]),
        ([f"1::{last}/128" for last in range(63)] + ["::1/128"], ["::1"], ["127.0.0.1"]),
        (["0.0.0.0/0"], ["127.0.0.1"], ["::1"]),
    ],
)
def test_the_filter_drops_what_begins_connections_of_its_networks(
    networks: list[str], dropped: list[str], kept: list[str]
) -> None:
    listening = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64)
    with closing(listening):
        port = listening.getsockname()[1]
        attach(listening, dropping(map(ip_network, networks)))

        def arrives(source: str) -> bool:
            return begins(port, source, "::1" if ":" in source else "127.0.0.1", 0.2)

        assert [source for source in dropped if arrives(source)] == []
        assert [source for source in kept if not arrives(source)] == []


def test_a_connection_that_is_there_is_let_through_the_filter() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]
        with closing(socket.create_connection(("127.0.0.1", port), 5, (FLOOD, 0))) as client:
            attach(listening, dropping([IPv4Network(f"{FLOOD}/32"), IPv6Network("::/0")]))
            client.sendall(b"x")
            accepted, _ = listening.accept()
            with closing(accepted):
                assert accepted.recv(1) == b"x"
        assert not begins(port)


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)


def dropped(rate: ConnectionRate, clock: Clock, client: str) -> float:
    """For how many seconds the packets of a client are dropped from now on."""
    began = clock.now
    while client in rate.dropped:
        clock.now += 0.5
        rate.relent()
    return clock.now - began


def test_who_goes_on_waits_for_longer_and_who_keeps_quiet_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        clock, rate = Clock(monkeypatch), ConnectionRate(2)
        rate.listening = listening.fileno(), inode(listening)

        def flooded() -> float:
            for _ in range(5):
                rate.count(FLOOD)
            return dropped(rate, clock, FLOOD)

        assert [flooded() for _ in range(7)] == [1, 2, 4, 8, 16, 32, 32]
        clock.now += 32
        rate.relent()
        assert flooded() == 1


def test_who_was_dropped_begins_few_connections_at_once_until_it_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        clock, rate = Clock(monkeypatch), ConnectionRate(100)
        rate.listening = listening.fileno(), inode(listening)

        def served() -> int:
            return [rate.count(FLOOD) for _ in range(300)].count(True)

        assert served() == 200
        for seconds, quiet in ((1, 0.0), (2, 1.5), (4, 1.9), (8, 2.1)):
            assert dropped(rate, clock, FLOOD) == seconds
            assert rate.count(FLOOD)
            clock.now += quiet
            rate.relent()
            assert served() == (20 if quiet else 19)
        assert dropped(rate, clock, FLOOD) == 16
        clock.now += 16
        rate.relent()
        assert served() == 200


def test_one_flood_counts_once_however_long_its_queue_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        clock, rate = Clock(monkeypatch), ConnectionRate(2)
        rate.listening = listening.fileno(), inode(listening)
        served = [rate.count(FLOOD) for _ in range(500)]
        assert served == [True] * 4 + [False] * 496
        assert rate.floods == 1
        assert dropped(rate, clock, FLOOD) == 1


def test_who_is_spared_is_not_dropped_with_the_network_around(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        rate = ConnectionRate(2, (IPv4Network(f"{OTHER}/32"),))
        rate.listening = listening.fileno(), inode(listening)
        for _ in range(5):
            rate.count("127.0.0.0/24")
        port = listening.getsockname()[1]
        assert not begins(port, FLOOD)
        assert begins(port, OTHER)


def test_a_filter_for_which_there_is_no_room_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def full(_: socket.socket, program: list[Instruction]) -> None:
        tried.append(len(program))
        if len(tried) == 2:
            raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(connection_rate_module, "attach", full)
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        rate = ConnectionRate(1)
        rate.listening = listening.fileno(), inode(listening)
        for _ in range(3):
            rate.count(FLOOD)
        assert rate.dropped == []
        rate.relent()
        assert rate.dropped == [FLOOD]


def test_the_largest_filter_there_can_be_is_attached() -> None:
    networks = [IPv6Network(f"2001:db8:{number:x}::1/128") for number in range(40)]
    with closing(socket.create_server(("::1", 0), family=socket.AF_INET6)) as listening:
        attach(listening, dropping(networks, networks[:8]))
        assert begins(listening.getsockname()[1], "::1", "::1")


def test_a_connection_that_was_open_before_its_first_request_counts_too(bounded: EndpointServer) -> None:
    with connections(bounded, 3 * MOST) as opened:
        until(lambda: figure(bounded, "eikg_connections ") > 3 * MOST)
        for connection in opened:
            connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        until(lambda: figure(bounded, "eikg_connection_floods_total") >= 1)


def test_connections_of_a_calm_client_that_a_busy_server_kept_waiting_are_served_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, rate = Clock(monkeypatch), ConnectionRate(10)
    for _ in range(10):
        assert all(rate.count(FLOOD) for _ in range(10))
        clock.now += 2
    assert all(rate.count(FLOOD) for _ in range(20))
    assert not rate.count(FLOOD)


def test_connections_that_had_begun_before_the_kernel_was_told_are_refused_at_once(
    bounded: EndpointServer,
) -> None:
    request = b"GET /ontology/Claim HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with connections(bounded, 3 * MOST) as opened:
        until(lambda: figure(bounded, "eikg_connections ") > 3 * MOST)
        for connection in opened:
            connection.sendall(request)
        answers = [whole(connection) for connection in opened]
    refused = [answer for answer in answers if answer.startswith(b"HTTP/1.1 429")]
    assert 0 < len(refused) <= MOST
    assert all(b"connections a second" in answer for answer in refused)


@pytest.mark.parametrize("most", [0, 3])
def test_who_keeps_within_the_bound_is_not_dropped(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        clock, rate = Clock(monkeypatch), ConnectionRate(most)
        rate.listening = listening.fileno(), inode(listening)
        for _ in range(5):
            for client in (FLOOD, OTHER):
                for _ in range(3):
                    rate.count(client)
            clock.now += 1
        assert rate.dropped == []


def test_whom_a_proxy_does_not_name_is_never_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        rate = ConnectionRate(1)
        rate.listening = listening.fileno(), inode(listening)
        for _ in range(3):
            rate.count(UNKNOWN)
        assert rate.dropped == []


def test_a_system_without_filters_is_told_once_and_serves_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(*_: object) -> None:
        raise OSError(errno.ENOPROTOOPT, "Protocol not available")

    monkeypatch.setattr(connection_rate_module, "attach", missing)
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        rate = ConnectionRate(1)
        rate.listening = listening.fileno(), inode(listening)
        with caplog.at_level(logging.WARNING):
            for _ in range(6):
                rate.count(FLOOD)
    assert [record.getMessage() for record in caplog.records] == [
        "how fast clients open connections is not bounded: Protocol not available"
    ]


def inode(listening: socket.socket) -> int:
    return os.fstat(listening.fileno()).st_ino
