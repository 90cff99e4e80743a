"""What a situation is called, which curation leaves without a name: who, in what, as what, when.

Egypt – United Nations: member (1945 – …)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from server.namespaces import EIK, PREFIXES
from server.web.pages.model.dates import readable_date
from server.web.pages.model.shortening import shortened_within

_LONGEST: Final = 160
_LONGEST_PARTS: Final = (60, 45, 30)
"""Characters of each part: fewer, where the name would be too long."""
_WHEN: Final = EIK + "during"


class _Parts(NamedTuple):
    """The properties of a kind of situations that say who, in what or on what ("" for none), and as what."""

    who: str
    where: str
    what: str


_KINDS: Final = (
    _Parts(PREFIXES["org"] + "member", PREFIXES["org"] + "organization", EIK + "status"),
    _Parts(EIK + "heldBy", "", EIK + "office"),
    _Parts(EIK + "voter", EIK + "onResolution", EIK + "choice"),
)
"""Affiliations, tenures and votes."""


def name_of(said: Mapping[str, Sequence[str]]) -> str | None:
    """Return what a situation is called, by what its properties say, names and dates as they are written.

    None for what is no situation of a kind known here, or of which too little is said.
    """
    for parts in _KINDS:
        if (who := said.get(parts.who)) and (said.get(parts.where) or said.get(parts.what)):
            where, what = (said.get(iri, ()) for iri in (parts.where, parts.what))
            when = ", ".join(map(readable_date, said.get(_WHEN, ())))
            return next(
                name
                for longest in _LONGEST_PARTS
                if len(name := _written(who, where, what, when, longest)) <= _LONGEST
                or longest == _LONGEST_PARTS[-1]
            )
    return None


def _written(who: Sequence[str], where: Sequence[str], what: Sequence[str], when: str, longest: int) -> str:
    names = (shortened_within(", ".join(one), longest) for one in (who, where) if one)
    as_what = shortened_within(", ".join(what), longest) if what else ""
    told = ": ".join(part for part in (" – ".join(names), as_what) if part)
    return f"{told} ({when})" if when else told
