"""The saved queries: their list, a page for each with its answer, and the answer alone in other formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, request
from pyoxigraph import NamedNode

from server.endpoint.formats import GRAPHS, SOLUTIONS, named
from server.endpoint.problems import HttpProblem, Slug, of_error
from server.engine import EngineError
from server.engine.rows import Row
from server.namespaces import BASE
from server.saved.query import Parameter, SavedQuery
from server.saved.values import InvalidParameter, bind
from server.web.answers import problem_response
from server.web.graph import PROLOGUE, text
from server.web.labels import Labels
from server.web.site import labels, language, page, site, word

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
    status, problem, found = 200, None, None
    try:
        found = _answer(saved, bind(saved, _in_language(saved, given)))
    except InvalidParameter as error:
        status, problem = (400, str(error)) if given or _complete(saved) else (200, None)
    fields = [_field(parameter, given) for parameter in saved.parameters]
    body = page(
        "query.html",
        query=saved,
        fields=fields,
        problem=problem,
        answer=found,
        labels=_labels(found, fields),
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


def _answer(saved: SavedQuery, bound: str) -> Answer:
    graph = site().graph
    if saved.form == "ASK":
        return Answer((), (), 1, graph.boolean(bound))
    if saved.form == "GRAPH":
        triples = graph.triples(bound)
        names = ("subject", "predicate", "object")
        listed = [
            {"subject": triple.subject, "predicate": triple.predicate, "object": triple.object}
            for triple in triples[:_MOST_ROWS]
        ]
        return Answer(names, tuple(listed), len(triples))
    rows = graph.rows(bound)
    return Answer(tuple(column.name for column in saved.columns), tuple(rows[:_MOST_ROWS]), len(rows))


def _field(parameter: Parameter, given: Mapping[str, list[str]]) -> Field:
    values_now = tuple(value for value in given.get(parameter.name, ()) if value)
    if not values_now and parameter.name == "language":
        values_now = (language(),)
    return Field(parameter, values_now or tuple(map(_plain, parameter.default)), _options(parameter))


def _options(parameter: Parameter) -> tuple[tuple[str, str], ...]:
    """Return the things that a parameter can name, with their labels, in the order of the labels."""
    if parameter.type != "iri" or parameter.of is None:
        return ()
    relation = "skos:inScheme" if parameter.of.startswith(BASE + "scheme/") else "a"
    pattern = f"?thing {relation} {NamedNode(parameter.of)}"
    found = site().graph.rows(f"{PROLOGUE}SELECT DISTINCT ?thing WHERE {{ {pattern} }} LIMIT {_MOST_OPTIONS}")
    iris = [text(row, "thing") for row in found]
    named = labels(iris)
    return tuple(sorted(((iri, named[iri].text) for iri in iris), key=lambda option: option[1].casefold()))


def _labels(answer: Answer | None, fields: list[Field]) -> Labels:
    iris = {
        term.value
        for row in (answer.rows if answer else ())
        for term in row.values()
        if isinstance(term, NamedNode)
    }
    iris.update(value for field in fields if field.parameter.type == "iri" for value in field.current)
    return labels(iris)


def _plain(term: str) -> str:
    """Return the value of an N-Triples term as a request would write it."""
    found = site().graph.rows(f"SELECT ?x WHERE {{ VALUES ?x {{ {term} }} }}")
    return text(found[0], "x")
