"""What the HTTP server lets pass of a request's target and framing, and this one refuses (RFC 9112, sections 3 and 6).

The HTTP server itself refuses two lengths, lengths and sizes that are no numbers, folded lines and the like; tests hold
that it does. Of a length beside Transfer-Encoding it takes the encoding and closes the connection behind.
"""

from __future__ import annotations

from server.endpoint.problems import HttpProblem, Slug
from server.web.front.exchange import Exchange


def check_framing(exchange: Exchange) -> None:
    """Refuse a target without a path, and every coding of a body but one of chunks. Raises HttpProblem."""
    coding = exchange.headers.get(b"transfer-encoding")
    if coding is not None and coding.lower() != "chunked":
        detail = "The body comes in another transfer coding than `chunked`, once; send chunks, or its length."
        raise HttpProblem(Slug.REQUEST, 501, detail)
    if not exchange.path.startswith("/"):
        detail = "The target of the request has no path; it begins with a slash."
        raise HttpProblem(Slug.REQUEST, 400, detail)
