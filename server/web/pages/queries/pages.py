"""The page of a saved query: its question, its parameters, its answer, and the ways to take that along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, abort, make_response, request

from server.endpoint.formats import HTML, Format
from server.endpoint.negotiation import best, media_ranges
from server.namespaces import BASE
from server.saved.query import Parameter, SavedQuery
from server.saved.values import InvalidParameter, bind
from server.web.answers import context, root
from server.web.pages.citing import Citation, answer_citation
from server.web.pages.model.dates import readable_date
from server.web.pages.queries.answer import answer_of, in_languages
from server.web.pages.queries.api import alone
from server.web.pages.queries.asked import (
    beyond_defaults,
    by_lines,
    encoded,
    examples_of,
    find,
    formats_of,
    parameters,
)
from server.web.pages.queries.cells import cell, cells, heads
from server.web.pages.queries.code import programs
from server.web.pages.queries.shown import shown_of
from server.web.pages.queries.table import PARAMETERS, InvalidTable
from server.web.pages.rendering import labels, language, page, site, word

blueprint: Final = Blueprint("queries", __name__)


@dataclass(frozen=True)
class Field:
    """A parameter as the form shows it: the values now in force, and for IRIs the things to choose from."""

    parameter: Parameter
    current: tuple[str, ...]
    options: tuple[tuple[str, str], ...]

    @property
    def several(self) -> bool:
        """Whether more than one value is in force."""
        return len(self.current) > 1


@blueprint.get("/queries/<name>")
def query(name: str) -> Response:
    """One saved query with its answer; the answer alone where a program asks for a format."""
    saved = find(name)
    form = _wanted_format(saved)
    if form is not HTML:
        response = alone(saved, form)
        response.vary.add("Accept")
        return response
    given = {name: values for name, values in by_lines(parameters()).items() if name not in PARAMETERS}
    examples = examples_of(saved, given)
    ways = in_languages(saved, {**given, **examples})
    problem, bounds = None, []
    try:
        bounds = [bind(saved, way) for way in ways]
    except InvalidParameter as error:
        problem = word(f"parameter_{error.reason}", name=error.name, **error.places)
    number, found = answer_of(saved, bounds)
    asked = beyond_defaults(saved, ways[number])
    bound = bounds[number] if bounds else None
    fields = _fields(saved, ways[number])
    iris = {value for field in fields if field.parameter.type == "iri" for value in field.current}
    try:
        shown = shown_of(saved, found, bound, iris) if found and bound else None
    except InvalidTable as error:
        abort(400, word(error.reason, **error.places))
    columns = {column.name: column.label[language()] for column in saved.columns}
    body = page(
        "query.html",
        query=saved,
        text=bound or saved.text,
        fields=fields,
        examples=[
            parameter.label[language()] for parameter in saved.parameters if parameter.name in examples
        ],
        problem=problem,
        answer=found,
        shown=shown,
        labels=shown.labels if shown else labels(iris),
        columns=columns,
        suffixes=[one.names[0] for one in formats_of(saved)],
        given=encoded(asked),
        codes=programs(saved, asked, bound, root()) if bound else (),
        iri=f"{BASE}queries/{saved.name}",
        citation=_citation(saved, encoded(asked)),
        passed=site().passed.get(saved.name),
        heads=heads(found.columns, columns) if found else {},
        cell=cell,
        row_cells=cells,
        readable_date=readable_date,
    )
    return make_response(body, 400 if problem else 200)


def _wanted_format(saved: SavedQuery) -> Format:
    """Return the format that the request accepts best, a page first. Raises NotAcceptable."""
    offered = (HTML, *formats_of(saved))
    found = best(media_ranges(request.headers.get("Accept")), ((one, one.media_types) for one in offered))
    if found is None:
        abort(406, word("not_acceptable", formats=", ".join(one.media_type for one in offered)))
    return found


def _fields(saved: SavedQuery, asked: Mapping[str, list[str]]) -> list[Field]:
    choices = site().choices(saved)[language()]
    return [
        Field(
            parameter,
            tuple(value for value in asked.get(parameter.name, ()) if value) or parameter.values,
            choices.get(parameter.of or "", ()),
        )
        for parameter in saved.parameters
    ]


def _citation(saved: SavedQuery, given: str) -> Citation:
    return answer_citation(
        saved.name,
        "csv" if saved.form == "SELECT" else formats_of(saved)[0].names[0],
        saved.title[language()],
        given,
        language(),
        site().release.manifest,
        root(),
        context().release,
    )
