"""Whether the server keeps to /openapi.json: requests generated from it, by schemathesis, to a real server.

All checks and phases, every operation, EIKG_OPENAPI_EXAMPLES examples of each. As every saved query is an operation,
that takes far longer than all other tests: `make openapi` runs it, by name, in parts. `make openapi PART=queries-s`
runs those whose names have that, and pytest's `--lf` those that failed.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from server.release import Release
from tests.conftest import RELEASES, ROOT
from tests.launcher import eikg_serve, launched
from tests.system.openapi.parts import GRAPH_STORE, PARTS

_HERE: Final = Path(__file__).parent
_EXAMPLES: Final = os.environ.get("EIKG_OPENAPI_EXAMPLES", "")
_WITHOUT_LIMITS: Final = {
    "EIKG_REQUEST_LOG": "",
    "EIKG_RATE_LIMIT": "0",
    "EIKG_CLIENT_SECONDS": "0",
    "EIKG_CLIENT_ERRORS": "0",
    "EIKG_CLIENT_NEW_CONNECTIONS": "0",
}
_TOKEN: Final = secrets.token_urlsafe()
_ON_SCRATCH: Final = ("--include-tag", GRAPH_STORE)
_SUMMARY: Final = "= SUMMARY ="

pytestmark = [
    pytest.mark.skipif(not _EXAMPLES, reason="it takes half an hour: `make openapi`"),
    pytest.mark.timeout(14400),
]


@pytest.fixture(scope="module")
def of_release(release: Release) -> Iterator[str]:
    """The address of a server of the release."""
    with launched(eikg_serve("--releases", str(RELEASES)), environment=_WITHOUT_LIMITS) as found:
        yield found.address


@pytest.fixture(scope="module")
def of_scratch(release: Release) -> Iterator[str]:
    """The address of a server of a scratch dataset."""
    settings = {**_WITHOUT_LIMITS, "EIKG_SCRATCH_TOKEN": _TOKEN}
    with launched(eikg_serve("--releases", str(RELEASES), "--scratch"), environment=settings) as found:
        yield found.address


@pytest.mark.parametrize("part", PARTS)
def test_the_server_keeps_to_its_description(
    part: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    scratch = PARTS[part] == _ON_SCRATCH
    address = request.getfixturevalue("of_scratch" if scratch else "of_release")
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            *("--config-file", str(_HERE / "schemathesis.toml")),
            *("run", f"{address}/openapi.json", *PARTS[part]),
            *(("-H", f"Authorization: Bearer {_TOKEN}") if scratch else ()),
            # One worker: Python 3.11 fails where two threads parse source at once, as Hypothesis does of lambdas.
            *("--checks", "all", "--max-examples", _EXAMPLES, "--workers", "1", "--continue-on-failure"),
            *("--suppress-health-check", "all", "--no-color"),
        ],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "EIKG_PROJECT": str(ROOT),
            "SCHEMATHESIS_HOOKS": "tests.system.openapi.hooks",
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    told = (
        done.stdout.rpartition(_SUMMARY)[2] if done.returncode == 0 else done.stdout[-20_000:] + done.stderr
    )
    print(part, told)  # noqa: T201 - how far it went, at once: the other parts go on for hours
    assert done.returncode == 0, told
    assert re.search(r"[1-9]\d* selected / \d+ total", done.stdout)
