"""`python -m tests.bench`: the measurements of tests/system/bench, under a name that is quick to type."""

from __future__ import annotations

import sys

from tests.system.bench.__main__ import main

if __name__ == "__main__":
    main(sys.argv[1:])
