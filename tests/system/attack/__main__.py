"""`make attack`: every attack for some seconds on one server; ends with a table, with status 1 if one succeeds."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from typing import Final

from tests.system.attack import nginx
from tests.system.attack.course import Outcome, tried, undisturbed
from tests.system.attack.kinds import ATTACKS
from tests.system.attack.server import serving
from tests.system.attack.table import LEGEND, head, row

SECONDS: Final = 12.0
P99: Final = 50.0


def main() -> int:
    """Try the attacks that are named, print the table, and say by the exit status whether all were held."""
    parser = argparse.ArgumentParser(prog="tests.system.attack", description=__doc__)
    parser.add_argument("--only", default="", help="attacks whose name or finding contains this text")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each (default: %(default)s)")
    parser.add_argument(
        "--p99", type=float, default=P99, help="milliseconds that others may wait (default: %(default)s)"
    )
    parser.add_argument("--list", action="store_true", help="say what each attack does, and try none")
    given = parser.parse_args()
    chosen = [
        (number, attack)
        for number, attack in enumerate(ATTACKS)
        if given.only in f"{attack.name}, {attack.finding}"
    ]
    if given.list or not chosen:
        for _, attack in chosen:
            _say(f"{attack.finding:16} {attack.name:40} {attack.description}")
        return 0 if chosen else 2
    outcomes: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        outcomes.append(outcome)
        _say(row(outcome, given.p99))

    with ExitStack() as stack:
        server = stack.enter_context(serving())
        _say(head())
        tell(undisturbed(server, given.seconds))
        for number, attack in chosen:
            tell(tried(server, attack, number, given.seconds, stays=True))
        behind = [pair for pair in chosen if pair[1].nginx]
        if behind and nginx.is_installed():
            port = stack.enter_context(nginx.in_front_of(server.port))
            tell(undisturbed(server, given.seconds, port))
            for number, attack in behind:
                tell(tried(server, attack, number, given.seconds, stays=True, port=port))
        elif behind:
            _say(f"NOT TRIED ({len(behind)}): '{nginx.PROGRAM}' is not installed (Debian: {nginx.PACKAGE})")
    _say(LEGEND)
    return 1 if any(outcome.failures(given.p99) for outcome in outcomes) else 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
