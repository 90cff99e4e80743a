"""What a request accepts: a page or data under the same address, a page or a document that tells of an error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flask import abort, request

from server.endpoint.formats import HTML, Format
from server.endpoint.negotiation import best, media_ranges
from server.web.pages.rendering import word

_ERRORS: Final = (
    (HTML, HTML.media_types),
    (None, ("application/problem+json", "application/json", "text/plain")),
)


def wants_document() -> bool:
    """Whether the request has an error told by a problem document (RFC 9457), not by a page.

    Who asks for a file by its suffix and takes anything is a program.
    """
    offered = reversed(_ERRORS) if "." in request.path.rpartition("/")[2] else _ERRORS
    return best(media_ranges(request.headers.get("Accept")), offered) is not HTML


def suffix_accepted(offered: Iterable[Format]) -> str:
    """Return the suffix of the data that the request accepts, "" for the page; with neither it ends with 406."""
    formats = (HTML, *offered)
    found = best(media_ranges(request.headers.get("Accept")), ((one, one.media_types) for one in formats))
    if found is None:
        abort(406, word("not_acceptable", formats=", ".join(one.media_type for one in formats)))
    return "" if found is HTML else found.names[0]
