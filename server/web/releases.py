"""`/releases`: the releases that are kept, as a page, as JSON and as a TimeMap (RFC 7089); `/release/<name>`: one.

`/timegate/…` leads from what was asked for to the release that was current at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, abort, jsonify, make_response, request

from server.endpoint.caching import LONGEST_LINK, as_asked
from server.endpoint.formats import HTML, Format, chosen_format
from server.endpoint.memento import TIME_GATE, Memento, accepted_moment, http_date, memento_at, moment_of
from server.endpoint.problems import HttpProblem, Slug
from server.integrity import is_complete, retained_releases
from server.release import NAME, RELEASES, Release
from server.web.answers import empty, guarded, open_to_all
from server.web.pages.rendering import page, word

JSON: Final = Format("application/json", ("json",))
TIME_MAP: Final = Format("application/link-format", ("link",))
_OFFERED: Final = (HTML, JSON, TIME_MAP)
_ACROSS_TIME: Final = ("/sparql", "/queries/<name>.<suffix>", "/fragments", "/fragments/quads")
"""What releases answer under their names, and so across time."""


def releases_blueprint(folder: Path, current: Release) -> Blueprint:
    """The routes over the releases in `folder`, of which `current` is served."""
    blueprint = Blueprint("releases", __name__)

    def index() -> Response:
        wanted = request.args.get("format", "")
        form = chosen_format(wanted or None, request.headers.get("Accept"), _OFFERED)
        if form is None:
            abort(406, word("not_acceptable", formats=", ".join(one.media_type for one in _OFFERED)))
        entries = [_entry(release, current) for release in retained_releases(folder)]
        if form is HTML:
            return make_response(page("releases.html", entries=entries))
        response = jsonify(releases=entries) if form is JSON else Response(_time_map(entries))
        response.content_type = form.content_type
        return open_to_all(response)

    def manifest(name: str) -> Response:
        if not NAME.match(name) or not is_complete(folder / RELEASES / name):
            abort(404, word("not_found_text", what=f"/release/{name}"))
        text = Release(folder / RELEASES / name).manifest.to_json()
        response = Response(text, content_type=JSON.content_type)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return open_to_all(response)

    def time_gate(**_: str) -> Response:
        return guarded(lambda: _led(folder, current))

    for rule in _ACROSS_TIME:
        blueprint.add_url_rule(f"{TIME_GATE}{rule}", view_func=time_gate)
    blueprint.add_url_rule("/releases", view_func=index)
    blueprint.add_url_rule("/release/<name>", view_func=manifest)
    return blueprint


def _entry(release: Release, current: Release) -> dict[str, Any]:
    manifest, name = release.manifest, release.path.name
    return {
        "name": name,
        "digest": manifest.digest,
        "created": manifest.created,
        "ontology": manifest.versions.get("ontology"),
        "triples": manifest.counts.get("triples"),
        "endpoint": f"/release/{name}/sparql",
        "manifest": f"/release/{name}",
        "current": name == current.path.name,
    }


def _led(folder: Path, current: Release) -> Response:
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


def _time_map(entries: list[dict[str, Any]]) -> str:
    links = [
        '</sparql>; rel="original"',
        f'<{TIME_GATE}/sparql>; rel="timegate"',
        '</releases>; rel="self"; type="application/link-format"',
    ]
    for entry in entries:
        dated = f'; datetime="{http_date(entry["created"])}"' if entry["created"] else ""
        links.append(f'<{entry["endpoint"]}>; rel="memento"{dated}')
    return ",\n".join(links) + "\n"
