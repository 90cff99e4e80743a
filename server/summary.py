"""What a release says, as digests by name: by them two releases tell what changed from one to the other.

The build writes it into a release as summary.json. Claims and terms have the digest of what is said in and of them;
those of the rows of saved queries are in answers.json (server/saved/verified.py), where the build asked them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.release import ANSWERS, SUMMARY, Release
from server.saved.verified import from_json

DIGEST: Final = 16
"""Characters of a digest (SHA-256, hexadecimal) that are kept."""

Digests = Mapping[str, str]
"""By IRI, or by the name of a saved query and behind a dot that of a setting."""


@dataclass(frozen=True)
class Summary:
    """The claims and the terms of a release, and the answers to its saved queries; None where nobody asked them."""

    claims: Digests
    terms: Digests
    answers: Digests | None = None

    def to_json(self) -> str:
        """Return the text of summary.json, which has no answers: the same for equal summaries."""
        content = {"claims": self.claims, "terms": self.terms}
        return json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


@dataclass(frozen=True)
class Change:
    """The names that came, went, and stayed with another content."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class Changes:
    """What changed from one release to another; None for answers that one of them does not know."""

    claims: Change
    terms: Change
    answers: Change | None


def summary_of(release: Release) -> Summary | None:
    """Return the summary of a release; None for an early one, which has none. Raises OSError."""
    path = release.path / SUMMARY
    if not path.is_file():
        return None
    return Summary(**json.loads(path.read_text("utf-8")), answers=_answers(release.path / ANSWERS))


def _answers(path: Path) -> Digests | None:
    if not path.is_file():
        return None
    found = from_json(path.read_text("utf-8"))
    return {
        f"{one.query}.{name}" if name else one.query: rows for one in found for name, rows in one.rows.items()
    }


def changes(before: Summary, after: Summary) -> Changes:
    """Return what changed from one release to another."""
    asked = before.answers is not None and after.answers is not None
    return Changes(
        claims=_change(before.claims, after.claims),
        terms=_change(before.terms, after.terms),
        answers=_change(before.answers or {}, after.answers or {}) if asked else None,
    )


def _change(before: Digests, after: Digests) -> Change:
    return Change(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(sorted(name for name in before.keys() & after.keys() if before[name] != after[name])),
    )
