"""Running a test of the suites against a server, and what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyoxigraph as ox

from tests.system.conformance import exchange
from tests.system.conformance.archive import files
from tests.system.conformance.comparison import Match, csv_rows, expected, match
from tests.system.conformance.exchange import one
from tests.system.conformance.manifest import LABEL, MF, QT, UT, Case, Node
from tests.system.conformance.store import Found, Store, read
from tests.web.client import Answer

SD = "http://www.w3.org/ns/sparql-service-description#"
ACCEPTS = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "srj": "application/sparql-results+json",
}
OTHERWISE = "application/sparql-results+xml, text/turtle;q=0.9"
SYNTAX = "https://w3id.org/eikg/problem/query-syntax"
NOT_EVALUATED = (
    "https://w3id.org/eikg/problem/evaluation-failed",
    "https://w3id.org/eikg/problem/remote-failed",
)


@dataclass(frozen=True)
class Outcome:
    """What came of a test: `problem` is empty if it passed, `remark` says what is to be said of a pass."""

    problem: str = ""
    remark: str = ""


def run(store: Store, case: Case) -> Outcome:
    """Run a test."""
    match case.kind:
        case "ProtocolTest":
            return Outcome(exchange.protocol(store, case))
        case "GraphStoreProtocolTest":
            return Outcome(exchange.graph_store(store, case))
        case "ServiceDescriptionTest":
            return _description(store, case)
        case "UpdateEvaluationTest":
            return _update(store, case)
        case "QueryEvaluationTest" | "CSVResultFormatTest":
            return _query(store, case)
        case kind:
            return _syntax(store, case, kind.startswith("Positive"))


def _query(store: Store, case: Case) -> Outcome:
    action, result = one(case.graph, MF + "action"), one(case.graph, MF + "result").text
    query_iri = one(action, QT + "query").text
    query = files()[query_iri].decode()
    store.load(*_dataset(action, query, query_iri))
    if remote := action.all(QT + "serviceData"):
        files_of = {one(node, QT + "endpoint").text: [one(node, QT + "data").text] for node in remote}
        store.load_endpoints(files_of)
    answer = store.query(f"BASE <{query_iri}>\n{query}", ACCEPTS.get(result.rpartition(".")[2], OTHERWISE))
    if answer.status != 200:
        return Outcome(f"{answer.status} {answer.text[:300]}")
    wanted = expected(files()[result], result)
    if isinstance(wanted, tuple) and not re.search("ORDER", query, re.IGNORECASE):
        wanted = (wanted[0], wanted[1], False)
    lax = case.graph.one(MF + "resultCardinality") is not None
    return _compared(
        wanted, csv_rows(answer.body) if answer.media_type == "text/csv" else read(answer), answer, lax
    )


def _dataset(action: Node, query: str, query_iri: str) -> tuple[list[str], list[tuple[str, str]]]:
    data = [node.text for node in action.all(QT + "data")]
    graphs = [_named(node, QT) for node in action.all(QT + "graphData")]
    base = query_iri.rpartition("/")[0]
    for name in re.findall(
        r"FROM\s+(?:NAMED\s+)?<([^>]+)>", query
    ):  # such a query brings its dataset with it
        iri = name if ":" in name else f"{base}/{name}"
        graphs.append((iri, iri))
    return data, graphs


def _named(node: Node, vocabulary: str) -> tuple[str, str]:
    """The name and the file of a graph of a test."""
    file = node.one(vocabulary + "graph")
    return (one(node, LABEL).text, file.text) if file else (node.text, node.text)


def _update(store: Store, case: Case) -> Outcome:
    action, result = one(case.graph, MF + "action"), one(case.graph, MF + "result")
    iri = one(action, UT + "request").text
    store.load(*_state(action))
    answer = store.update(f"BASE <{iri}>\n{files()[iri].decode()}")
    if answer.status != 204:
        return Outcome(f"{answer.status} {answer.text[:300]}")
    found = store.dump()
    store.load(*_state(result))
    return _compared(store.dump(), found, answer)


def _state(node: Node) -> tuple[list[str], list[tuple[str, str]]]:
    return [data.text for data in node.all(UT + "data")], [
        _named(graph, UT) for graph in node.all(UT + "graphData")
    ]


def _syntax(store: Store, case: Case, good: bool) -> Outcome:
    """Whether a text is taken for what it is; one that only cannot be evaluated on no data was parsed."""
    iri = one(case.graph, MF + "action").text
    text = files()[iri].decode()
    answer = store.update(text) if iri.endswith(".ru") else store.query(text, "*/*")
    kind = "" if answer.status < 300 else answer.json()["type"]
    if good:
        return Outcome("" if kind in ("", *NOT_EVALUATED) else f"{answer.status} {answer.text[:300]}")
    refused = answer.status == 400 and kind == SYNTAX
    return Outcome("" if refused else f"not refused as malformed: {answer.status} {answer.text[:200]}")


def _description(store: Store, case: Case) -> Outcome:
    answer = store.send("GET", "/sparql", {"Accept": "text/turtle"})
    quads = read(answer)
    if not isinstance(quads, list) or not quads:
        return Outcome("no RDF")
    endpoints = [q.object for q in quads if q.predicate.value == SD + "endpoint"]
    services = {q.subject for q in quads if q.object == ox.NamedNode(SD + "Service")}
    if case.name.endswith("has-endpoint-triple") and endpoints != [ox.NamedNode(f"{store.address}/sparql")]:
        return Outcome(f"sd:endpoint is {endpoints}")
    if case.name.endswith("conforms-to-schema"):
        described = {
            q.subject for q in quads if q.predicate.value in (SD + "endpoint", SD + "defaultDataset")
        }
        unknown = {
            q.predicate.value
            for q in quads
            if q.predicate.value.startswith(SD) and q.predicate.value.removeprefix(SD) not in TERMS
        }
        return Outcome("" if described == services and not unknown else f"{described} {services} {unknown}")
    return Outcome()


TERMS = {
    *(
        "endpoint",
        "feature",
        "defaultEntailmentRegime",
        "entailmentRegime",
        "defaultSupportedEntailmentProfile",
    ),
    *("supportedEntailmentProfile", "extensionFunction", "extensionAggregate", "languageExtension"),
    *(
        "supportedLanguage",
        "propertyFeature",
        "defaultDataset",
        "availableGraphs",
        "resultFormat",
        "inputFormat",
    ),
    *("defaultGraph", "namedGraph", "name", "graph"),
}
"""The properties of the vocabulary of SPARQL 1.1 Service Description, section 3.4."""


def _compared(wanted: Found, found: Found, answer: Answer, lax: bool = False) -> Outcome:
    outcome = match(wanted, found, lax)
    if outcome is Match.DIFFERENT:
        return Outcome(f"another result: {answer.text[:600]}")
    return Outcome(remark="" if outcome is Match.SAME else outcome.value)
