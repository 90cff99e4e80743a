"""What changed from each release that is kept to the next one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from server.release import SUMMARY, Release
from server.summary import Changes, changes, summary_of


@dataclass(frozen=True)
class Entry:
    """A release in the list; `changes` are those since `previous`, None where that is not known."""

    release: Release
    previous: Release | None = None
    changes: Changes | None = None

    @property
    def name(self) -> str:
        """The name of the release."""
        return self.release.path.name


def history(releases: Sequence[Release]) -> Iterator[Entry]:
    """Yield the releases, the newest first as they are given, each with what changed since the one before it."""
    for release, previous in zip_longest(releases, releases[1:]):
        yield Entry(release, previous, _between(previous, release) if previous else None)


def _between(before: Release, after: Release) -> Changes | None:
    try:
        moments = [(one.path / SUMMARY).stat().st_mtime_ns for one in (before, after)]
        return _changes(before.path, moments[0], after.path, moments[1])
    except OSError:  # an early release has no summary, or a build removes one meanwhile
        return None


@lru_cache(maxsize=16)
def _changes(before: Path, _before: int, after: Path, _after: int) -> Changes | None:
    """Compare two releases; those that were written at another time are others. Raises OSError."""
    old, new = summary_of(Release(before)), summary_of(Release(after))
    return changes(old, new) if old and new else None
