"""What the HTTP server lets pass of a request's target, host and framing, and this one refuses.

RFC 9112, sections 3 and 6; RFC 9113, section 8.3.1. The HTTP server itself refuses two lengths, lengths and sizes that
are no numbers, folded lines and the like; tests hold that it does. Of a length beside Transfer-Encoding it takes the
encoding and closes the connection behind.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from server.endpoint.problems import HttpProblem, Slug
from server.web.front.exchange import Exchange

_LONGEST_HOST: Final = 260
"""Characters of a name (RFC 1035, section 2.3.4: 255), a colon and a port, about."""

_LAST_PORT: Final = 65_535
_LABEL: Final = r"[A-Za-z0-9_-]{1,63}"
_HOST: Final = re.compile(
    rf"(?=.{{1,{_LONGEST_HOST}}}\Z)(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{{1,5}}))?"
)
_BEFORE_HOST: Final = ("1", "1.0")
"""What granian calls HTTP/1.0, and what ASGI does."""


def check_framing(exchange: Exchange) -> None:
    """Refuse every coding of a body but one of chunks, a target without a path, and a host that is none, or lacking.

    HTTP/1.0 need not name one. In HTTP/2 the server puts `:authority` in its place. Raises HttpProblem.
    """
    headers = exchange.headers
    coding = headers.get(b"transfer-encoding")
    if coding is not None and coding.lower() != "chunked":
        detail = "The body comes in another transfer coding than `chunked`, once; send chunks, or its length."
        raise HttpProblem(Slug.REQUEST, 501, detail)
    if not exchange.path.startswith("/"):
        detail = "The target of the request has no path; it begins with a slash."
        raise HttpProblem(Slug.REQUEST, 400, detail)
    # granian gives an empty one to a request without.
    if host := headers.get(b"host"):
        checked_host(host)
    elif exchange.scope["http_version"] not in _BEFORE_HOST:
        detail = "There is no header Host; HTTP/1.1 wants the name of the host that is asked in it."
        raise HttpProblem(Slug.REQUEST, 400, detail)


@lru_cache(maxsize=256)
def checked_host(host: str) -> str:
    """The value of a header Host, as it is. Raises HttpProblem for what is not the name of one host."""
    found = _HOST.fullmatch(host)
    if not found or int(found["port"] or 0) > _LAST_PORT:
        detail = "The header Host is not the name of one host, with or without a port; send it once."
        raise HttpProblem(Slug.REQUEST, 400, detail)
    return host
