from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.federation.remotes import Listener, always, answering, oxigraph
from tests.web.conftest import small_release, start_server

__all__ = ["small_release", "start_server"]

REMOTE = """
@prefix : <http://example.org/> .
@prefix thing: <http://example.org/thing/> .
thing:1 :label "one"@en, "один"@ru ; :code "ONE" ; :next thing:2 ; :value 1 .
thing:2 :label "two"@en ; :code "TWO" ; :next thing:3 ; :value 02 .
thing:3 :label "three"@en ; :next thing:4, thing:1 ; :value 3 .
thing:4 :note "no label" ; :value 5 .
thing:999 :label "elsewhere"@en ; :next thing:1 ; :value 999 .
thing:5 :part [ :label "a part"@en ] ; :next thing:5 .
"""
"""What the other endpoint holds of the things of the small release, and of one that this does not have."""


@pytest.fixture(scope="session")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of another endpoint."""
    with oxigraph(tmp_path_factory.mktemp("oxigraph") / "store", REMOTE) as port:
        yield f"http://127.0.0.1:{port}/query"


@pytest.fixture
def canary() -> Iterator[Listener]:
    """What nobody may connect to, and would be answered well if they did."""
    with ExitStack() as stack:
        listener = Listener(always(answering()))
        stack.callback(listener.close)
        yield listener


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
