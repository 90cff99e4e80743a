"""No request makes the server or its evaluators connect to an address that is not on the list.

The canary is a listener on loopback that counts connections; `pytest -s tests/federation/test_canary.py` prints every
attempt on it with what the servers answered. A name server that knows nothing but this machine, and proxies in the
environment that are the canary, stand for a network that is as hostile as the visitor.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.release import Release
from tests.conftest import RELEASES
from tests.federation.conftest import REMOTE
from tests.federation.hostile import ALLOWED, REDIRECTS, asked, attempts
from tests.federation.remotes import Listener, Recorder, always, answering
from tests.federation.serving import serving
from tests.web.client import Server

TOKEN = "of-the-tests-and-long-enough"
FEWEST = 60


@dataclass(frozen=True)
class Scene:
    """The canary; servers with an empty list, by whether they take updates, and with a list; who gives bad answers."""

    canary: Listener
    without_list: dict[bool, Server]
    with_list: dict[bool, Server]
    redirecting: Listener
    injecting: Listener
    allowed: Recorder


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, release: Release) -> Iterator[Scene]:
    with ExitStack() as stack:

        def listening(listener: Listener) -> Listener:
            stack.callback(listener.close)
            return listener

        canary = listening(Listener(always(answering())))
        redirecting = listening(
            Listener(lambda connection, head: connection.sendall(_redirect(head, canary.port)))
        )
        injecting = listening(Listener(always(answering(_injection(canary.port)))))
        allowed = Recorder(REMOTE)
        stack.callback(allowed.close)
        pins = {
            ALLOWED: allowed.port,
            "http://injecting.example/sparql": injecting.port,
            f"http://rebinding.example:{canary.port}/sparql": allowed.port,
            **{
                f"http://redirecting.example/{name}": redirecting.port
                for name in (*REDIRECTS, "authority", "userinfo", "relative", "refresh", "chain", "proxy")
            },
        }
        entries = [f"{url}=127.0.0.1:{port}" for url, port in pins.items()]
        entries.append(f"http://turncoat.example:{canary.port}/sparql")
        servers = {
            (listed, scratch): stack.enter_context(
                started(
                    tmp_path_factory.mktemp("server"),
                    " ".join(entries) if listed else "",
                    canary.port,
                    scratch,
                )
            )
            for listed in (False, True)
            for scratch in (False, True)
        }
        assert not canary.count, "starting a server connects to nothing"
        yield Scene(
            canary,
            {scratch: servers[False, scratch] for scratch in (False, True)},
            {scratch: servers[True, scratch] for scratch in (False, True)},
            redirecting,
            injecting,
            allowed,
        )


@contextmanager
def started(folder: Path, federation: str, proxy: int, scratch: bool) -> Iterator[Server]:
    names = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    environment = {
        **dict.fromkeys(names, f"http://127.0.0.1:{proxy}"),
        "no_proxy": "",
        "EIKG_FEDERATION": federation,
        "EIKG_SCRATCH_TOKEN": TOKEN,
    }
    arguments = ["--scratch", "--empty"] if scratch else ["--releases", str(RELEASES)]
    with serving(folder, arguments, environment) as server:
        yield server


def _redirect(head: bytes, port: int) -> bytes:
    """An answer that sends the client to the canary in the way that the path of the request names."""
    name = head.split()[1].decode().strip("/")
    canary = f"http://127.0.0.1:{port}/sparql"
    locations = {
        "authority": f"//127.0.0.1:{port}/sparql",
        "userinfo": f"http://allowed.example@127.0.0.1:{port}/sparql",
        "relative": f"\\\\127.0.0.1:{port}/sparql",
        "chain": "http://redirecting.example/302",
    }
    if name == "refresh":
        more = (
            f"Refresh: 0; url={canary}",
            f"Content-Location: {canary}",
            f"Link: <{canary}>; rel=canonical",
        )
        return answering(b"", "text/html", "200 OK", *more)
    if name == "proxy":
        return answering(b"", "text/plain", "305 Use Proxy", f"Location: {canary}")
    status = f"{name if name in REDIRECTS else '307'} Elsewhere"
    return answering(b"", "text/plain", status, f"Location: {locations.get(name, canary)}")


def _injection(port: int) -> bytes:
    """Solutions that hold the canary's address, and text that would be a SERVICE clause if it were pasted."""
    canary = f"http://127.0.0.1:{port}/sparql"
    clause = f'" . }} SERVICE <{canary}> {{ ?s ?p ?o }} #'
    iri = {"type": "uri", "value": canary}
    rows = [
        {"s": {"type": "literal", "value": clause}},
        {"s": {"type": "literal", "value": clause, "xml:lang": "en"}},
        {"s": {"type": "bnode", "value": "b0"}, "e": iri},
        {"p": iri, "o": {"type": "uri", "value": "mailto:a#SERVICE'x"}},
    ]
    document = {"head": {"vars": ["s", "p", "o", "e", "x", "y"]}, "results": {"bindings": rows}}
    return json.dumps(document).encode()


def test_no_attempt_reaches_the_canary(scene: Scene, release: Release) -> None:
    made = attempts(scene.canary.port, release.path.name, "/queries/names-of-a-thing.json?thing")
    assert len(made) >= FEWEST
    assert len({attempt.name for attempt in made}) == len(made)
    print(f"\n{'attempt':60} {'empty list':>10} {'with a list':>11} {'reached':>8}")  # noqa: T201
    for attempt in made:
        headers = {"Authorization": f"Bearer {TOKEN}"} if attempt.scratch else {}
        statuses = [
            servers[attempt.scratch]
            .send(attempt.method, attempt.target, {**attempt.headers, **headers}, attempt.body)
            .status
            for servers in (scene.without_list, scene.with_list)
        ]
        print(f"{attempt.name:60} {statuses[0]:10} {statuses[1]:11} {scene.canary.count:8}")  # noqa: T201
        assert not scene.canary.count, attempt.name
        assert 500 not in statuses, attempt.name
    print(f"{len(made)} attempts at {2} lists: the canary was reached {scene.canary.count} times")  # noqa: T201


def test_the_endpoints_that_lead_astray_were_asked_and_so_was_the_one_that_may_be(scene: Scene) -> None:
    """The attempts by redirect and by answer went as far as they could."""
    paths = {head.split()[1] for head in scene.redirecting.heads}
    assert {f"/{name}" for name in (*REDIRECTS, "authority", "userinfo", "chain")} <= paths
    assert scene.injecting.count > 1
    assert scene.allowed.queries
    assert all(
        headers["Host"].startswith(("allowed.example", "rebinding.example"))
        for headers in scene.allowed.headers
    )


def test_the_canary_counts_who_may_reach_it(scene: Scene, tmp_path: Path) -> None:
    before = scene.canary.count
    socket.create_connection(("127.0.0.1", scene.canary.port)).close()
    entry = f"http://control.example/sparql=127.0.0.1:{scene.canary.port}"
    with started(tmp_path, entry, 1, scratch=False) as server:
        query = asked("", "SELECT * { SERVICE <http://control.example/sparql> { ?s ?p ?o } }")
        answer = server.send(query.method, query.target, query.headers, query.body)
        assert answer.status == 200, answer.text
    assert scene.canary.count == before + 2
    assert "\r\nHost: control.example" in scene.canary.heads[-1]
    print(f"control: an allowed entry reaches the canary ({scene.canary.count - before} connections)")  # noqa: T201
