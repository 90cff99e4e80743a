"""What makes a result citable: an entity tag of its own, a permanent address, and links to what it rests on.

A result that depends on the release alone has them; one that depends on the time, say, has not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from server.endpoint.arrow import TABLES
from server.endpoint.citation import (
    LONGEST_LINK,
    as_asked,
    entity_tag,
    media_type_of,
    permanent_query,
    repeatable,
)
from server.endpoint.formats import by_media_type
from server.endpoint.memento import TIME_GATE, http_date
from server.engine import Job
from server.web.front.context import Context

NOT_KEPT: Final = "no-store"
"""The Cache-Control of every other result."""

OPEN_TO_ALL: Final = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Content-Length, EIKG-Hint, ETag, Link, Memento-Datetime, Retry-After"),
)
"""Headers that let pages of other sites read an answer."""

_LONGEST_TWICE: Final = LONGEST_LINK // 3
"""Characters of an address that may stand in the links of an answer more often than it must."""

_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_PERMANENT: Final = "public, max-age=31536000, immutable"
_FRESH: Final = "public, max-age=0, must-revalidate"


class Address(NamedTuple):
    """Where a result was asked for: `prefix` is that of a release or empty, `query_string` as it was sent."""

    prefix: str
    path: str
    query_string: str


class Citation(NamedTuple):
    """An entity tag, without quotes and before any content coding, and what makes the headers that go with it.

    They take longer to make than the tag, and are needed only where there is an answer.
    """

    tag: str
    headers: Callable[[], list[tuple[str, str]]]


def citation(context: Context, job: Job, address: Address) -> Citation | None:
    """What the result of a job is cited by; None if it is not citable."""
    media_type = media_type_of(job)
    if not context.digest or media_type is None or not repeatable(job.query):
        return None
    variant = "" if address.path == "/sparql" else address.query_string
    where = address.prefix + address.path
    tag = entity_tag(context.digest, job, media_type, where, variant, context.release)
    return cited_by(context, tag, partial(_permanent, context, job, media_type, address))


def cited_by(context: Context, tag: str, find_permanent: Callable[[], str | None]) -> Citation:
    """What an answer with an entity tag is cited by, for whose address for good there is a function."""
    return Citation(tag, lambda: _headers(context, find_permanent()))


def _headers(context: Context, permanent: str | None) -> list[tuple[str, str]]:
    headers = [
        ("Vary", "Accept, Accept-Encoding"),
        ("Cache-Control", _PERMANENT if context.pinned else _FRESH),
        ("Link", ", ".join(_links(context, permanent))),
    ]
    if context.pinned and permanent and context.created:
        headers.append(("Memento-Datetime", http_date(context.created)))
    return headers


def address_for_good(context: Context, address: Address) -> str | None:
    """The address at which the release that answers has what was asked for; None if it is too long for a link."""
    found = f"/release/{context.release}{as_asked(address.path, address.query_string)}"
    return found if len(found) <= LONGEST_LINK else None


def _permanent(context: Context, job: Job, media_type: str, address: Address) -> str | None:
    """The address at which the release that answers will give this result for good; None if it has none."""
    if address.path == "/sparql":
        form = next((form for form in TABLES if form.media_type == media_type), None)
        query = permanent_query(job, form or by_media_type(media_type))
        return f"/release/{context.release}/sparql?{query}" if query else None
    return address_for_good(context, address) if address.path.startswith("/queries/") else None


def _links(context: Context, permanent: str | None) -> Iterator[str]:
    """Relations of RFC 8288; the addresses are relative, so that they hold behind any proxy."""
    if permanent:
        if not context.pinned or len(permanent) <= _LONGEST_TWICE:
            yield f'<{permanent}>; rel="canonical"'
        yield from _across_time(context, permanent.removeprefix(f"/release/{context.release}"))
    yield f'</release/{context.release}>; rel="describedby"; type="application/json"'
    yield f'<{_LICENCE}>; rel="license"'
    yield '</sparql>; rel="service-desc"'
    yield '</releases>; rel="timemap"; type="application/link-format"'


def _across_time(context: Context, original: str) -> Iterator[str]:
    """From a memento to its original, and from both to the time gate (RFC 7089, section 2.2)."""
    if not context.created:
        return
    if context.pinned:
        yield f'<{original}>; rel="original"'
    if len(original) <= _LONGEST_TWICE:
        yield f'<{TIME_GATE}{original}>; rel="timegate"'
