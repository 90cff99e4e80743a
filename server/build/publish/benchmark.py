"""The benchmark of a release: what is asked, put to the data; as files of questions, and in RDF.

In RDF a question is a schema:Question; one that is shown is a SHACL executable with its rows as a result set in the
vocabulary of the W3C's tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from server.faults import Fault, InvalidInput
from server.namespaces import BASE, PREFIXES
from server.rdf.iris import readable
from server.rdf.terms import DCTERMS, RDFS, SH, TYPE, XSD, Namespace, named, parse_term
from server.release import BENCHMARK, BENCHMARK_HELD, BENCHMARK_RDF
from server.saved.benchmark import Answered, Asked, to_json
from server.saved.query import SavedQuery, Texts
from server.sparql.rewriting import Refused, apply_rules, normalise_for_engine
from server.sparql.scanner import Unreadable
from server.sparql.tokens import dataset_clauses

_RESULTS: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
_LABEL: Final = RDFS["label"]
_BENCHMARK: Final = NamedNode(f"{BASE}benchmark")
_SHOWN_PREFIXES: Final = ("rdfs", "xsd", "schema", "sh", "dcterms")

Labels = Mapping[str, Mapping[str, str]]
"""IRI → language → label."""


def benchmark_texts(
    quads: Sequence[Quad], queries: Iterable[SavedQuery], asked: Iterable[Asked]
) -> dict[str, str]:
    """Return the files of the benchmark by name: the questions shown, those held, and both in Turtle.

    `quads` are those of the release in canonical order, so that equal releases give equal files.
    """
    labels = _labels(quads)
    answered = _answered(quads, [*(one for query in queries for one in _saved(query, labels)), *asked])
    return {
        BENCHMARK: to_json(answered, held=False),
        BENCHMARK_HELD: to_json(answered, held=True),
        BENCHMARK_RDF: _turtle(answered),
    }


def _saved(query: SavedQuery, labels: Labels) -> Iterator[Asked]:
    """Yield what a saved query asks; nothing for a CONSTRUCT, which gives no rows, or where the dataset is chosen.

    What a document puts forward is a dataset that only the endpoint knows.
    """
    if query.form == "SELECT" and not dataset_clauses(query.text).default_graphs:
        question = Texts({tag: _in_words(query, labels, tag) for tag in query.question})
        yield Asked(f"queries/{query.name}", question, query.text)


def _in_words(query: SavedQuery, labels: Labels, language: str) -> str:
    """Return the question with the values that it is asked with, as nobody can know the rows without them."""
    values = "; ".join(
        f"{one.label[language].partition(' (')[0]}: "
        + ", ".join(_shown(term, labels, language) for term in one.default)
        for one in query.parameters
        if one.default
    )
    return f"{query.question[language]} ({values})" if values else query.question[language]


def _shown(term: str, labels: Labels, language: str) -> str:
    found = parse_term(term, prefixes=False)
    if isinstance(found, NamedNode):
        return Texts(labels.get(found.value, {}))[language] or readable(found.value)
    return found.value if isinstance(found, Literal) else term


def _labels(quads: Iterable[Quad]) -> Labels:
    found: dict[str, dict[str, str]] = {}
    for quad in quads:
        if (
            quad.predicate == _LABEL
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, Literal)
            and quad.object.language
        ):
            found.setdefault(quad.subject.value, {}).setdefault(quad.object.language, quad.object.value)
    return found


def _answered(quads: Sequence[Quad], asked: Iterable[Asked]) -> list[Answered]:
    store = Store()
    store.bulk_extend(quads)
    store.bulk_extend(Quad(one.subject, one.predicate, one.object, DefaultGraph()) for one in quads)
    found, faults = [], []
    for one in asked:
        try:
            found.append(Answered(one, _results(store, one.query)))
        except (Refused, Unreadable) as error:
            file = f"queries/{one.name.removeprefix('queries/')}.rq"
            faults.append(Fault(file, None, None, "query-refused", f"{error}", "ask in other words"))
    if faults:
        raise InvalidInput(faults)
    return found


def _results(store: Store, query: str) -> dict[str, Any]:
    """Return the rows of a query in an order that follows from them: a place in a list is told by a column.

    The query is evaluated in the words in which the endpoint has it, as that answers it. Raises Refused and Unreadable.
    """

    def ask(question: str) -> bool:
        return bool(store.query(question, base_iri=BASE, prefixes=PREFIXES))

    written = apply_rules(normalise_for_engine(query), ask)
    solutions = cast("QuerySolutions", store.query(written, base_iri=BASE, prefixes=PREFIXES))
    content: dict[str, Any] = json.loads(solutions.serialize(format=QueryResultsFormat.JSON) or b"")
    content["results"]["bindings"].sort(key=lambda row: json.dumps(row, sort_keys=True))
    return content


def _turtle(answered: Iterable[Answered]) -> str:
    prefixes = {name: PREFIXES[name] for name in _SHOWN_PREFIXES} | {"rs": _RESULTS.iri, "spdx": _SPDX.iri}
    triples = (triple for one in answered for triple in _question(one))
    return (serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()


def _question(one: Answered) -> Iterator[Triple]:
    asked, node = one.asked, NamedNode(f"{_BENCHMARK.value}#{one.asked.number}")
    yield Triple(node, TYPE, named("schema:Question"))
    yield Triple(node, DCTERMS["isPartOf"], _BENCHMARK)
    for language, text in asked.question.items():
        yield Triple(node, named("schema:name"), Literal(text, language=language))
    checksum = BlankNode(f"checksum{asked.number}")
    yield Triple(node, _SPDX["checksum"], checksum)
    yield Triple(checksum, TYPE, _SPDX["Checksum"])
    yield Triple(checksum, _SPDX["algorithm"], _SPDX["checksumAlgorithm_sha256"])
    yield Triple(checksum, _SPDX["checksumValue"], Literal(one.digest, datatype=XSD["hexBinary"]))
    if not asked.held:
        yield Triple(node, TYPE, SH["SPARQLSelectExecutable"])
        yield Triple(node, SH["select"], Literal(asked.query))
        yield from _result_set(node, asked.number, one.results)


def _result_set(question: NamedNode, number: int, results: Mapping[str, Any]) -> Iterator[Triple]:
    answer = BlankNode(f"answer{number}")
    yield Triple(question, named("schema:acceptedAnswer"), answer)
    yield Triple(answer, TYPE, _RESULTS["ResultSet"])
    for variable in results["head"]["vars"]:
        yield Triple(answer, _RESULTS["resultVariable"], Literal(variable))
    for place, row in enumerate(results["results"]["bindings"]):
        solution = BlankNode(f"row{number}n{place}")
        yield Triple(answer, _RESULTS["solution"], solution)
        for column, (variable, value) in enumerate(row.items()):
            binding = BlankNode(f"cell{number}n{place}n{column}")
            yield Triple(solution, _RESULTS["binding"], binding)
            yield Triple(binding, _RESULTS["variable"], Literal(variable))
            yield Triple(binding, _RESULTS["value"], _term(value))


def _term(binding: Mapping[str, str]) -> NamedNode | BlankNode | Literal:
    """Return the term of a binding (SPARQL 1.1 Query Results JSON, section 3.2.2)."""
    value = binding["value"]
    if binding["type"] == "uri":
        return NamedNode(value)
    if binding["type"] == "bnode":
        return BlankNode(value)
    if language := binding.get("xml:lang"):
        return Literal(value, language=language)
    return Literal(value, datatype=NamedNode(binding.get("datatype", XSD["string"].value)))
