"""`/releases`: the releases that are kept, as a page, as JSON and as a TimeMap (RFC 7089); `/release/<name>`: one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, abort, jsonify, make_response, request

from server.protocol.formats import HTML, Format, named
from server.protocol.negotiation import best, media_ranges
from server.release import MANIFEST, RELEASES, Release, kept
from server.web.site import page, word

JSON: Final = Format("application/json", ("json",))
TIME_MAP: Final = Format("application/link-format", ("link",))
_OFFERED: Final = (HTML, JSON, TIME_MAP)
_NAME: Final = re.compile(r"[0-9a-f]{16}(-[0-9a-f]{8})?\Z")


def releases_blueprint(folder: Path, current: Release) -> Blueprint:
    """The routes over the releases in `folder`, of which `current` is served."""
    blueprint = Blueprint("releases", __name__)

    def index() -> Response:
        wanted = request.args.get("format", "")
        form = named(wanted, _OFFERED) or best(
            media_ranges(request.headers.get("Accept")), ((one, one.media_types) for one in _OFFERED)
        )
        if form is None:
            abort(406, word("not_acceptable", formats=", ".join(one.media_type for one in _OFFERED)))
        entries = [_entry(release, current) for release in kept(folder)]
        if form is HTML:
            return make_response(page("releases.html", entries=entries))
        response = jsonify(releases=entries) if form is JSON else Response(_time_map(entries))
        response.content_type = form.content_type
        response.vary.add("Accept")
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    def manifest(name: str) -> Response:
        if not _NAME.match(name) or not (folder / RELEASES / name / MANIFEST).is_file():
            abort(404, word("not_found_text", what=f"/release/{name}"))
        text = Release(folder / RELEASES / name).manifest.to_json()
        response = Response(text, content_type=JSON.content_type)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

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


def _time_map(entries: list[dict[str, Any]]) -> str:
    links = ['</sparql>; rel="original"', '</releases>; rel="self"; type="application/link-format"']
    for entry in entries:
        dated = f'; datetime="{_http_date(entry["created"])}"' if entry["created"] else ""
        links.append(f'<{entry["endpoint"]}>; rel="memento"{dated}')
    return ",\n".join(links) + "\n"


def _http_date(created: str) -> str:
    return format_datetime(datetime.fromisoformat(created).astimezone(UTC), usegmt=True)
