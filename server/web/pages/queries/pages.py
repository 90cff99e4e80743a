"""The pages of the saved queries: their list, and one for each with its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, abort, make_response, request
from pyoxigraph import Literal, NamedNode

from server.endpoint.formats import HTML, Format
from server.endpoint.negotiation import best, media_ranges
from server.engine.reading import Reader
from server.engine.rows import Row
from server.languages import by_preference
from server.rdf.terms import Term
from server.saved.query import Parameter, SavedQuery
from server.saved.values import InvalidParameter, bind
from server.web.pages.messages import MESSAGES
from server.web.pages.queries.api import alone
from server.web.pages.queries.asked import (
    beyond_defaults,
    encoded,
    examples_of,
    find,
    formats_of,
    parameters,
)
from server.web.pages.rendering import labels, language, page, site, word

blueprint: Final = Blueprint("queries", __name__)
_MOST_ROWS: Final = 500
_FEW_TEXTS: Final = ("be",)
"""Languages in which things have names in the graph, while statements are seldom put into words."""


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


@dataclass(frozen=True)
class Answer:
    """A result as a table: `count` rows in all, of which `rows` holds the first; a yes or no stands in `boolean`."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    count: int
    boolean: bool | None = None


@blueprint.get("/queries")
def index() -> str:
    """All saved queries."""
    return page("queries.html", queries=site().queries.values())


@blueprint.get("/queries/<name>")
def query(name: str) -> Response:
    """One saved query: its question, its parameters, its answer; the answer alone where a program asks for a format."""
    saved = find(name)
    form = _wanted(saved)
    if form is not HTML:
        response = alone(saved, form)
        response.vary.add("Accept")
        return response
    given = parameters()
    examples = examples_of(saved, given)
    ways = _in_languages(saved, {**given, **examples})
    status, problem, bounds = 200, None, []
    try:
        bounds = [bind(saved, way) for way in ways]
    except InvalidParameter as error:
        status, problem = 400, word(f"parameter_{error.reason}", name=error.name, **error.places)
    number, found = site().graph.read(_answer(saved, bounds))
    asked, bound = ways[number], bounds[number] if bounds else None
    choices = site().choices(saved)[language()]
    fields = [
        Field(parameter, _current(parameter, asked), choices.get(parameter.of or "", ()))
        for parameter in saved.parameters
    ]
    body = page(
        "query.html",
        code_name=code_name,
        query=saved,
        text=bound or saved.text,
        fields=fields,
        examples=[
            parameter.label[language()] for parameter in saved.parameters if parameter.name in examples
        ],
        problem=problem,
        answer=found,
        labels=labels(_iris(found, fields)),
        columns={column.name: column.label[language()] for column in saved.columns},
        suffixes=[one.names[0] for one in formats_of(saved)],
        given=encoded(beyond_defaults(saved, asked)),
    )
    return make_response(body, status)


def _wanted(saved: SavedQuery) -> Format:
    """Return the format that the request accepts best, a page first. Raises NotAcceptable."""
    offered = (HTML, *formats_of(saved))
    found = best(media_ranges(request.headers.get("Accept")), ((one, one.media_types) for one in offered))
    if found is None:
        abort(406, word("not_acceptable", formats=", ".join(one.media_type for one in offered)))
    return found


def _in_languages(saved: SavedQuery, given: Mapping[str, list[str]]) -> list[dict[str, list[str]]]:
    """Let labels come in the reader's language where the query has a parameter for it and none was chosen.

    In a language with few texts an answer may lack what one in that which stands in for it has: then both are asked.
    """
    chosen = saved.parameter("language")
    if chosen is None or chosen.type != "language" or any(given.get("language", ())):
        return [dict(given)]
    tags = by_preference(language())[: 2 if language() in _FEW_TEXTS else 1]
    return [{**given, "language": [tag]} for tag in tags]


def _answer(saved: SavedQuery, bounds: Sequence[str]) -> Reader[tuple[int, Answer | None]]:
    """Return the number of the fullest answer to queries that differ in language, the first of equals, and it."""
    if not bounds:
        return 0, None
    if saved.form != "SELECT":
        return 0, _other_answer(saved, bounds[0])
    answers = yield [*bounds]
    filled = [sum(map(len, rows)) for rows in answers]
    number = filled.index(max(filled))
    rows, columns = answers[number], tuple(column.name for column in saved.columns)
    return number, Answer(columns, tuple(rows[:_MOST_ROWS]), len(rows))


def _other_answer(saved: SavedQuery, bound: str) -> Answer:
    """Ask for what is no table, which goes to an evaluator alone."""
    if saved.form == "ASK":
        return Answer((), (), 1, site().graph.boolean(bound))
    triples = site().graph.triples(bound)
    names = ("subject", "predicate", "object")
    listed = [
        {"subject": triple.subject, "predicate": triple.predicate, "object": triple.object}
        for triple in triples[:_MOST_ROWS]
    ]
    return Answer(names, tuple(listed), len(triples))


def code_name(term: Term) -> str:
    """Return what a code that queries give as a value means, in the language of the request; "" for other values."""
    key = f"code_{term.value}" if isinstance(term, Literal) and not term.language else ""
    return word(key) if key in MESSAGES else ""


def _current(parameter: Parameter, asked: Mapping[str, list[str]]) -> tuple[str, ...]:
    return tuple(value for value in asked.get(parameter.name, ()) if value) or parameter.values


def _iris(answer: Answer | None, fields: Iterable[Field]) -> set[str]:
    """Return every IRI that the page shows by its label, but for those to choose from."""
    iris = {value for field in fields if field.parameter.type == "iri" for value in field.current}
    for row in answer.rows if answer else ():
        iris.update(term.value for term in row.values() if isinstance(term, NamedNode))
    return iris
