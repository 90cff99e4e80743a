"""Real server processes for the tests of the endpoint."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from server.integrity import record
from server.release import MANIFEST, PROOFS, GraphEntry, Manifest, Release
from tests.conftest import RELEASES
from tests.engine.small_store import ALL, ODD, THINGS, write
from tests.launcher import Launched, start
from tests.web.client import Client, Server
from tests.web.in_process import served_in_process

DOCUMENTS = "https://w3id.org/eikg/graph/documents"


@pytest.fixture(scope="session")
def small_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_release(tmp_path_factory.mktemp("folder"), "0" * 64)


def write_release(folder: Path, digest: str, things: int = THINGS) -> Path:
    """Write a release as the build lays one out, with its data made up, and make it the current one."""
    path = folder / "releases" / digest[:16]
    path.mkdir(parents=True)
    write(path / "store", things)
    sizes = {ALL: things, ODD: things // 2, DOCUMENTS: 7}
    manifest = Manifest(
        digest=digest,
        created=None,
        versions={},
        counts={"triples": things},
        graphs={iri: GraphEntry(triples, "") for iri, triples in sizes.items()},
        files={},
    )
    (path / MANIFEST).write_text(manifest.to_json())
    (path / PROOFS).touch()
    record(path)
    make_current(path)
    return path


def make_current(release: Path) -> None:
    """Switch the link to a release, as the build does it."""
    link = release.parent.parent / "switching"
    link.symlink_to(release)
    link.replace(release.parent.parent / "current")


class EndpointServer(Server):
    """A server of `tests.web.endpoint`, with its log of requests and the process ids of its first evaluators."""

    def __init__(self, launched: Launched, log: Path) -> None:
        super().__init__(launched)
        self.log = log
        told = re.search(r"^\d+( \d+)+$", self.said(), re.MULTILINE)
        assert told, self.said()
        self.template, *self.evaluators = map(int, told[0].split())


@pytest.fixture(scope="session")
def site(release: Release) -> Iterator[Client]:
    """The pages over the release, in this process."""
    with served_in_process(RELEASES) as client:
        yield client


StartServer = Callable[..., EndpointServer]


@pytest.fixture(scope="module")
def start_server(small_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Starts a server process with settings given by name, as `query_deadline=1`."""
    with ExitStack() as stack:

        def start_one(
            release: Path = small_release, *, port: int | None = None, **settings: float | str
        ) -> EndpointServer:
            folder = tmp_path_factory.mktemp("server")
            log = folder / "requests"
            settings = {"request_log": str(log), **settings}
            launched = start(
                lambda port: [sys.executable, "-m", "tests.web.endpoint", str(release), str(port)],
                folder / "said",
                port=port,
                environment={f"EIKG_{name.upper()}": str(value) for name, value in settings.items()},
            )
            stack.callback(launched.close)
            return EndpointServer(launched, log)

        yield start_one


@pytest.fixture(scope="module")
def endpoint(start_server: StartServer) -> EndpointServer:
    """A server with limits that no test of this module should meet."""
    return start_server(evaluators=2, query_deadline=60, query_memory=2**28)
