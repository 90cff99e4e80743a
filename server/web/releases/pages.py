"""`/releases`: the releases that are kept, as a page, JSON, a TimeMap or an Atom feed; `/release/<name>…`: one."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, abort, jsonify, make_response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from server.dumps import DUMPS, Kept, kept_in
from server.endpoint.formats import HTML, Format, chosen_format
from server.endpoint.memento import TIME_GATE
from server.engine import reading_release
from server.integrity import is_complete, retained_releases
from server.release import NAME, RELEASES, NoRelease, Release
from server.summary import Change
from server.web.answers import guarded, open_to_all, root
from server.web.pages.rendering import page, quoted, word
from server.web.releases.crate import CRATE, crate_of
from server.web.releases.croissant import CROISSANT, croissant_of
from server.web.releases.datacite import DATACITE, datacite_of
from server.web.releases.feed import ATOM, feed
from server.web.releases.history import Entry, history
from server.web.releases.published import Published, published
from server.web.releases.timegate import ACROSS_TIME, led, time_map

JSON: Final = Format("application/json", ("json",))
TIME_MAP: Final = Format("application/link-format", ("link",))
OFFERED: Final = (HTML, JSON, TIME_MAP, ATOM)

METADATA: Final[Mapping[str, tuple[str, Callable[[Published], dict[str, Any]]]]] = {
    CRATE: ("RO-Crate", crate_of),
    CROISSANT: ("Croissant", croissant_of),
    DATACITE: ("DataCite", datacite_of),
}
"""The metadata of a release by the name of its file, each with what it is called."""

_LISTED: Final = 1000
"""Names of claims, terms or answers that JSON lists of what changed."""
_FOREVER: Final = 31536000


def releases_blueprint(folder: Path, current: Release) -> Blueprint:
    """The routes over the releases in `folder`, of which `current` is served."""
    blueprint = Blueprint("releases", __name__)

    def index() -> Response:
        wanted = request.args.get("format", "")
        form = chosen_format(wanted or None, request.headers.get("Accept"), OFFERED)
        if form is None:
            abort(406, word("not_acceptable", formats=", ".join(one.media_type for one in OFFERED)))
        told = _told(history(retained_releases(folder)))
        entries = [entry for entry, _ in told]
        if form is HTML:
            by_name = {entry.name: release for entry, release in told}
            return make_response(
                page(
                    "releases.html",
                    entries=entries,
                    told=by_name,
                    current=current.path.name,
                    metadata=METADATA,
                )
            )
        if form is JSON:
            response = jsonify(releases=[_as_json(entry, release, current) for entry, release in told])
        elif form is ATOM:
            response = Response(feed(entries, root()))
        else:
            response = Response(time_map(entry.release for entry in entries))
        response.content_type = form.content_type
        return open_to_all(response)

    def kept(name: str) -> Release:
        if not NAME.match(name) or not is_complete(folder / RELEASES / name):
            abort(404, word("not_found_text", what=quoted(request.path)))
        return Release(folder / RELEASES / name)

    def manifest(name: str) -> Response:
        return _lasting(Response(kept(name).manifest.to_json(), content_type=JSON.content_type))

    def dump(name: str, file: str) -> Response:
        release = kept(name)
        return _metadata(release, file) if file in METADATA else _file(release, file)

    def time_gate(**_: str) -> Response:
        return guarded(lambda: led(folder, current))

    for rule in ACROSS_TIME:
        blueprint.add_url_rule(f"{TIME_GATE}{rule}", view_func=time_gate)
    blueprint.add_url_rule("/releases", view_func=index)
    blueprint.add_url_rule("/release/<name>", view_func=manifest)
    blueprint.add_url_rule(f"/release/<name>/{DUMPS}/<file>", view_func=dump)
    return blueprint


def _told(entries: Iterable[Entry]) -> list[tuple[Entry, Published]]:
    """What is told of releases, without those that a build has removed in the meantime."""
    found = []
    for entry in entries:
        with suppress(NoRelease, OSError):
            found.append((entry, published(entry.release, "")))
    return found


def _metadata(release: Release, file: str) -> Response:
    """What a catalogue is told of a release; it has the address of this server, so that it is not kept for good."""
    _, made = METADATA[file]
    text = json.dumps(made(published(release, root())), ensure_ascii=False, indent=2) + "\n"
    media_type = "application/json" if file == DATACITE else "application/ld+json"
    response = open_to_all(Response(text, content_type=media_type))
    response.headers["Cache-Control"] = "no-cache"
    return response


def _file(release: Release, file: str) -> Response:
    """A file as the build wrote it, or a part of it (RFC 9110, section 14), with its digest (RFC 9530)."""
    found = next((one for one in kept_in(release) if one.dump.name == file), None)
    if found is None:
        abort(404, word("not_found_text", what=quoted(request.path)))
    with reading_release(found.dump.path):
        try:
            response = _sent(release, found, conditional=True)
        except RequestedRangeNotSatisfiable:  # a range may be ignored (section 14.2)
            response = _sent(release, found, conditional=False)
    digest = base64.b64encode(bytes.fromhex(found.digest)).decode()
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    return _lasting(response)


def _sent(release: Release, kept: Kept, *, conditional: bool) -> Response:
    return send_file(
        release.path / kept.dump.path,
        mimetype=kept.dump.file_type,
        as_attachment=True,
        download_name=f"{release.path.name}-{kept.dump.name}",
        conditional=conditional,
        etag=kept.digest,
    )


def _lasting(response: Response) -> Response:
    """What never changes under its address."""
    response.headers["Cache-Control"] = f"public, max-age={_FOREVER}, immutable"
    return open_to_all(response)


def _as_json(entry: Entry, told: Published, current: Release) -> dict[str, Any]:
    manifest, address = entry.release.manifest, f"/release/{entry.name}"
    return {
        "name": entry.name,
        "digest": manifest.digest,
        "created": manifest.created,
        "ontology": manifest.versions.get("ontology"),
        "triples": manifest.counts.get("triples"),
        "endpoint": f"{address}/sparql",
        "manifest": address,
        "current": entry.name == current.path.name,
        "files": [
            {
                "address": f"{address}/{one.dump.path}",
                "mediaType": one.dump.media_type,
                "size": one.size,
                "sha256": one.digest,
            }
            for one in told.files
        ],
        "metadata": [f"{address}/{DUMPS}/{name}" for name in METADATA],
        "previous": entry.previous.path.name if entry.previous else None,
        "changes": _changes(entry),
    }


def _changes(entry: Entry) -> dict[str, Any] | None:
    """What changed by kind, with the number of names and the first of them; None where that is not known."""
    if entry.changes is None:
        return None
    return {
        "claims": _counted(entry.changes.claims),
        "terms": _counted(entry.changes.terms),
        "answers": _counted(entry.changes.answers),
    }


def _counted(change: Change | None) -> dict[str, Any] | None:
    if change is None:
        return None
    return {name: {"count": len(names), "names": names[:_LISTED]} for name, names in asdict(change).items()}
