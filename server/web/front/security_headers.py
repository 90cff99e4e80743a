"""Headers that every answer carries for the protection of whoever shows it in a browser."""

from __future__ import annotations

from typing import Final

from server.endpoint.http import Fields

_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; sandbox"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)
_HTTPS: Final = (b"strict-transport-security", b"max-age=31536000")


def protected(fields: Fields, https: bool) -> Fields:
    """The fields with those that are lacking; a page brings a content security policy of its own.

    `https`: whether visitors come by it, so that their browsers may be told to stay with it.
    """
    given = {name for name, _ in fields}
    lacking = [pair for pair in (*_ALWAYS, *((_HTTPS,) if https else ())) if pair[0] not in given]
    return [*fields, *lacking]
