"""Reading a query or update request (SPARQL 1.1 Protocol, sections 2.1 and 2.2) from what HTTP carries."""

from __future__ import annotations

import math
import re
from binascii import a2b_qp
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote_to_bytes

from pyoxigraph import NamedNode

from server.endpoint.formats import Format, chosen_format
from server.endpoint.http import Context, Request
from server.endpoint.problems import HttpProblem, Slug, not_acceptable
from server.engine import Dataset, Job
from server.namespaces import BASE, EXAMPLES_GRAPH, VOID_GRAPH
from server.sparql.tokens import SHORT, with_iris_renamed

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
ACCEPTED: Final = f"{FORM}, {QUERY}"
UTF_8: Final = ("utf-8", "utf8", "us-ascii")
MOST_PARAMETERS: Final = 1000

_BROKEN_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")

NAMES_OF_THE_DEFAULT_GRAPH: Final = frozenset(("urn:x-rdflib:default", "urn:x-arq:DefaultGraph"))
"""What rdflib and Jena call a default graph; they name it where leaving the parameter away is meant."""

_OF_A_QUERY: Final = frozenset(("query", "default-graph-uri", "named-graph-uri", "timeout", "explain"))
"""Parameters that ask for no description (SPARQL 1.1 Service Description, section 2), even where the query is missing.

A client that is given an address with one of them would take the description for the data and answer from it.
"""

Parameters = list[tuple[str, str]]
_Given = dict[str, list[str]]
"""The values of each parameter."""


@dataclass(frozen=True)
class QueryRequest:
    """A well-formed query request. The graphs are None where no such parameter was given; `timeout` is in seconds."""

    query: str
    dataset: Dataset | None
    timeout: float | None
    format: str | None
    explain: str | None = None

    def job(self, solutions: Format | None, graph: Format | None) -> Job:
        """The job for an evaluator, with the formats in which the client takes a table and a graph."""
        return Job(
            query=self.query,
            solutions_format=solutions.media_type if solutions else None,
            graph_format=graph.media_type if graph else None,
            dataset=self.dataset,
            timeout=self.timeout,
        )


@dataclass(frozen=True)
class UpdateRequest:
    """A well-formed update request. The graphs are those of USING and USING NAMED; None as in `QueryRequest`."""

    update: str
    dataset: Dataset | None
    timeout: float | None


def read(request: Request, length: int) -> QueryRequest | UpdateRequest | None:
    """The request; None for one by GET without any parameter of a query, which asks for the service description.

    `length` is the most characters of a query or update. The method QUERY (RFC 10008) carries a query as POST does.
    Raises HttpProblem for everything that is not as the protocol wants it.
    """
    address = parameters_of(request.query_string, "the query string")
    if request.method not in ("POST", "QUERY"):
        given = _by_name(address)
        if "update" in given:
            raise HttpProblem(Slug.REQUEST, 400, "An update cannot be sent by GET; send it by POST.")
        return None if _OF_A_QUERY.isdisjoint(given) else _query(given, length)
    refuse_coded(request)
    media_type, charset = content_type(request.headers.get(b"content-type"))
    if charset not in UTF_8:
        raise HttpProblem(Slug.MEDIA_TYPE, 415, f"The charset is {charset}; SPARQL is sent as UTF-8.")
    if media_type == FORM:
        form = parameters_of(_text(request.body), "the form")
        return _by_form(request.method, form, _by_name(address + form), length)
    if media_type == QUERY:
        return _query(_by_name([*address, ("query", _text(request.body))]), length)
    if media_type == UPDATE and request.method == "POST":
        return _update(_by_name([*address, ("update", _text(request.body))]), length)
    sent = f"is {media_type}" if media_type else "is missing"
    raise HttpProblem(
        Slug.MEDIA_TYPE, 415, f"The Content-Type {sent}; send {QUERY} or {FORM}.", {"accepted": ACCEPTED}
    )


def refuse_coded(request: Request) -> None:
    """Refuse a body that is compressed, which nobody here decodes. Raises HttpProblem."""
    content_encoding = request.headers.get(b"content-encoding")
    if content_encoding and content_encoding.strip().lower() != "identity":
        detail = f"The body is sent in the Content-Encoding {content_encoding}; send it as it is."
        raise HttpProblem(Slug.MEDIA_TYPE, 415, detail, headers={"Accept-Encoding": "identity"})


def _by_name(parameters: Parameters) -> _Given:
    given: _Given = {}
    for name, value in parameters:
        given.setdefault(name, []).append(value)
    return given


def _by_form(method: str, form: Parameters, given: _Given, length: int) -> QueryRequest | UpdateRequest:
    names = {name for name, _ in form}
    if "update" not in names:
        return _query(given, length)
    if "query" in names or method != "POST":
        raise HttpProblem(Slug.REQUEST, 400, "An update is sent by POST, and never together with a query.")
    return _update(given, length)


def _query(given: _Given, length: int) -> QueryRequest:
    return QueryRequest(
        query=_only("query", given, length),
        dataset=_dataset(given, "default-graph-uri", "named-graph-uri"),
        timeout=_timeout(given),
        format=_first("format", given),
        explain=_first("explain", given),
    )


def _update(given: _Given, length: int) -> UpdateRequest:
    return UpdateRequest(
        update=_only("update", given, length),
        dataset=_dataset(given, "using-graph-uri", "using-named-graph-uri"),
        timeout=_timeout(given),
    )


