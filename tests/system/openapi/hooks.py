"""What schemathesis cannot draw from a JSON Schema: values of the formats that /openapi.json names.

A schema says what one parameter may be. Where one depends on another, `consistent` makes of a valid request one that is
valid as a whole; of an invalid one it changes nothing.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qs, urlencode

import schemathesis
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation

from server.endpoint.formats import GRAPHS
from server.web.pages.claim_profiles import PROFILES

SELECT: Final = "SELECT ?state { ?state a <https://w3id.org/eikg/ontology/State> } ORDER BY ?state LIMIT 3"
CONSTRUCT: Final = "CONSTRUCT { ?state a ?kind } { ?state a ?kind } ORDER BY ?state ?kind LIMIT 3"
GRAPH_FORMATS: Final = frozenset(name for form in GRAPHS for name in form.names)
ENOUGH: Final = 30
"""Seconds: with less than it takes to evaluate a query, the right answer is that it was stopped (503)."""

_GRAPHS_WRITTEN: Final = {
    **dict.fromkeys(
        ("text/turtle", "application/n-triples"),
        "<https://example.org/s> <https://example.org/p> <https://example.org/o> .",
    ),
    "application/rdf+xml": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
}
"""By media type, a graph that is text; in JSON-LD it is none."""

_NAMES: Final = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
_IRIS: Final = st.one_of(
    st.sampled_from(
        (
            "state:belarus",
            "body:sco",
            "body:eaeu",
            "doc:vysotskaya-2018",
            "https://w3id.org/eikg/id/state/russia",
            "https://w3id.org/eikg/graph/asserted",
        )
    ),
    st.builds("https://example.org/{}".format, _NAMES),
)
_TERMS: Final = st.one_of(
    _IRIS.filter(lambda iri: iri.startswith("https:")),
    st.just("?x"),
    st.builds('"{}"'.format, _NAMES),
    st.just(""),
)

schemathesis.openapi.format("iri", _IRIS)
schemathesis.openapi.format("sparql-query", st.one_of(st.just(SELECT), st.just(CONSTRUCT), st.just("ASK {}")))
schemathesis.openapi.format("rdf-slot", _TERMS)
schemathesis.openapi.format("rdf-term", _TERMS.filter(lambda term: term not in ("", "?x")))
schemathesis.openapi.format(
    "sparql-values", st.one_of(st.just(""), st.builds("?x {{ <https://example.org/{}> }}".format, _NAMES))
)
schemathesis.openapi.format("list-sort", st.sampled_from(("label", "-label", "documents", "-documents")))
schemathesis.openapi.format(
    "http-date", st.sampled_from(("Thu, 01 Jan 2026 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"))
)
schemathesis.openapi.format("edtf-day", st.dates().map(lambda day: f"{day:%Y}"[-4:].rjust(4, "0")))
schemathesis.openapi.format("words", st.lists(_NAMES, max_size=8).map(" ".join))
schemathesis.openapi.format("absolute-iri", _IRIS.filter(lambda iri: iri.startswith("https:")))
schemathesis.openapi.format(
    "connected-thing", st.sampled_from(("state:belarus", "state:russia", "body:sco", "person:vladimir-makei"))
)
schemathesis.openapi.format("passage", _NAMES)
schemathesis.openapi.format("graph-name", _NAMES)
schemathesis.openapi.format("rdf-node", _TERMS.filter(lambda term: not term.startswith('"')))


@schemathesis.hook
def filter_case(_: Any, case: Any) -> bool:
    """Have another request generated in place of an invalid one that is valid as it is sent.

    A query string carries text alone: what would be null or false in JSON is a text there, which a parameter may be. So
    schemathesis judges single values; this judges lists of them, which are sent as several parameters of one name.
    """
    meta = case.meta
    if meta is None or [place for place in ParameterLocation if meta.is_negative_at(place)] != [
        ParameterLocation.QUERY
    ]:
        return True
    parameters = case.operation.get_parameter_set(ParameterLocation.QUERY)
    described = parameters.schema.get("properties", {})
    lists = {name for name in case.query if described.get(name, {}).get("type") == "array"}
    if not lists:
        return True
    sent = parse_qs(_query_string(case), keep_blank_values=True)
    values = {name: value for name, value in case.query.items() if name not in lists}
    return not parameters.get_strict_validator().is_valid(
        values | {name: sent[name] for name in lists & {*sent}}
    )


def _query_string(case: Any) -> str:
    """The query string as the client of schemathesis writes it: lists within lists, too, are several values or none."""
    given = case.as_transport_kwargs(base_url="http://localhost").get("params") or {}
    values = [(name, value if isinstance(value, list | tuple) else [value]) for name, value in given.items()]
    sent = [(name, item) for name, items in values for item in items if item is not None]
    return urlencode(sent, doseq=True)


@schemathesis.hook
def before_call(_: Any, case: Any, __: Any) -> None:
    """Make a request of valid parts consistent."""
    given = _parameters(case)
    timeout = given.get("timeout")
    if isinstance(timeout, int | float) and 0 < timeout < ENOUGH:
        given["timeout"] = ENOUGH
    if case.meta is None or case.meta.generation.mode.is_positive:
        consistent(case)


@schemathesis.hook
def after_call(_: Any, case: Any, response: Any) -> None:
    """Take QUERY, for which OpenAPI 3.1 has no name, out of what /sparql says that it allows."""
    allowed = response.headers.get("allow")
    if allowed and case.operation.path.endswith("/sparql"):
        response.headers["allow"] = [", ".join(name for name in allowed[0].split(", ") if name != "QUERY")]


@schemathesis.serializer("application/sparql-query")
def query_text(_: Any, value: Any) -> bytes:
    """A query is sent as it is."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.serializer(*_GRAPHS_WRITTEN, "application/xml")  # the latter would put RDF/XML into an element
