"""`/timegate/…` leads from what was asked for to the release that was current at a time; the TimeMap (RFC 7089)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from flask import Response, request

from server.endpoint.caching import LONGEST_LINK, as_asked
from server.endpoint.memento import TIME_GATE, Memento, accepted_moment, http_date, memento_at, moment_of
from server.endpoint.problems import HttpProblem, Slug
from server.integrity import retained_releases
from server.release import Release
from server.web.answers import empty

ACROSS_TIME: Final = ("/sparql", "/queries/<name>.<suffix>", "/fragments", "/fragments/quads")
"""What releases answer under their names, and so across time."""


def led(folder: Path, current: Release) -> Response:
    """The answer of the time gate (section 4.1, with a redirection to a memento of another address).

    Raises HttpProblem for a header that is no time, and where no release has a date.
    """
    wanted = accepted_moment(request.headers.get("Accept-Datetime"))
    mementos = [*_mementos(folder, current)]
    if not mementos:
        raise HttpProblem(Slug.RELEASE, 404, "No release that is kept here has a date.")
    original = as_asked(request.path.removeprefix(TIME_GATE), request.query_string.decode())
    found = memento_at(mementos, wanted)
    response = empty(302)
    response.headers["Location"] = f"/release/{found.release}{original}"
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Datetime")
    links = [f'<{original}>; rel="original"'] if len(original) <= LONGEST_LINK else []
    response.headers["Link"] = ", ".join(
        [*links, '</releases>; rel="timemap"; type="application/link-format"']
    )
    return response


def _mementos(folder: Path, current: Release) -> Iterator[Memento]:
    """The releases that have a date, the newest first; of several with one date the current one first."""
    dated = [
        Memento(release.path.name, moment_of(created))
        for release in retained_releases(folder)
        if (created := release.manifest.created)
    ]
    yield from sorted(dated, key=lambda one: (one.moment, one.release == current.path.name), reverse=True)


def time_map(releases: Iterable[Release]) -> str:
    """The TimeMap of the endpoint (section 5)."""
    links = [
        '</sparql>; rel="original"',
        f'<{TIME_GATE}/sparql>; rel="timegate"',
        '</releases>; rel="self"; type="application/link-format"',
    ]
    for release in releases:
        created = release.manifest.created
        dated = f'; datetime="{http_date(created)}"' if created else ""
        links.append(f'</release/{release.path.name}/sparql>; rel="memento"{dated}')
    return ",\n".join(links) + "\n"
