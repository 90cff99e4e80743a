"""Content negotiation (RFC 9110, section 12.5.1) as pure functions."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

Choice = TypeVar("Choice")


@dataclass(frozen=True)
class MediaRange:
    """One element of an Accept header; type and subtype in lower case, `quality` between 0 and 1.

    `profiles` are the IRIs of its parameter of that name (RFC 6906): what answers it keeps to one of them.
    """

    type: str
    subtype: str
    quality: float
    profiles: tuple[str, ...] = ()

    def specificity(self, media_type: str) -> int:
        """How exactly the range names a media type: 2 wholly, 1 its type, 0 as anything, -1 not at all."""
        if f"{self.type}/{self.subtype}" == media_type:
            return 2
        if self.subtype != "*":
            return -1
        return 1 if media_type.startswith(f"{self.type}/") else 0 if self.type == "*" else -1


_MOST: Final = 100
"""Elements of a header that are read; no client that is known sends more than some twenty."""

_PROFILE: Final = re.compile(r"\s*<([^<>]*)>")
"""The profile that an element of Accept-Profile names: an IRI in angle brackets."""

_ANYTHING: Final = (MediaRange("*", "*", 1.0),)


def media_ranges(header: str | None) -> Sequence[MediaRange]:
    """The ranges of an Accept header. None, an empty header and one without any valid range accept anything."""
    found = map(_media_range, _elements(header))
    return tuple(media_range for media_range in found if media_range) or _ANYTHING


def quality(ranges: Iterable[MediaRange], media_type: str) -> float:
    """How much a client wants a media type: the quality of the most specific range that matches it, 0 if none."""
    return max((r.specificity(media_type), r.quality) for r in (*ranges, MediaRange("*", "*", 0.0)))[1]


def best(ranges: Sequence[MediaRange], offered: Iterable[tuple[Choice, Sequence[str]]]) -> Choice | None:
    """The choice that the client wants most among those offered; None if it wants none.

    Each is offered with its media types. A wildcard means the first of them; the others, by which some clients ask for
    the same, count only if they are named. Of equal choices the one offered first wins.
    """
    chosen, most = None, 0.0
    for choice, (media_type, *aliases) in offered:
        named = [alias for alias in aliases if any(r.specificity(alias) == 2 for r in ranges)]
        wanted = max(quality(ranges, name) for name in (media_type, *named))
        if wanted > most:
            chosen, most = choice, wanted
    return chosen


def profile_quality(ranges: Iterable[MediaRange], profile: str, media_type: str) -> float:
    """How much a client wants a media type in a profile that it names beside it, 0 if it names none such."""
    named = (r.quality for r in ranges if profile in r.profiles and r.specificity(media_type) >= 0)
    return max(named, default=0.0)


def accepted_profiles(header: str | None) -> list[str]:
    """The IRIs of an Accept-Profile header, the most wanted first (Content Negotiation by Profile, section 7.2)."""
    found = [
        (_weight_of(element[named.end() :].split(";")), named[1])
        for element in _elements(header)
        if (named := _PROFILE.match(element))
    ]
    return [profile for weight, profile in sorted(found, key=lambda pair: -pair[0]) if weight > 0]


def best_coding(header: str | None, offered: Sequence[str]) -> str | None:
    """The content coding that an Accept-Encoding header likes best (RFC 9110, section 12.5.3); None for none at all.

    Of equal ones that offered first wins. Without the header nothing is coded, as some clients could not decode it.
    """
    wanted = {name: weight for name, weight in map(_coding, _elements(header)) if name}
    anything = wanted.get("*", 0.0)
    most = wanted.get("identity", 0.0)
    chosen = None
    for coding in offered:
        weight = wanted.get(coding, anything)
        if weight > 0 and (weight > most or (chosen is None and weight == most)):
            chosen, most = coding, weight
    return chosen


def _elements(header: str | None) -> list[str]:
    return (header or "").split(",", _MOST)[:_MOST]


def _coding(element: str) -> tuple[str, float]:
    name, *parameters = element.split(";")
    return name.strip().lower(), _weight_of(parameters)


def _media_range(element: str) -> MediaRange | None:
    name, *parameters = element.split(";")
    name = name.strip().lower()
    main, slash, sub = name.partition("/")
    if name == "*":  # what Java's HttpURLConnection sends
        main, slash, sub = "*", "/", "*"
    if not (main and slash and sub) or (main == "*" and sub != "*"):
        return None
    profiles = (_value("profile", parameters) or "").strip('"').split()
    return MediaRange(main, sub, _weight_of(parameters), tuple(profiles))


def _weight_of(parameters: Sequence[str]) -> float:
    given = _value("q", parameters)
    return 1.0 if given is None else _weight(given)


def _value(name: str, parameters: Sequence[str]) -> str | None:
    """The value of the first parameter of that name, None if there is none."""
    pairs = (parameter.partition("=") for parameter in parameters)
    return next((value.strip() for key, _, value in pairs if key.strip().lower() == name), None)


def _weight(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return min(max(value, 0.0), 1.0) if math.isfinite(value) else 0.0
