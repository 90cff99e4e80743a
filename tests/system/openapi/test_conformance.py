"""Whether the server keeps to /openapi.json: requests generated from it, by schemathesis, to a real server.

All checks and phases, every operation, EIKG_OPENAPI_EXAMPLES examples of each. As every saved query is an operation,
that takes far longer than all other tests: `make openapi` runs it, by name.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from server.release import Release
from tests.conftest import RELEASES, ROOT
from tests.launcher import eikg_serve, launched

_HERE: Final = Path(__file__).parent
_EXAMPLES: Final = os.environ.get("EIKG_OPENAPI_EXAMPLES", "")
_WITHOUT_LIMITS: Final = {
    "EIKG_REQUEST_LOG": "",
    "EIKG_RATE_LIMIT": "0",
    "EIKG_CLIENT_SECONDS": "0",
    "EIKG_CLIENT_ERRORS": "0",
    "EIKG_CLIENT_NEW_CONNECTIONS": "0",
}
_TOKEN: Final = "openapi"


@pytest.fixture(params=["release", "scratch"])
def server(request: pytest.FixtureRequest, release: Release) -> Iterator[tuple[str, list[str]]]:
    """A server's address and what of it is asked: all of a release's, of a scratch dataset's the graph store."""
    arguments, only = ["--releases", str(RELEASES)], []
    if request.param == "scratch":
        arguments.append("--scratch")
        only = ["--include-path-regex", "^/data", "-H", f"Authorization: Bearer {_TOKEN}"]
    settings = {**_WITHOUT_LIMITS, "EIKG_SCRATCH_TOKEN": _TOKEN}
    with launched(eikg_serve(*arguments), environment=settings) as found:
        yield found.address, only


@pytest.mark.skipif(not _EXAMPLES, reason="it takes an hour: `make openapi`")
@pytest.mark.timeout(14400)
def test_the_server_keeps_to_its_description(server: tuple[str, list[str]], tmp_path: Path) -> None:
    address, only = server
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            *("--config-file", str(_HERE / "schemathesis.toml")),
            *("run", f"{address}/openapi.json"),
            *("--checks", "all", "--max-examples", _EXAMPLES, "--workers", "2", "--continue-on-failure"),
            *("--suppress-health-check", "all", "--no-color", *only),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.system.openapi.hooks"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    selected, total = map(int, re.search(r"(\d+) selected / (\d+) total|$", done.stdout).groups(default="0"))  # type: ignore[union-attr]
    assert selected == total or only
