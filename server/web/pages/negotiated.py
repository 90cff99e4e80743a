"""Pages that are data under the same address, too: in which format the request accepts them."""

from __future__ import annotations

from collections.abc import Iterable

from flask import abort, request

from server.endpoint.formats import HTML, Format
from server.endpoint.negotiation import best, media_ranges
from server.web.pages.rendering import word


def suffix_accepted(offered: Iterable[Format]) -> str:
    """Return the suffix of the data that the request accepts, "" for the page; with neither it ends with 406."""
    formats = (HTML, *offered)
    found = best(media_ranges(request.headers.get("Accept")), ((one, one.media_types) for one in formats))
    if found is None:
        abort(406, word("not_acceptable", formats=", ".join(one.media_type for one in formats)))
    return "" if found is HTML else found.names[0]
