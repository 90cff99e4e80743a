"""Python and the packages that this software needs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Final

from server.commands.installation import Finding, Verdict
from server.web.assets import FOLDER

_CHECK: Final = "packages"
_SECONDS: Final = 60
_OWN: Final = "eikg "
"""How a line of `pip check` begins that tells of a package which this software itself asks for."""


def packages() -> Iterator[Finding]:
    """Whether every package is there in a version that fits, and the files of others that pages load."""
    python = f"Python {'.'.join(map(str, sys.version_info[:3]))}"
    command = [sys.executable, "-m", "pip", "check", "--disable-pip-version-check"]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        yield Finding(_CHECK, Verdict.WARNING, f"`pip check` could not be run: {error}", "run it by hand")
        return
    faults = [line for line in result.stdout.splitlines() if result.returncode and line.strip()]
    for line in faults:
        verdict = Verdict.BROKEN if line.startswith(_OWN) else Verdict.WARNING
        yield Finding(_CHECK, verdict, line.rstrip("."), "install the packages of requirements.lock again")
    if result.returncode and not faults:
        found = f"{python}; versions of packages are not compared, as there is no pip in {sys.prefix}"
        yield Finding(_CHECK, Verdict.OK, found)
    elif not faults:
        yield Finding(_CHECK, Verdict.OK, f"{python}; all packages are there in versions that fit")


def front_end() -> Iterator[Finding]:
    """Whether the scripts and fonts of others are there, which `make` copies."""
    vendor = FOLDER / "vendor"
    if any(path.is_file() for path in vendor.rglob("*") if not path.name.startswith(".")):
        yield Finding("front end", Verdict.OK, "the files that pages load are there")
    else:
        found = f"{vendor} has no files: pages have no editor, no network and no map"
        remedy = "run `make serve` once, or install a wheel, which brings them"
        yield Finding("front end", Verdict.WARNING, found, remedy)
