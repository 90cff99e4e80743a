"""What a request makes its answer depend on: the entity tags of If-Match and If-None-Match (RFC 9110, section 13.1).

A representation has one tag for each content coding, so what is compared is a set of tags. Nothing here has a date of
modification: If-Modified-Since and If-Unmodified-Since are ignored, as section 13.1.3 and 13.1.4 have it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from server.endpoint.http import Request
from server.endpoint.problems import HttpProblem, Slug

READING: Final = ("GET", "HEAD", "QUERY")
"""Methods by which an answer is asked for that the client may have already (RFC 9110, section 13.1.2)."""

_TAG: Final = r'(W/)?"([!#-~\x80-\xff]*)"'
_ONE: Final = re.compile(_TAG)
_LIST: Final = re.compile(rf"[ \t,]*(?:{_TAG}[ \t]*(?:,[ \t,]*|\Z))*")


@dataclass(frozen=True)
class EntityTags:
    """What such a field lists, without quotes; `everything` is the asterisk, which stands for whatever there is."""

    strong: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    everything: bool = False

    def has(self, tag: str) -> bool:
        """Whether a strong tag is listed, by strong comparison (RFC 9110, section 8.8.3.2)."""
        return self.everything or tag in self.strong

    def has_weakly(self, tag: str) -> bool:
        """Whether a tag is listed, by weak comparison."""
        return self.has(tag) or tag in self.weak


_NONE: Final = EntityTags()


@lru_cache(maxsize=256)  # clients send the same few again and again, none longer than LONGEST_LIST
def entity_tags(field: str) -> EntityTags | None:
    """The entity tags of If-Match or If-None-Match; None for what is no list of them."""
    if field.strip() == "*":
        return EntityTags(everything=True)
    if not field.strip(" \t,") or not _LIST.fullmatch(field):
        return None
    found: list[tuple[str, str]] = _ONE.findall(field)
    return EntityTags(
        frozenset(tag for weak, tag in found if not weak), frozenset(tag for weak, tag in found if weak)
    )


def held(request: Request) -> EntityTags:
    """The tags of the answers that the client has already. What is no list of tags is ignored."""
    field = request.headers.get(b"if-none-match") if request.method in READING else None
    return (field and entity_tags(field)) or _NONE


def refuse_unmatched(request: Request, current: Collection[str]) -> None:
    """Refuse a request whose If-Match lists none of the tags that what it asks for has. Raises HttpProblem.

    For what exists: there the asterisk matches, even if there is no tag.
    """
    field = request.headers.get(b"if-match")
    if field is None:
        return
    wanted = _read("If-Match", field)
    if not wanted.everything and not any(wanted.has(tag) for tag in current):
        detail = "If-Match lists no entity tag of what is there now. Get it anew, and send its ETag."
        if not current:
            detail = "If-Match lists entity tags, but what the address names has none."
        raise HttpProblem(Slug.PRECONDITION, 412, detail)


def refuse_unmet(request: Request, current: Collection[str], exists: bool) -> None:
    """Refuse a change whose preconditions do not hold (RFC 9110, section 13.2.2). Raises HttpProblem.

    `current` are the entity tags that what it changes has now; `exists`: whether it is there at all.
    """
    if exists:
        refuse_unmatched(request, current)
    elif (field := request.headers.get(b"if-match")) is not None:
        _read("If-Match", field)
        raise HttpProblem(Slug.PRECONDITION, 412, "If-Match is sent, but what it is to match does not exist.")
    field = request.headers.get(b"if-none-match")
    if field is None:
        return
    unwanted = _read("If-None-Match", field)
    if exists and (unwanted.everything or any(unwanted.has_weakly(tag) for tag in current)):
        detail = "If-None-Match lists what is there now, so nothing was changed."
        raise HttpProblem(Slug.PRECONDITION, 412, detail)


def _read(name: str, field: str) -> EntityTags:
    found = entity_tags(field)
    if found is None:
        detail = f'{name} is neither * nor a list of entity tags in quotation marks, as "a", "b".'
        raise HttpProblem(Slug.REQUEST, 400, detail)
    return found
