"""What is asked of a saved query: which one, its parameters and page in the address, the formats of its answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import abort, request

from server.endpoint.arrow import TABULAR
from server.endpoint.formats import GRAPHS, SOLUTIONS, Format
from server.endpoint.problems import HttpProblem, Slug
from server.saved.paging import FURTHEST, MOST_ROWS, Page
from server.saved.query import RESERVED, SavedQuery
from server.web.pages.rendering import quoted, site, word


def find(name: str) -> SavedQuery:
    """Return a saved query, or answer 404."""
    saved = site().queries.get(name)
    return saved or abort(404, word("not_found_text", what=quoted(name)))


def formats_of(saved: SavedQuery) -> tuple[Format, ...]:
    """Return the formats of its answer, the one by default first."""
    return {"GRAPH": GRAPHS, "SELECT": TABULAR}.get(saved.form, SOLUTIONS)


def parameters() -> dict[str, list[str]]:
    """Return the parameters of the request that are the query's: all but those of every saved query.

    Raises HttpProblem for bounds of a page that are none, whether the answer has pages or not.
    """
    page_asked()
    given = request.args.to_dict(flat=False)
    return {name: items for name, items in given.items() if name not in RESERVED}


def by_lines(given: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return parameters as the form of a page sends them: it has several values of one in a field, a line each."""
    return {
        name: [line for item in items for line in item.splitlines() or [""]] for name, items in given.items()
    }


def page_asked() -> Page | None:
    """Return the page of the answer that `limit` and `offset` ask for, None without them. Raises HttpProblem."""
    limit, offset = bound_of("limit", 1, MOST_ROWS), bound_of("offset", 0, FURTHEST)
    return None if limit is None and offset is None else Page(limit, offset or 0)


def bound_of(name: str, least: int, most: int) -> int | None:
    """Return the whole number that a parameter of the request gives, None without it. Raises HttpProblem."""
    given = request.args.getlist(name)
    if not given:
        return None
    (text, *more) = given
    if not more and re.fullmatch("[0-9]{1,9}", text, re.ASCII) and least <= int(text) <= most:
        return int(text)
    allowed = {"type": "integer", "minimum": least, "maximum": most}
    detail = f"The parameter `{name}` must be one whole number from {least} to {most:,}."
    raise HttpProblem(Slug.REQUEST, 400, detail, {"parameter": name, "allowed": allowed})


def examples_of(saved: SavedQuery, given: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the example of each parameter that needs a value and has none."""
    return {
        parameter.name: [*parameter.values]
        for parameter in saved.parameters
        if parameter.required and not any(given.get(parameter.name, ()))
    }


def working_ways(saved: SavedQuery, first: str = "") -> list[dict[str, list[str]]]:
    """Return parameters with which the query has an answer that is known: those of its settings, else its examples.

    What gives a value to the parameter `first` comes first.
    """
    needed = examples_of(saved, {})
    settings = ({name: [*values] for name, values in given.items()} for given in saved.settings.values())
    ways = [needed, *({**needed, **given} for given in settings)]
    return sorted(ways, key=lambda way: first not in way)


def beyond_defaults(saved: SavedQuery, asked: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the parameters with which a program gets the answer that was asked for."""
    defaults = {one.name: [*one.values] for one in saved.parameters if not one.required}
    return {name: values for name, values in asked.items() if any(values) and values != defaults.get(name)}


def encoded(asked: Mapping[str, list[str]]) -> str:
    """Return parameters as the query string of an address."""
    return urlencode([(name, value) for name, values in asked.items() for value in values])
