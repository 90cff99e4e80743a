"""What is asked of a saved query: which one, its parameters in the address, and the formats that it can be had in."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import abort, request

from server.endpoint.formats import GRAPHS, SOLUTIONS, Format
from server.saved.query import SavedQuery
from server.web.pages.rendering import quoted, site, word


def find(name: str) -> SavedQuery:
    """Return a saved query, or answer 404."""
    saved = site().queries.get(name)
    return saved or abort(404, word("not_found_text", what=quoted(name)))


def formats_of(saved: SavedQuery) -> tuple[Format, ...]:
    """Return the formats of its answer, the one by default first."""
    return GRAPHS if saved.form == "GRAPH" else SOLUTIONS


def parameters() -> dict[str, list[str]]:
    """Return the parameters of the request that are the query's: all but those of the page itself."""
    given = request.args.to_dict(flat=False)
    lines = {name: [line for item in items for line in item.splitlines()] for name, items in given.items()}
    return {name: items for name, items in lines.items() if name not in {"lang", "timeout"}}


def examples_of(saved: SavedQuery, given: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the example of each parameter that needs a value and has none."""
    return {
        parameter.name: [*parameter.values]
        for parameter in saved.parameters
        if parameter.required and not any(given.get(parameter.name, ()))
    }


def beyond_defaults(saved: SavedQuery, asked: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the parameters with which a program gets the answer that was asked for."""
    defaults = {one.name: [*one.values] for one in saved.parameters if not one.required}
    return {name: values for name, values in asked.items() if any(values) and values != defaults.get(name)}


def encoded(asked: Mapping[str, list[str]]) -> str:
    """Return parameters as the query string of an address."""
    return urlencode([(name, value) for name, values in asked.items() for value in values])
