"""The whole server, as `eikg serve` starts it, with a resolver that knows but one address: this machine's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT
from tests.web.client import Server, accepts, free_port, until

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
    port = free_port()
    (folder / "sitecustomize.py").write_text(LIAR)
    eikg = str(Path(sys.executable).with_name("eikg"))
    command = [eikg, "serve", "--port", str(port), *arguments]
    given = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]),
        "EIKG_REQUEST_LOG": "",
        "EIKG_EVALUATORS": "1",
        **environment,
    }
    errors = folder / "errors"
    with errors.open("w") as log, subprocess.Popen(
        command, cwd=ROOT, env=given, stdout=subprocess.DEVNULL, stderr=log, text=True
    ) as process:  # fmt: skip
        server = Server(process, port, errors)
        try:
            until(lambda: accepts(port) or process.poll() is not None)
            assert process.poll() is None, errors.read_text()
            yield server
        finally:
            process.terminate()
