"""`python -m tests.system.capacity`: measures this server here, and writes the figures of the documents anew."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.conftest import RELEASES, ROOT, serving
from tests.launcher import EIKG
from tests.system.capacity.page import CACHED, EVALUATED, PAGE, written


def measure(address: str, path: Path, *options: str) -> None:
    """Have the command measure a server, and keep what it finds."""
    command = [EIKG, "capacity", "--endpoint", address, "--json", *options]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found = {**json.loads(done.stdout), "server": "http://127.0.0.1:8000"}
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def main() -> None:
    """Measure twice: with each query evaluated, and with all answers from the cache."""
    with serving(RELEASES, request_log="") as address:
        measure(address, EVALUATED, "--unique")
        measure(address, CACHED)
    PAGE.write_text(written(PAGE.read_text("utf-8")))


if __name__ == "__main__":
    main()
