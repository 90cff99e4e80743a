"""How two things are connected: a page, the same as JSON and as CSV. No engine is asked for the paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from flask import Blueprint, Response, make_response
from pyoxigraph import NamedNode

from server.endpoint.problems import HttpProblem, Slug
from server.web.answers import open_to_all, refuse_if_spent
from server.web.pages.connections.asked import InvalidQuestion, Question, asks, given, question
from server.web.pages.connections.data import as_csv, as_json, told_steps
from server.web.pages.connections.links import Link, Links, Statement, Step
from server.web.pages.connections.paths import LONGEST, Found, paths
from server.web.pages.model.discrepancies import Discrepancy
from server.web.pages.model.disputes import disputes_of
from server.web.pages.model.labels import Labels
from server.web.pages.model.periods import span
from server.web.pages.model.statements import Source
from server.web.pages.pictures.parameters import query_of
from server.web.pages.rendering import labels, page, site

blueprint: Final = Blueprint("connections", __name__)

_ON_A_PAGE: Final = 20
_AS_DATA: Final = 200
_LINKS_OF_ONE_STEP: Final = 40
_LINKS: Final = 3
"""Links that a page shows between two nodes, of a path that is one step and of a longer one."""

_EXAMPLES: Final = 4
_SAVED: Final = "connections"
_SAVED_STEPS: Final = 2
"""The steps that the saved query takes at most."""


@dataclass(frozen=True)
class Shown:
    """A link as a page shows it from one node to the next: the statements at either end, and who says so.

    A link of a single statement has it before, and nothing after.
    """

    link: Link
    before: tuple[Statement, ...]
    after: tuple[Statement, ...]
    sources: tuple[Source, ...]


@blueprint.get("/connections")
def connections() -> Response:
    """The paths between two things, the shortest first, each link with its claims."""
    problem, found, links = None, Found((), more=False, complete=True), site().links
    asked: Question | None = None
    try:
        if asks():
            asked = question()
            found, links = _found(asked, _ON_A_PAGE)
    except InvalidQuestion as error:
        problem = str(error)
    told = [(path, links.steps(path, _LINKS_OF_ONE_STEP, _LINKS)) for path in found.paths]
    examples = [] if asked else _examples()
    iris = {iri for path, steps in told for iri in (*path, *_named(steps))}
    iris |= {*site().links.documents, *(iri for pair in examples for iri in pair)}
    iris |= {asked.one, asked.other, *asked.without} if asked else set()
    names = labels(iris)
    body = page(
        "connections.html",
        asked=asked,
        given=given(),
        problem=problem,
        found=found,
        lengths=[(length, [*group]) for length, group in groupby(told, lambda one: len(one[0]) - 1)],
        labels=names,
        longest=LONGEST,
        documents=sorted(site().links.documents, key=lambda iri: names[iri].text.casefold()),
        examples=[(pair, f"/connections{query_of(one=pair[0], other=pair[1])}") for pair in examples],
        saved=_saved(asked),
        shown=_shown,
        disputes=_disputes,
        when=_when,
    )
    return make_response(body, 400 if problem else 200)


@blueprint.get("/connections.json")
def connections_json() -> Response:
    """The same as JSON, with more paths."""
    return _data("application/json", as_json)


@blueprint.get("/connections.csv")
def connections_csv() -> Response:
    """The same as CSV (RFC 4180), with more paths."""
    return _data("text/csv; charset=utf-8; header=present", as_csv)


def _data(content_type: str, write: Callable[[Question, Found, Links, Labels], str]) -> Response:
    try:
        asked = question()
        found, links = _found(asked, _AS_DATA)
    except InvalidQuestion as error:
        raise HttpProblem(Slug.REQUEST, 400, str(error)) from None
    told = (link for path in found.paths for step in told_steps(path, links) for link in step.links)
    relations = {link.relation for link in told if link.relation}
    names = labels({*relations, *(node for path in found.paths for node in path)})
    response = open_to_all(Response(write(asked, found, links, names), content_type=content_type))
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def _found(asked: Question, most: int) -> tuple[Found, Links]:
    refuse_if_spent()
    links = asked.links(site().links)
    return paths(links.neighbours, asked.one, asked.other, asked.steps, most), links


def _shown(link: Link, start: str) -> Shown:
    before = tuple(one for one in link.statements if start in (one.subject, one.value))
    after = tuple(one for one in link.statements if one not in before)
    sources = {source.graph: source for one in link.statements for source in one.sources}
    return Shown(link, before, after, tuple(sources[claim] for claim in sorted(sources)))


def _named(steps: Iterable[Step]) -> Iterable[str]:
    for step in steps:
        for link in step.links:
            if link.relation:
                yield link.relation
            for statement in link.statements:
                yield from statement.named
                for one in _disputes(statement):
                    yield one.iri


def _disputes(statement: Statement) -> Sequence[Discrepancy]:
    known = disputes_of(site().discrepancies, statement.subject)
    return known.get((statement.predicate, NamedNode(statement.value)), ())


def _when(link: Link) -> str:
    """When a link may have been, as people read it; empty if nothing dates it."""
    begins, ends = [begin for begin, _ in link.dates], [end for _, end in link.dates]
    return span(min(begins, default=None), max(ends, default=None))


def _examples() -> list[tuple[str, str]]:
    """Pairs of nodes to show the page by: the ones through which most of the network leads, one after the other."""
    nodes = sorted(site().network.nodes.values(), key=lambda node: -node.sizes["betweenness"])
    known = site().links.neighbours
    linked = [node.actor for node in nodes if node.actor in known]
    return [*pairwise(linked[: _EXAMPLES + 1])]


def _saved(asked: Question | None) -> str:
    """The address of the saved query that answers the same for up to two steps; empty where there is none."""
    if not asked or asked.without or asked.steps < _SAVED_STEPS or _SAVED not in site().queries:
        return ""
    first, last = asked.since, asked.until
    limits = {"document": asked.document, "from": str(first or ""), "to": str(last or "")}
    given = {name: value for name, value in limits.items() if value}
    return f"/queries/{_SAVED}{query_of(one=asked.one, other=asked.other, **given)}"
