"""`/benchmark`: questions in words by which those are measured who put them into SPARQL; page, JSON and RDF."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort

from server.endpoint.formats import TURTLE, Format
from server.engine.errors import reading_release
from server.release import BENCHMARK, BENCHMARK_HELD, BENCHMARK_RDF
from server.saved.query import Texts
from server.web.answers import open_to_all
from server.web.pages.negotiated import suffix_accepted
from server.web.pages.rendering import page, site, word

blueprint: Final = Blueprint("benchmark", __name__)
_JSON: Final = Format("application/json", ("json",))
_FILES: Final = {_JSON: BENCHMARK, TURTLE: BENCHMARK_RDF}


@dataclass(frozen=True)
class Question:
    """A question as the page shows it: how many rows answer it, None where that is held; the saved query's page."""

    number: int
    text: Texts
    rows: int | None
    page: str


@blueprint.get("/benchmark")
def benchmark() -> Response | str:
    """The questions as a page, or those that are shown in JSON, or all in RDF, as Accept wants it."""
    if suffix := suffix_accepted(_FILES):
        form = next(one for one in _FILES if suffix in one.names)
        return _file(_FILES[form], form)
    return page("benchmark.html", shown=_questions(_path(BENCHMARK)), held=_questions(_path(BENCHMARK_HELD)))


@blueprint.get("/benchmark.json")
def shown() -> Response:
    """The questions that are shown, with queries and rows, as the client of TEXT2SPARQL reads them."""
    return _file(BENCHMARK, _JSON)


@blueprint.get("/benchmark-held.json")
def held() -> Response:
    """The questions that are held, with digests of their answers."""
    return _file(BENCHMARK_HELD, _JSON)


@blueprint.get("/benchmark.ttl")
def rdf() -> Response:
    """All questions in Turtle."""
    return _file(BENCHMARK_RDF, TURTLE)


def _file(name: str, form: Format) -> Response:
    with reading_release(name):
        body = _path(name).read_bytes()
    return open_to_all(Response(body, content_type=form.content_type))


def _path(name: str) -> Path:
    found = site().release.benchmark(name)
    if found is None:
        abort(404, word("benchmark_none"))
    return found


@lru_cache(maxsize=4)  # a release never changes
def _questions(path: Path) -> tuple[Question, ...]:
    """The questions of a file, in its order. Raises ReleaseDamaged."""
    with reading_release(path.name):
        entries = json.loads(path.read_text("utf-8"))["questions"]
    return tuple(
        Question(
            entry["id"],
            Texts(entry["question"]),
            len(entry["answer"]["results"]["bindings"]) if "answer" in entry else None,
            f"/{name}" if (name := entry.get("name", "")).startswith("queries/") else "",
        )
        for entry in entries
    )
