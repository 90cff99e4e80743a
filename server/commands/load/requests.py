"""The requests that are sent: the saved queries of a release, or those that a server's log tells of."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlencode

from server.saved.query import SavedQuery
from server.sparql.parser import parse
from server.sparql.scanner import Unreadable
from server.sparql.tokens import calls_service, is_update
from server.sparql.tree import Group, Query
from server.web.front.clients import OF_OPERATORS
from server.web.front.exchange import LONGEST_LOGGED

NUMBER: Final = "REQUESTNUMBE"
"""Stands in a request for a number of twelve digits that is used once."""

_ACCEPT: Final = "application/sparql-results+json, application/n-triples;q=0.9, */*;q=0.1"
_SPARQL: Final = "/sparql"
_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"


class NotReplayed(ValueError):
    """A line of a log that cannot be sent again, or must not; the message says why."""


@dataclass(frozen=True)
class Request:
    """A request as it is sent; its target or its body may hold NUMBER."""

    method: str
    target: str
    fields: tuple[tuple[str, str], ...] = (("Accept", _ACCEPT),)
    body: str = ""

    def numbered(self, number: int) -> Request:
        """The request with a number in the place of NUMBER."""
        if NUMBER not in self.target and NUMBER not in self.body:
            return self
        text = f"{number:012}"
        return replace(self, target=self.target.replace(NUMBER, text), body=self.body.replace(NUMBER, text))


@dataclass(frozen=True)
class Load:
    """Requests in the order in which they are sent, and how many were left out, by reason."""

    requests: tuple[Request, ...]
    left_out: Mapping[str, int]


def of_saved_queries(queries: Iterable[SavedQuery], unique: bool) -> Load:
    """The saved queries, each with the values in its file. `unique`: each time with another literal."""
    return Load(tuple(_asked(query.text, unique) for query in queries), {})


def of_log(lines: Iterable[str], unique: bool) -> Load:
    """What the lines of a server's log of requests tell of, in their order.

    Only what reads is sent again, and nothing that has the server call others. `unique`: queries get another literal
    each time, so that no cache has their answers.
    """
    found: list[Request] = []
    left_out: Counter[str] = Counter()
    for line in lines:
        if line.strip():
            try:
                found.append(_of_line(line, unique))
            except NotReplayed as error:
                left_out[str(error)] += 1
    return Load(tuple(found), left_out)


def with_literal(query: str, literal: str) -> str:
    """The query with a literal bound at the end of its pattern: the same solutions, another text.

    One that has no place for it, or does not parse, is returned as it is.
    """
    try:
        tree = parse(query).query
    except Unreadable:
        return query
    short = tree.form == "CONSTRUCT" and tree.template is None
    if short or tree.where is None or _is_subquery(tree.where):
        return query
    place = tree.where.end - 1
    return f'{query[:place]} BIND("{literal}" AS ?requestNumber) {query[place:]}'


def _is_subquery(group: Group) -> bool:
    """Whether a group consists of a subquery, beside which the grammar allows nothing."""
    return any(isinstance(element, Query) for element in group.elements)


def _asked(query: str, unique: bool, further: Sequence[tuple[str, str]] = ()) -> Request:
    text = with_literal(query, NUMBER) if unique else query
    return Request("GET", f"{_SPARQL}?{urlencode([('query', text), *further], quote_via=quote)}")


def _of_line(line: str, unique: bool) -> Request:
    try:
        entry = json.loads(line)
        method, path = str(entry["method"]), str(entry["path"])
    except (ValueError, TypeError, KeyError):
        raise NotReplayed("no line of a log of requests") from None
    if path in OF_OPERATORS:
        raise NotReplayed("health and figures")
    if not path.startswith("/"):
        raise NotReplayed("no path of a server")
    if path.rpartition("/")[2] == _SPARQL[1:]:
        return _of_query(entry, method, path, unique)
    if method not in ("GET", "HEAD"):
        raise NotReplayed(f"{method}, which may do more than read")
    return Request(method, _target(path, str(entry.get("query", ""))))


def _of_query(entry: Mapping[str, Any], method: str, path: str, unique: bool) -> Request:
    if "query" not in entry:
        raise NotReplayed("a query whose text the log does not have (EIKG_LOG_QUERIES=1 keeps it)")
    given, body = str(entry["query"]), str(entry.get("body", ""))
    if max(len(given), len(body)) >= LONGEST_LOGGED:
        raise NotReplayed("a query that the log has cut off")
    if method in ("GET", "HEAD"):
        return _of_parameters(method, path, given, unique)
    if method == "POST" and (body.startswith("query=") or "&query=" in body):
        return _of_parameters("GET", path, f"{given}&{body}" if given else body, unique)
    if method in ("POST", "QUERY") and not body.startswith("update="):
        _refuse_unfit(body)
        text = with_literal(body, NUMBER) if unique else body
        return Request(method, _target(path, given), (("Accept", _ACCEPT), ("Content-Type", _QUERY)), text)
    raise NotReplayed(f"{method}, which may do more than read")


def _of_parameters(method: str, path: str, given: str, unique: bool) -> Request:
    parameters = parse_qs(given, keep_blank_values=True)
    for query in parameters.get("query", ()):
        _refuse_unfit(query)
    if "update" in parameters:
        raise NotReplayed("an update")
    if unique and "query" in parameters:
        parameters["query"] = [with_literal(query, NUMBER) for query in parameters["query"]]
        given = urlencode(parameters, doseq=True, quote_via=quote)
    return Request(method, _target(path, given))


def _refuse_unfit(query: str) -> None:
    if is_update(query):
        raise NotReplayed("an update")
    if calls_service(query):
        raise NotReplayed("a query with SERVICE, which has the server call others")


def _target(path: str, query: str) -> str:
    """A path, of which a log has the characters that its escapes mean, with a query string, which it has as sent."""
    return quote(path) + (f"?{quote(query, safe='%&=+;:/?@,$!*()~.-_' + chr(39))}" if query else "")
