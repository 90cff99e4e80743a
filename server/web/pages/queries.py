"""The saved queries: their list, a page for each with its answer, and the answer alone in other formats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, request
from pyoxigraph import NamedNode

from server.endpoint.formats import GRAPHS, SOLUTIONS, named
from server.endpoint.problems import HttpProblem, Slug, of_error
from server.engine import EngineError
from server.engine.reading import Reader, together
from server.engine.rows import Row
from server.namespaces import BASE
from server.saved.query import Parameter, SavedQuery
from server.saved.values import InvalidParameter, bind
from server.web.answers import problem_response
from server.web.pages.model.graph import PROLOGUE, text
from server.web.pages.model.labels import Labels
from server.web.pages.rendering import labels, language, page, site, word

blueprint: Final = Blueprint("queries", __name__)
_MOST_ROWS: Final = 500
_MOST_OPTIONS: Final = 1000


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
    """One saved query: its question, its parameters, its answer."""
    saved = find(name)
    given = parameters()
    status, problem = 200, None
    try:
        bound = bind(saved, _in_language(saved, given))
    except InvalidParameter as error:
        bound = None
        status, problem = (400, str(error)) if given or _complete(saved) else (200, None)
    found, things = site().graph.read(together(_answer(saved, bound), _things(saved)))
    current = {parameter.name: _current(parameter, given) for parameter in saved.parameters}
    named = labels(_iris(found, saved, current, things))
    fields = [
        Field(parameter, current[parameter.name], _options(things.get(parameter.name, ()), named))
        for parameter in saved.parameters
    ]
    body = page(
        "query.html",
        query=saved,
        fields=fields,
        problem=problem,
        answer=found,
        labels=named,
        columns={column.name: column.label[language()] for column in saved.columns},
        suffixes=[form.names[0] for form in (GRAPHS if saved.form == "GRAPH" else SOLUTIONS)],
        given=urlencode([(key, value) for key, items in given.items() for value in items]),
    )
    return make_response(body, status)


@blueprint.get("/queries/<name>.<suffix>")
def answer(name: str, suffix: str) -> Response:
    """The answer alone, in the format that the suffix names."""
    saved = find(name)
    offered = GRAPHS if saved.form == "GRAPH" else SOLUTIONS
    form = named(suffix, offered)
    if form is None:
        abort(404, word("no_such_format", suffix=suffix, formats=", ".join(one.names[0] for one in offered)))
    try:
        response = site().graph.respond(bind(saved, parameters()), form)
    except InvalidParameter as error:
        return problem_response(HttpProblem(Slug.REQUEST, 400, f"{error}."))
    except EngineError as error:
        return problem_response(of_error(error))
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def find(name: str) -> SavedQuery:
    """Return a saved query, or answer 404."""
    saved = site().queries.get(name)
    return saved or abort(404, word("not_found_text", what=name))


def parameters() -> dict[str, list[str]]:
    """Return the parameters of the request that are the query's: all but those of the page itself."""
    given = request.args.to_dict(flat=False)
    lines = {name: [line for item in items for line in item.splitlines()] for name, items in given.items()}
    return {name: items for name, items in lines.items() if name not in {"lang", "timeout"}}


def _complete(saved: SavedQuery) -> bool:
    """Tell whether the query can be asked without any value given."""
    return not any(parameter.required for parameter in saved.parameters)


def _in_language(saved: SavedQuery, given: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Let labels come in the reader's language where the query has a parameter for it and none was chosen."""
    chosen = saved.parameter("language")
    if chosen and chosen.type == "language" and not any(given.get("language", ())):
        return {**given, "language": [language()]}
    return dict(given)


def _answer(saved: SavedQuery, bound: str | None) -> Reader[Answer | None]:
    if bound is None:
        return None
    if saved.form != "SELECT":
        return _other_answer(saved, bound)
    (rows,) = yield [bound]
    return Answer(tuple(column.name for column in saved.columns), tuple(rows[:_MOST_ROWS]), len(rows))


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


def _things(saved: SavedQuery) -> Reader[dict[str, list[str]]]:
    """Return the IRIs of the things that each parameter can name, by its name."""
    choices = {
        parameter.name: parameter.of
        for parameter in saved.parameters
        if parameter.type == "iri" and parameter.of is not None
    }
    answers = yield [
        f"""{PROLOGUE}SELECT DISTINCT ?thing WHERE {{
        ?thing {"skos:inScheme" if of.startswith(BASE + "scheme/") else "a"} {NamedNode(of)} }} LIMIT {_MOST_OPTIONS}"""
        for of in choices.values()
    ]
    return {name: [text(row, "thing") for row in rows] for name, rows in zip(choices, answers, strict=True)}


def _current(parameter: Parameter, given: Mapping[str, list[str]]) -> tuple[str, ...]:
    values_now = tuple(value for value in given.get(parameter.name, ()) if value)
    if not values_now and parameter.name == "language":
        values_now = (language(),)
    return values_now or parameter.values


def _options(things: Iterable[str], named: Labels) -> tuple[tuple[str, str], ...]:
    """Return things with their labels, in the order of the labels."""
    return tuple(sorted(((iri, named[iri].text) for iri in things), key=lambda option: option[1].casefold()))


def _iris(
    answer: Answer | None,
    saved: SavedQuery,
    current: Mapping[str, tuple[str, ...]],
    things: Mapping[str, list[str]],
) -> set[str]:
    """Return every IRI that the page shows."""
    iris = {iri for listed in things.values() for iri in listed}
    for row in answer.rows if answer else ():
        iris.update(term.value for term in row.values() if isinstance(term, NamedNode))
    for parameter in saved.parameters:
        if parameter.type == "iri":
            iris.update(current[parameter.name])
    return iris
