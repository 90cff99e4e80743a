"""Bad input at a scratch dataset, whose evaluator can write: never a fault of the server's own, and it goes on.

`make test-all` sends a fifth as many requests as to the public server, `make fuzz` a tenth.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.fuzz.target import NIGHTLY, NUMBER, serving
from tests.system.fuzz.updates import TOKEN, WRITING


@pytest.mark.timeout(0 if NIGHTLY else 600)
def test_no_update_brings_out_a_fault(tmp_path: Path) -> None:
    number = NUMBER // (10 if NIGHTLY else 5)
    options = ("--scratch", "--empty")
    with serving(tmp_path / "log", *options, EIKG_SCRATCH_TOKEN=TOKEN, EIKG_REQUEST_LOG="") as target:
        target.throw(WRITING, number)
        print(sorted(target.answers.items()))  # noqa: T201
        assert target.answers["204"] > number // 20
        assert target.answers["400"] > number // 20
        assert target.answers["401"] > number // 40
        target.assert_sound(1)
