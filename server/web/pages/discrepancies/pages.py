"""`/discrepancies`: the list with its filters, the same as CSV and JSON, and the page of one discrepancy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, request

from server.endpoint.negotiation import best, media_ranges
from server.endpoint.problems import HttpProblem, Slug
from server.languages import by_preference
from server.namespaces import OWN
from server.rdf.iris import readable
from server.saved.query import SavedQuery
from server.web.answers import open_to_all, problem_response
from server.web.pages.citing import cited
from server.web.pages.discrepancies.filters import Choice, Filter, InvalidFilter, UnknownThing, choices, read
from server.web.pages.discrepancies.tables import as_csv, as_json
from server.web.pages.discrepancies.wording import Wording
from server.web.pages.model.discrepancies import Discrepancies, Discrepancy, Sort
from server.web.pages.model.labels import Label, path_of
from server.web.pages.rendering import labels, language, page, quoted, site, word
from server.web.rdf import alternates, link_header

blueprint: Final = Blueprint("discrepancies", __name__)
_ON_A_PAGE: Final = 20
_FACETS: Final = ("kind", "scope", "settled", "severity", "document")


@blueprint.get("/discrepancies")
def index() -> str | Response:
    """The discrepancies that are wanted, contradictions between documents first; as data if Accept prefers it."""
    data = best(media_ranges(request.headers.get("Accept")), _OFFERED)
    return data() if data else _list()


def _list() -> str:
    known = site().discrepancies
    try:
        wanted = _wanted(known)
    except InvalidFilter as error:
        abort(_status(error), _refusal(error))
    found = [one for one in known.listed if wanted.holds(one)]
    number, pages = _page_number(), max(1, -(-len(found) // _ON_A_PAGE))
    if number > pages:
        abort(404, word("discrepancies_no_page", pages=pages))
    shown = found[_ON_A_PAGE * (number - 1) : _ON_A_PAGE * number]
    wording = wording_of()
    return page(
        "discrepancies.html",
        wording=wording,
        labels=wording.labels,
        total=len(found),
        all=len(known.listed),
        first=_ON_A_PAGE * (number - 1) + 1,
        last=_ON_A_PAGE * (number - 1) + len(shown),
        sections=[(heading, list(listed)) for heading, listed in groupby(shown, key=_section)],
        facets=_facets(choices(known, wanted), wording),
        chosen=_chosen(wanted),
        previous=_address(wanted, number - 1) if number > 1 else None,
        following=_address(wanted, number + 1) if number < pages else None,
        query=wanted.query(),
        data={name: f"/discrepancies.{name}{_encoded(wanted)}" for name in ("csv", "json")},
    )


@blueprint.get("/discrepancies.csv")
def listed_csv() -> Response:
    """The whole list that is wanted as CSV (RFC 4180), a row for each discrepancy."""
    return _data("text/csv; charset=utf-8; header=present", as_csv)


@blueprint.get("/discrepancies.json")
def listed_json() -> Response:
    """The whole list that is wanted as JSON, with its sides."""
    return _data("application/json", as_json)


_OFFERED: Final = (
    (None, ("text/html", "application/xhtml+xml")),
    (listed_csv, ("text/csv",)),
    (listed_json, ("application/json",)),
)
"""What answers at the address of the list, with the media types by which it is asked for; None for the page."""


def discrepancy_page(one: Discrepancy) -> Response:
    """Return the page of a discrepancy: a column for each side, and what settles it."""
    known, wording, path = site().discrepancies, wording_of(), str(path_of(one.iri))
    others = {
        thing: (sum(thing in other.about for other in known.listed) - 1, _address(Filter(about=thing)))
        for thing in one.about
    }
    place = known.listed.index(one)
    body = page(
        "discrepancy.html",
        one=one,
        wording=wording,
        labels=wording.labels,
        section=_section(one),
        others={thing: found for thing, found in others.items() if found[0]},
        same_kind=[(kind, _address(Filter(kind=kind))) for kind in one.kinds],
        previous=known.listed[place - 1] if place else None,
        following=known.listed[place + 1] if place + 1 < len(known.listed) else None,
        questions=_questions(one, site().queries.values()),
        citation=cited(one.iri, wording.labels[one.iri].text),
        alternates=alternates(),
        path=path,
    )
    response = make_response(body)
    response.headers["Link"] = link_header(path)
    return response


def wording_of() -> Wording:
    """Return how discrepancies are worded in the language of the request."""
    known = site().discrepancies
    return Wording(known, known.labels[language()], language())


def _data(content_type: str, write: Callable[[list[Discrepancy], Wording], str]) -> Response:
    known = site().discrepancies
    try:
        wanted = _wanted(known)
    except InvalidFilter as error:
        kind = Slug.NOT_FOUND if isinstance(error, UnknownThing) else Slug.REQUEST
        return open_to_all(problem_response(HttpProblem(kind, _status(error), _refusal(error))))
    body = write([one for one in known.listed if wanted.holds(one)], wording_of())
    response = open_to_all(Response(body, content_type=content_type))
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def _wanted(known: Discrepancies) -> Filter:
    return read(request.args.to_dict(flat=False), known, site().graph.knows)


def _status(error: InvalidFilter) -> int:
    return 404 if isinstance(error, UnknownThing) else 400


def _refusal(error: InvalidFilter) -> str:
    return word("discrepancies_invalid", name=error.name, value=quoted(error.value))


def _page_number() -> int:
    given = request.args.get("page", "1")
    if not (given.isascii() and given.isdecimal() and len(given) < len(str(10**6)) and int(given)):
        abort(400, _refusal(InvalidFilter("page", given)))
    return int(given)


def _section(one: Discrepancy) -> str:
    """The key of the heading under which a discrepancy is listed."""
    if one.sort is Sort.CONTRADICTION:
        return f"discrepancies_contradiction_{one.scope.name.lower()}"
    return f"discrepancies_{one.sort.name.lower()}"


def _encoded(wanted: Filter, *more: tuple[str, str]) -> str:
    chosen = [("lang", given)] if (given := request.args.get("lang", "")) == language() else []
    parameters = [*wanted.parameters(), *more, *chosen]
    return f"?{urlencode(parameters, safe=':/')}" if parameters else ""


def _address(wanted: Filter, number: int = 1) -> str:
    return "/discrepancies" + _encoded(wanted, *([("page", str(number))] if number > 1 else []))


def _facets(offered: dict[str, tuple[Choice, ...]], wording: Wording) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "title": word(f"discrepancies_by_{name}"),
            "values": [
                {
                    "text": _choice_text(name, choice.value, wording),
                    "count": choice.count,
                    "chosen": choice.chosen,
                    "depth": choice.depth,
                    "address": _address(choice.wanted),
                }
                for choice in offered[name]
            ],
        }
        for name in _FACETS
    ]


def _choice_text(name: str, value: str, wording: Wording) -> str:
    if name in ("scope", "settled"):
        return word(f"discrepancies_{name}_{value}")
    return wording.citation(value) if name == "document" else wording.labels[value].text


def _chosen(wanted: Filter) -> list[tuple[str, str]]:
    """The words and the address without it of each filter that is set and has no list of choices on the page."""
    if not wanted.about:
        return []
    what = labels([wanted.about])[wanted.about].text
    return [(word("discrepancies_about", what=what), _address(wanted.choosing("about", "")))]


def _questions(one: Discrepancy, queries: Iterable[SavedQuery]) -> list[tuple[Label, str]]:
    """Return the saved questions about discrepancies with their addresses, asked of this one where they can be."""
    documents = one.documents
    filling = {
        "kind": one.kinds[:1],
        "severity": (one.severity,),
        "about": one.about[:1],
        "document": documents[:1],
        "against": documents[1:2] or documents[:1],
    }
    found = []
    for query in queries:
        if f"{OWN}:betweenClaims" in query.text or f"{OWN}:settledBy" in query.text:
            given = [
                (name, readable(value))
                for name, values in filling.items()
                if query.parameter(name)
                for value in values
            ]
            spoken = next(tag for tag in by_preference(language()) if tag in query.question)
            question = Label(query.question[spoken], spoken)
            found.append((question, f"/queries/{query.name}?{urlencode(given, safe=':')}"))
    return found