def _first(name: str, given: _Given) -> str | None:
    """The first value of a parameter that is not empty."""
    return next(filter(None, given[name]), None) if name in given else None


def _only(wanted: str, given: _Given, length: int) -> str:
    values = given.get(wanted)
    if not values:
        raise HttpProblem(Slug.REQUEST, 400, f"There is no {wanted}: send it as the parameter `{wanted}`.")
    if len(values) > 1:
        raise HttpProblem(Slug.REQUEST, 400, f"The parameter `{wanted}` is given more than once.")
    if len(values[0]) > length:
        raise HttpProblem(Slug.TOO_LARGE, 413, f"The {wanted} is longer than {length:,} characters.")
    return values[0]


def _refuse_unless_iri(name: str, value: str) -> None:
    try:
        NamedNode(value)
    except ValueError as error:
        detail = f"A graph must be named by an absolute IRI; the parameter `{name}`: {error}."
        raise HttpProblem(Slug.GRAPH, 400, detail, {"parameter": name}) from None


def _dataset(given: _Given, default: str, named: str) -> Dataset | None:
    """The dataset that the parameters of two names give; None where there is none of them. Raises HttpProblem."""
    if default not in given and named not in given:
        return None
    of_default, of_named = _graphs(default, given), _graphs(named, given)
    return Dataset(of_default, of_named) if of_default or of_named else None


def _graphs(name: str, given: _Given) -> tuple[str, ...]:
    iris = given.get(name, ())
    for iri in iris:
        if not iri:
            detail = f"A graph is named by an absolute IRI; the parameter `{name}` is empty."
            raise HttpProblem(Slug.GRAPH, 400, detail, {"parameter": name})
        _refuse_unless_iri(name, iri)
    return tuple(iri for iri in iris if iri not in NAMES_OF_THE_DEFAULT_GRAPH)


def _timeout(given: _Given) -> float | None:
    text = _first("timeout", given)
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not (seconds >= 0 and math.isfinite(seconds)):
        raise HttpProblem(
            Slug.REQUEST, 400, "The parameter `timeout` must be a number of seconds, 0 for no wish."
        )
    return seconds or None  # clients of Virtuoso and RDF4J send 0 where they leave the limit to the server


def parameters_of(text: str, where: str) -> Parameters:
    """The parameters of a query string or form, found `where`. Raises HttpProblem."""
    pairs = [pair.partition("=") for pair in text.split("&") if pair]
    if len(pairs) > MOST_PARAMETERS:
        raise HttpProblem(Slug.REQUEST, 400, f"There are more than {MOST_PARAMETERS} parameters in {where}.")
    try:
        return [(percent_decoded(name), percent_decoded(value)) for name, _, value in pairs]
    except UnicodeDecodeError:
        raise HttpProblem(
            Slug.REQUEST, 400, f"A parameter in {where} is not percent-encoded UTF-8."
        ) from None


def percent_decoded(text: str) -> str:
    """A name or value of a query string or form (URL Standard, section 5.1). Raises UnicodeDecodeError."""
    if "%" not in text:
        return text.replace("+", " ")
    data = text.replace("+", " ").encode()
    if _BROKEN_ESCAPE.search(data):
        return unquote_to_bytes(data).decode()
    # Quoted-printable text (RFC 2045) differs in its mark alone, and is decoded by compiled code: ten times faster.
    return a2b_qp(data.replace(b"=", b"=3D").replace(b"%", b"=")).decode()


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise HttpProblem(
            Slug.REQUEST, 400, f"The body is not UTF-8: byte {error.start} cannot be decoded."
        ) from None


def chosen(request: Request, wanted: str | None, offered: tuple[Format, ...]) -> Format:
    """The format that `format=` names; without that parameter, the one that Accept likes best. Raises HttpProblem."""
    form = chosen_format(wanted, request.accept, offered)
    if form is None:
        raise not_acceptable(offered)
    return form


def content_type(header: str | None) -> tuple[str, str]:
    """The media type in lower case and the charset, utf-8 by default."""
    if not header:
        return "", "utf-8"
    media_type, *parameters = (part.strip() for part in header.split(";"))
    given = (parameter.partition("=") for parameter in parameters)
    charset = next((value for name, _, value in given if name.strip().lower() == "charset"), "utf-8")
    return media_type.lower(), charset.strip().strip('"').lower()


_WELL_KNOWN: Final = ".well-known/"


def with_lasting_names(job: Job, context: Context) -> Job:
    """The job with the well-known graphs of this server, at its own address, under their lasting names."""
    if job.dataset is None and _WELL_KNOWN not in job.query:
        return job
    dataset = job.dataset or Dataset()
    if not any(_WELL_KNOWN in text for text in (job.query, *dataset.default, *dataset.named)):
        return job
    root = context.root
    aliases = {
        f"{start}/{graph.removeprefix(BASE)}": graph
        for graph in (VOID_GRAPH, EXAMPLES_GRAPH)
        for start in (root, f"{root}/sparql")
    }
    short = len(job.query) <= SHORT or _WELL_KNOWN not in job.query
    return replace(
        job,
        query=with_iris_renamed(job.query, aliases) if short else job.query,
        renamed=() if short else tuple(aliases.items()),
        dataset=job.dataset
        and Dataset(
            *(tuple(aliases.get(iri, iri) for iri in graphs) for graphs in (dataset.default, dataset.named))
        ),
    )
