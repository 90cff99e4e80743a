"""The requests of the protocol tests, sent as the manifests describe them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph as ox

from tests.system.conformance.comparison import Match, match
from tests.system.conformance.manifest import LABEL, MF, UT, Case, Node
from tests.system.conformance.store import Store, read
from tests.web.client import Answer

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"

STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "RDF": ("text/turtle", "application/rdf+xml", "application/n-triples"),
}


@dataclass(frozen=True)
class Replacement:
    """What a manifest writes and what is meant here."""

    written: str
    meant: str

    def apply(self, text: str) -> str:
        return text.replace(self.written, self.meant)


def protocol(store: Store, case: Case) -> str:
    """Run the requests of a test of the SPARQL 1.1 Protocol; returns what went wrong."""
    graphs = [
        (one(node, LABEL).text, one(node, UT + "graph").text) for node in case.graph.all(UT + "graphData")
    ]
    store.load([], graphs)
    return _run(store, case, [])


def graph_store(store: Store, case: Case) -> str:
    """Run the requests of a test of the Graph Store Protocol; returns what went wrong."""
    store.load([], [])
    written, meant = "http://www.example/gsp", f"{store.address}/data"
    paths = [Replacement(written, meant), Replacement(quote(written, safe=""), quote(meant, safe=""))]
    return _run(store, case, [*paths, Replacement("/gsp", "/data")])


def one(node: Node, predicate: str) -> Node:
    """The object that has to be there."""
    found = node.one(predicate)
    assert found, predicate
    return found


def _run(store: Store, case: Case, replacements: list[Replacement]) -> str:
    requests = one(one(case.graph, MF + "action"), HT + "requests")
    for number, request in enumerate(requests.items(), 1):
        answer = _send(store, request, replacements)
        response = one(request, HT + "resp")
        if problem := _wrong(response, answer, replacements):
            return f"request {number}: {problem}"
        if location := response.one(MF + "expectedLocation"):
            replacements = [*replacements, _location(store, location.text, answer)]
    return ""


def _send(store: Store, request: Node, replacements: list[Replacement]) -> Answer:
    def meant(text: str) -> str:
        for replacement in replacements:
            text = replacement.apply(text)
        return text

    headers = _headers(request)
    body = request.one(HT + "body")
    content = (
        meant(one(body, CNT + "chars").text).encode(one(body, CNT + "characterEncoding").text)
        if body
        else None
    )
    path = re.sub("^/sparql/", "/sparql", meant(one(request, HT + "absolutePath").text))
    return store.send(one(request, HT + "methodName").text, path, headers, content)


def _headers(node: Node) -> dict[str, str]:
    found = node.one(HT + "headers")
    headers = found.items() if found else []
    return {one(header, HT + "fieldName").text: one(header, HT + "fieldValue").text for header in headers}


def _location(store: Store, template: str, answer: Answer) -> Replacement:
    location = answer.headers["Location"]
    return Replacement(
        template, location.removeprefix(store.address) if template.startswith("/") else location
    )


def _wrong(response: Node, answer: Answer, replacements: list[Replacement]) -> str:
    statuses = [node.text.rpartition("#")[2] for node in response.all(MF + "expectedStatus")]
    if statuses and not any(_is(status, answer.status) for status in statuses):
        return f"status {answer.status}, not {statuses}: {answer.text[:200]}"
    form = response.one(MF + "expectedFormat")
    if form and answer.media_type not in FORMATS[form.text]:
        return f"{answer.media_type} is not {form.text}"
    boolean = response.one(MF + "expectedBoolean")
    if boolean and read(answer) is not (boolean.text == "true"):
        return f"{answer.text} is not {boolean.text}"
    if response.one(MF + "expectedLocation") and not answer.headers["Location"]:
        return "no Location"
    body = response.one(HT + "body")
    return _other_graph(one(body, CNT + "chars").text, answer, replacements) if body else ""


def _other_graph(text: str, answer: Answer, replacements: list[Replacement]) -> str:
    for replacement in replacements:
        text = replacement.apply(text)
    wanted = [*ox.parse(text, format=ox.RdfFormat.TURTLE)]
    found = read(answer)
    return "" if match(wanted, found) is Match.SAME else f"another graph: {answer.text[:200]}"


def _is(wanted: str, status: int) -> bool:
    family = wanted.removeprefix("StatusCode")
    return status // 100 == int(family[0]) if family != wanted else status == STATUSES[wanted]
