"""What else a release describes in RDF: saved queries and rules (SHACL-AF), measurements of quality (DQV)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.build.infer import DERIVATIONS
from server.build.read.rules import Rule
from server.build.validate.quality_checks import Report, Result
from server.build.vocabulary import graph
from server.namespaces import BASE, ENDPOINT, EXAMPLES_GRAPH
from server.rdf.terms import RDFS, SH, TYPE, XSD, named
from server.saved.query import Parameter, SavedQuery
from server.sparql.tokens import form_keyword
from server.why.proofs import rule_iri

_EXAMPLES: Final = NamedNode(EXAMPLES_GRAPH)
_DESCRIBE: Final = NamedNode("https://purl.expasy.org/sparql-examples/ontology#describe")
_FORMS: Final = {
    "SELECT": (SH["SPARQLSelectExecutable"], SH["select"]),
    "ASK": (SH["SPARQLAskExecutable"], SH["ask"]),
    "CONSTRUCT": (SH["SPARQLConstructExecutable"], SH["construct"]),
    "DESCRIBE": (SH["SPARQLExecutable"], _DESCRIBE),
}

Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]

_LABEL: Final = RDFS["label"]
_COMMENT: Final = RDFS["comment"]
_CONSTRUCT: Final = SH["construct"]
_RULE: Final = SH["Rule"]
_SPARQL_RULE: Final = SH["SPARQLRule"]
_DESCRIPTION: Final = graph("description")

_QUALITY: Final = graph("quality")
_DATASET: Final = NamedNode(BASE)
_SEVERITY: Final = {"error": "Violation", "warning": "Warning", "info": "Info"}
"""Our severities in SHACL's terms (section 2.1.4 of SHACL)."""


def executables(queries: Iterable[SavedQuery]) -> Iterator[Quad]:
    """Yield the description of each query, under the address at which it is a page and can be asked."""
    for query in queries:
        for statement in _query(query):
            yield Quad(*statement, _EXAMPLES)


def _query(query: SavedQuery) -> Iterator[Statement]:
    node = NamedNode(f"{BASE}queries/{query.name}")
    kind, text = _FORMS[form_keyword(query.text)]
    yield node, TYPE, SH["SPARQLExecutable"]
    yield node, TYPE, kind
    yield from _texts(node, _LABEL, query.title)
    yield from _texts(node, _COMMENT, query.question)
    yield node, text, Literal(query.text)
    yield node, SH["prefixes"], NamedNode(BASE)
    yield node, named("schema:target"), NamedNode(ENDPOINT)
    for order, parameter in enumerate(query.parameters):
        yield from _parameter(node, parameter, order)


def _parameter(query: NamedNode, parameter: Parameter, order: int) -> Iterator[Statement]:
    """A parameter: the last part of its path is the name of the variable whose values a request may replace."""
    node = NamedNode(f"{query.value}#parameter-{parameter.name}")
    yield query, SH["parameter"], node
    yield node, TYPE, SH["Parameter"]
    yield node, SH["path"], NamedNode(f"{query.value}#{parameter.name}")
    yield from _texts(node, SH["name"], parameter.label)
    yield node, SH["order"], Literal(order)
    yield node, SH["optional"], Literal(not parameter.required)
    if parameter.type == "iri":
        yield node, SH["nodeKind"], SH["IRI"]
    else:
        yield node, SH["datatype"], XSD[parameter.type]
    if parameter.of:
        yield node, SH["class"], NamedNode(parameter.of)


def _texts(node: NamedNode, predicate: NamedNode, texts: Mapping[str, str]) -> Iterator[Statement]:
    for language, text in texts.items():
        yield node, predicate, Literal(text, language=language)


def rule_quads(rules: Iterable[Rule]) -> Iterator[Quad]:
    """Yield the description of each rule and of what the build reckons out itself (SHACL-AF, section 8)."""
    for rule in rules:
        node = rule_iri(rule.name)
        yield Quad(node, TYPE, _SPARQL_RULE, _DESCRIPTION)
        yield Quad(node, _CONSTRUCT, Literal(rule.query), _DESCRIPTION)
        yield from _fields(node, rule.fields)
    for name, fields in DERIVATIONS.items():
        yield Quad(rule_iri(name), TYPE, _RULE, _DESCRIPTION)
        yield from _fields(rule_iri(name), fields)


def _fields(node: NamedNode, fields: Mapping[str, str]) -> Iterator[Quad]:
    for field, predicate, language in (
        ("title", _LABEL, "en"),
        ("title in Russian", _LABEL, "ru"),
        ("title in Belarusian", _LABEL, "be"),
        ("reason", _COMMENT, "en"),
    ):
        if field in fields:
            yield Quad(node, predicate, Literal(fields[field], language=language), _DESCRIPTION)


def quality_quads(report: Report) -> list[Quad]:
    """Return graph:quality: for each check a metric and its number of open findings, and each waiver."""
    return [quad for result in report.results for quad in (*_measurement(result), *_waivers(result))]


def _measurement(result: Result) -> Iterator[Quad]:
    check, node = result.check, _node(result.check.name)
    metric = _node(f"{check.name}-metric")
    yield _quad(metric, TYPE, named("dqv:Metric"))
    yield _quad(metric, named("dcterms:identifier"), Literal(check.name))
    yield _quad(metric, named("rdfs:label"), Literal(check.title, language="en"))
    yield _quad(metric, named("skos:note"), Literal(check.reason, language="en"))
    for one in check.translations:
        yield _quad(metric, named("rdfs:label"), Literal(one.title, language=one.language))
        yield _quad(metric, named("skos:note"), Literal(one.reason, language=one.language))
    yield _quad(metric, named("sh:severity"), named(f"sh:{_SEVERITY[check.severity]}"))
    yield _quad(metric, named("dqv:expectedDataType"), XSD["integer"])
    if check.after:
        yield _quad(metric, named("dcterms:source"), Literal(check.after))
    yield _quad(node, TYPE, named("dqv:QualityMeasurement"))
    yield _quad(node, named("dqv:isMeasurementOf"), metric)
    yield _quad(node, named("dqv:computedOn"), _DATASET)
    yield _quad(node, named("dqv:value"), Literal(len(result.open)))
    yield _quad(_DATASET, named("dqv:hasQualityMeasurement"), node)


def _waivers(result: Result) -> Iterator[Quad]:
    waivers = sorted({(waiver.subject, waiver.reason) for _, waiver in result.waived})
    for number, (subject, reason) in enumerate(waivers, 1):
        node = _node(f"{result.check.name}-waiver-{number}")
        yield _quad(node, TYPE, named("dqv:QualityAnnotation"))
        yield _quad(node, named("oa:motivatedBy"), named("dqv:qualityAssessment"))
        yield _quad(node, named("oa:hasTarget"), NamedNode(subject))
        yield _quad(node, named("oa:bodyValue"), Literal(reason, language="en"))
        yield _quad(node, named("prov:wasDerivedFrom"), _node(result.check.name))
        yield _quad(_DATASET, named("dqv:hasQualityAnnotation"), node)


def _node(name: str) -> NamedNode:
    return NamedNode(f"{_QUALITY.value}#{name}")


def _quad(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
    return Quad(subject, predicate, value, _QUALITY)
