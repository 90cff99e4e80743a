"""Whether somebody can listen on the host and port of the settings."""

from __future__ import annotations

import errno
import json
import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from typing import Final

from server.commands.installation import Finding, Verdict
from server.settings import Settings
from server.web.serving import refuse_taken_port

_CHECK: Final = "port"
_SECONDS: Final = 2
_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing is bound here
_LONGEST: Final = 10_000


def port(settings: Settings) -> Iterator[Finding]:
    """Whether the port is free, or taken by a server of this kind, which is then the installation that is looked at."""
    where = f"{settings.host}:{settings.port}"
    try:
        refuse_taken_port(settings)
    except socket.gaierror as error:
        found = f"EIKG_HOST is {settings.host!r}, which is no address of this machine ({error.strerror})"
        yield Finding(_CHECK, Verdict.BROKEN, found, "give one of its addresses, or 127.0.0.1")
    except OSError as error:
        yield _refused(where, error, settings)
    else:
        yield Finding(_CHECK, Verdict.OK, f"{where} is free")


def _refused(where: str, error: OSError, settings: Settings) -> Finding:
    if error.errno == errno.EADDRINUSE:
        if release := _served(settings):
            return Finding(
                _CHECK, Verdict.OK, f"{where} is taken by a server of this kind, with release {release}"
            )
        remedy = f"end what listens there (`ss -ltnp sport = :{settings.port}` names it), or set EIKG_PORT to another"
        return Finding(_CHECK, Verdict.BROKEN, f"{where} is taken by another program", remedy)
    if error.errno in (errno.EACCES, errno.EPERM):
        remedy = "set EIKG_PORT to one above 1023, or give the right to it (AmbientCapabilities=CAP_NET_BIND_SERVICE)"
        return Finding(_CHECK, Verdict.BROKEN, f"this user may not listen on {where}", remedy)
    found = f"nobody can listen on {where}: {error.strerror or error}"
    return Finding(_CHECK, Verdict.BROKEN, found, "set EIKG_HOST to an address of this machine")


def _served(settings: Settings) -> str | None:
    """The release that a server of this kind says at /health to have; None if what listens is none."""
    connection = HTTPConnection(
        _EVERYWHERE.get(settings.host, settings.host), settings.port, timeout=_SECONDS
    )
    try:
        connection.request("GET", "/health")
        document = json.loads(connection.getresponse().read(_LONGEST))
        return str(document["release"]) if document["status"] == "live" else None
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return None
    finally:
        connection.close()
