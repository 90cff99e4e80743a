"""Who may ask what is for a server's own pages and for programs alone."""

from __future__ import annotations

import pytest

from server.endpoint.http import Headers
from server.endpoint.problems import HttpProblem
from server.settings import Settings
from server.web.front.own_origin import OwnOrigin

OWN = (b"host", b"graph.example:8000")


def refused(any_host: bool, *fields: tuple[bytes, bytes]) -> int:
    """The status of the refusal, 0 without one."""
    try:
        OwnOrigin(Settings(), "/mcp", any_host).check(Headers(fields))
    except HttpProblem as problem:
        return problem.status
    return 0


def test_a_server_for_everybody_is_asked_under_any_name_and_one_on_loopback_is_not() -> None:
    assert refused(True, OWN) == 0
    assert refused(False, OWN) == 421
    assert refused(False, (b"host", b"127.0.0.1:8000")) == 0


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (b"http://graph.example:8000", 0),
        (b"HTTP://GRAPH.example:8000", 0),
        (b"http://graph.example", 403),
        (b"http://other.example", 403),
        (b"null", 403),
        (b"http://[", 403),
        (b"", 403),
    ],
)
def test_only_the_servers_own_pages_ask_it_through_a_browser(origin: bytes, status: int) -> None:
    assert refused(True, OWN, (b"origin", origin)) == status
