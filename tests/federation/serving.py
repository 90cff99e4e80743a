"""The whole server, as `eikg serve` starts it, with a resolver that knows but one address: this machine's."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT
from tests.launcher import eikg_serve, launched
from tests.web.client import Server

LIAR = """
import socket
_real = socket.getaddrinfo
def getaddrinfo(host, *arguments, **options):
    name = host.decode() if isinstance(host, bytes) else host
    known = name is None or name.replace(".", "").isdigit() or ":" in name
    return _real(host if known else "127.0.0.1", *arguments, **options)
socket.getaddrinfo = getaddrinfo
"""
"""To whoever looks a name up, it is an address of this machine: a connection by name would reach the canary."""


@contextmanager
def serving(folder: Path, arguments: list[str], environment: Mapping[str, str]) -> Iterator[Server]:
    """A server process; `folder` is for what it writes."""
    (folder / "sitecustomize.py").write_text(LIAR)
    given = {
        "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]),
        "EIKG_REQUEST_LOG": "",
        "EIKG_EVALUATORS": "1",
        **environment,
    }
    with launched(eikg_serve(*arguments), folder / "said", environment=given) as server:
        yield Server(server)
