"""Faults come in an order in which they are best mended, and are counted in words."""

from __future__ import annotations

import pytest

from server.faults import Fault, Severity, counted, in_order, totals


def fault(file: str, rule: str, severity: Severity = "error", line: int | None = None) -> Fault:
    return Fault(file, line, None, rule, "is wrong", "mend it", severity)


def test_the_worst_come_first_and_the_version_last_of_its_severity() -> None:
    version = fault("ontology/eikg.ttl", "version")
    mistakes = [fault("ontology/modules/a.ttl", "label", line=2), fault("triples/b.ttl", "name", line=1)]
    warning = fault("a.ttl", "style", "warning")
    assert in_order([warning, version, *reversed(mistakes), version]) == [*mistakes, version, warning]


@pytest.mark.parametrize(
    ("severities", "words"),
    [
        ([], "no problem"),
        (["error"], "1 problem"),
        (["error", "error", "warning"], "2 problems, 1 warning"),
        (["info", "info"], "no problem, 2 notes"),
    ],
)
def test_totals_are_words(severities: list[Severity], words: str) -> None:
    assert totals(fault("a.ttl", "style", severity) for severity in severities) == words


def test_one_is_no_plural() -> None:
    assert [counted(number, "file") for number in (0, 1, 2, 1234)] == [
        "0 files",
        "1 file",
        "2 files",
        "1,234 files",
    ]
    assert [counted(number, "entity", "entities") for number in (1, 2)] == ["1 entity", "2 entities"]
