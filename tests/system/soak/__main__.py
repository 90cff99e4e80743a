"""`make soak`: a mixed load, faults and attacks at random for an hour, or for so many minutes; ends with a table."""

from __future__ import annotations

import argparse
import sys
from random import randrange
from typing import Final

from tests.system.soak.closing import failures, table
from tests.system.soak.course import Plan, run

MINUTES: Final = 60.0
_LONGEST_WARM_UP: Final = 300.0


def main() -> int:
    """Run, print the table, and say by the exit status whether all that must be 0 is."""
    parser = argparse.ArgumentParser(prog="tests.system.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long (default: %(default)s)")
    parser.add_argument("--seed", type=int, help="repeat the chances of another run")
    parser.add_argument("--without-attacks", action="store_true", help="faults only")
    given = parser.parse_args()
    seconds = 60 * given.minutes
    seed = randrange(2**31) if given.seed is None else given.seed
    print(f"seed {seed}, {seconds:.0f} seconds", flush=True)  # noqa: T201
    report = run(Plan(seconds, min(_LONGEST_WARM_UP, seconds / 4), seed, attacks=not given.without_attacks))
    print(table(report))  # noqa: T201
    found = failures(report)
    for section, texts in report.tally.examples().items():
        for text in texts:
            print(f"\n{section}: {text}", file=sys.stderr)  # noqa: T201
    if found:
        print(f"\nlast words of the server:\n{report.errors[-3000:]}", file=sys.stderr)  # noqa: T201
    for failure in found:
        print(f"FAILED: {failure}", file=sys.stderr)  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
