"""The counts that the tests of the ontology show at their end: what was judged, and how many mutants were caught."""

from __future__ import annotations

from collections.abc import Callable

import pytest

_COUNTS: dict[str, int] = {}


@pytest.fixture(scope="session")
def tally() -> Callable[[str, int], None]:
    """Record a count under a name, to be shown after the tests."""
    return _COUNTS.__setitem__


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _COUNTS:
        counts = ", ".join(f"{count} {name}" for name, count in _COUNTS.items())
        terminalreporter.write_line(f"ontology: {counts}")
