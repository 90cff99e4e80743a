"""The address under which a visitor reaches this server."""

from __future__ import annotations

import re
from typing import Final

from flask import request

from server.endpoint.problems import Problem, Slug
from server.settings import Settings

_LABEL: Final = r"[A-Za-z0-9_-]{1,63}"
_HOST: Final = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{{1,5}})?")


def checked_host(host: str) -> str:
    """The value of the header Host. Raises Problem if no address can have it: Flask makes no page for such a one."""
    if not _HOST.fullmatch(host):
        raise Problem(Slug.REQUEST, 400, "The header Host is not the name of a host.")
    return host


def root(settings: Settings) -> str:
    """The address of the home page without the slash at its end: that of the settings, else that of the request.

    Raises Problem where the request names no host that an address can have.
    """
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = request.environ.get("HTTP_HOST") or f"{settings.host}:{settings.port}"
    return f"{request.scheme}://{checked_host(host)}"
