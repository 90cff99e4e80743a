"""Which release answers for a moment, and what it is told by (RFC 7089, Memento).

An original is what the current release answers, /sparql?…; its mementos stand under the names of the releases. A time
gate beside the original leads to them by Accept-Datetime, so that the original itself does not vary and can be kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Final, NamedTuple

from server.endpoint.problems import HttpProblem, Slug

TIME_GATE: Final = "/timegate"
"""What the path of an original has before it in that of its time gate."""

_RFC_1123: Final = "%a, %d %b %Y %H:%M:%S GMT"


class Memento(NamedTuple):
    """A release by its name, and the moment from which on it is what was published."""

    release: str
    moment: datetime


@lru_cache(maxsize=256)
def moment_of(created: str) -> datetime:
    """The time of a manifest (ISO 8601)."""
    return datetime.fromisoformat(created).astimezone(UTC)


@lru_cache(maxsize=256)
def http_date(created: str) -> str:
    """The time of a manifest as headers write it (RFC 9110, section 5.6.7)."""
    return format_datetime(moment_of(created), usegmt=True)


def accepted_moment(header: str | None) -> datetime | None:
    """The moment that Accept-Datetime asks for (section 2.1.1); None without the header. Raises HttpProblem."""
    if header is None:
        return None
    try:
        return datetime.strptime(header.strip(), _RFC_1123).replace(tzinfo=UTC)
    except ValueError:
        example = http_date("2026-01-31T12:00:00Z")
        raise HttpProblem(
            Slug.REQUEST, 400, f"The header Accept-Datetime must be a time in GMT such as {example}."
        ) from None


def memento_at(mementos: Sequence[Memento], moment: datetime | None) -> Memento:
    """The one that was current at a moment: the newest that is not younger. `mementos` come newest first.

    Without a moment it is the newest; for one before all of them the oldest.
    """
    return next((one for one in mementos if moment is None or one.moment <= moment), mementos[-1])
