"""`python -m tests.system.distribution FOLDER`: the wheel and the sdist of the project."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.system.distribution.packages import make

if __name__ == "__main__":
    for path in make(Path(sys.argv[1])):
        sys.stdout.write(f"{path}\n")
