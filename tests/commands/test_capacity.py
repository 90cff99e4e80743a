"""`eikg capacity` without a server to ask: what it says to a wrong call, and what its model tells."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.launcher import EIKG

OTHER = ROOT / "server/docs/operations/dashboard.json"


def capacity(*options: str | Path) -> subprocess.CompletedProcess[str]:
    command = [EIKG, "capacity", *map(str, options)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def test_nobody_there_is_told_in_one_line() -> None:
    done = capacity("--endpoint", "http://127.0.0.1:9")
    assert (done.returncode, done.stderr) == (
        1,
        "Error: http://127.0.0.1:9: nobody takes connections there\n",
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--rates", "10,fast"), "'10,fast' is no list of numbers"),
        (("--rates", "1e9"), "at most 5,000 requests a second"),
        (("--rates", "0"), "a rate is above 0"),
        (("--endpoint", "http://127.0.0.1:9/pages"), "without /pages"),
        (("--model", __file__), "this is no JSON"),
        (("--model", OTHER), "nothing that `eikg capacity --json` has measured"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_refused(options: tuple[str | Path, ...], told: str) -> None:
    done = capacity(*options)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_log_of_nothing_that_may_be_sent_says_why(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text('{"method": "GET", "path": "/sparql"}\nno line\n')
    done = capacity("--from-log", log)
    assert done.returncode == 1
    assert "there is nothing to send" in done.stderr
    assert (
        "left out: 1 × a query whose text the log does not have (EIKG_LOG_QUERIES=1 keeps it)" in done.stderr
    )
