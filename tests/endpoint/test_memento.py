from __future__ import annotations

from datetime import UTC, datetime

import pytest

from server.endpoint.memento import Memento, accepted_moment, http_date, memento_at, moment_of
from server.endpoint.problems import HttpProblem

MEMENTOS = [Memento(name, moment_of(f"{name}-06-01T12:00:00Z")) for name in ("2026", "2024", "2022")]


def test_times_are_read_and_written() -> None:
    assert http_date("2026-11-21T22:35:48Z") == "Sat, 21 Nov 2026 22:35:48 GMT"
    assert accepted_moment("Sat, 21 Nov 2026 22:35:48 GMT") == datetime(2026, 11, 21, 22, 35, 48, tzinfo=UTC)
    assert accepted_moment(None) is None


@pytest.mark.parametrize(
    "header", ["", "yesterday", "2026-11-21", "Sat, 21 Nov 2026 22:35:48 +0300", "0", "\x00"]
)
def test_what_is_no_time_is_refused(header: str) -> None:
    with pytest.raises(HttpProblem) as caught:
        accepted_moment(header)
    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("moment", "release"),
    [
        (None, "2026"),
        ("2030-01-01T00:00:00Z", "2026"),
        ("2026-06-01T12:00:00Z", "2026"),
        ("2026-06-01T11:59:59Z", "2024"),
        ("2023-01-01T00:00:00Z", "2022"),
        ("1999-01-01T00:00:00Z", "2022"),
    ],
)
def test_the_release_of_a_moment_is_the_newest_that_is_not_younger(moment: str | None, release: str) -> None:
    assert memento_at(MEMENTOS, moment_of(moment) if moment else None).release == release
