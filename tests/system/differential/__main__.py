"""Random queries against ARQ's reference engine: `python -m tests.system.differential --queries 5000 --seed 1`."""

from __future__ import annotations

import argparse
import sys

from tests.system.differential.run import run


def main() -> int:
    """Run, print the report, and say by the exit code whether nothing differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=5000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--without", nargs="*", default=[], help="rewriting rules to switch off")
    parser.add_argument("--most", type=int, default=20, help="end after so many differences")
    given = parser.parse_args()
    report = run(given.queries, given.seed, given.without, given.most)
    sys.stdout.write(f"{report}\n")
    return 1 if report.differences else 0


if __name__ == "__main__":
    sys.exit(main())