def graph_text(_: Any, value: Any) -> bytes:
    """A graph is sent as it is."""
    return value if isinstance(value, bytes) else str(value).encode()


def consistent(case: Any) -> None:
    """Give each parameter what it needs beside it, and a graph that is written the syntax of its media type."""
    given = _parameters(case)
    if case.operation.path.startswith("/data"):
        if (
            case.method == "PUT" and case.operation.path == "/data"
        ):  # what is put as a whole has graphs of its own
            given.setdefault("graph", "https://example.org/graph")
        if "graph" in given:
            given.pop("default", None)
        if case.media_type:
            case.body = _GRAPHS_WRITTEN.get(case.media_type, {"@id": "https://example.org/s"})
        return
    if not given and not case.operation.path.startswith("/connections."):
        return
    if case.operation.path.endswith("/sparql"):
        _asked(given)
    if wanted := given.get("_mediatype"):
        able = [
            profile.token for profile in PROFILES if wanted in {form.media_type for form in profile.formats}
        ]
        if given.get("_profile") not in able:
            given["_profile"] = able[0]
    if needed := _NEEDED.get(case.operation.path.partition(".")[0]):
        given.update(needed | {name: value for name, value in given.items() if value})
    if case.operation.path.startswith("/connections") and given["one"] == given["other"]:
        given["other"] = "body:eaeu"


_NEEDED: Final = {
    "/why": {"s": "state:belarus", "p": "rdf:type", "o": "eik:Actor"},
    "/verify": {"s": "state:belarus", "p": "eik:memberOf", "o": "body:eaeu", "document": "doc:belarus-facts"},
    "/connections": {"one": "state:belarus", "other": "state:ireland"},
}
"""By address, what is needed beside any other parameter."""


def _parameters(case: Any) -> dict[str, Any]:
    given = case.body if case.media_type == "application/x-www-form-urlencoded" else case.query
    return given if isinstance(given, dict) else {}


def _asked(given: dict[str, Any]) -> None:
    """The form of a query goes with the format of its answer, and an explanation with a query that has a pattern."""
    form = given.get("format")
    if form in ("text", "txt") and not given.get("explain"):
        given["explain"] = "empty"
    if not given.get("explain") and form in GRAPH_FORMATS:
        given["query"] = CONSTRUCT
    elif given.get("explain") or "query" not in given or form not in (None, "json", "xml"):
        given["query"] = SELECT
