"""graph:quality: what the checks measured, in the Data Quality Vocabulary (DQV), and why findings were waived."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.build.validate.quality.model import Report, Result
from server.build.vocabulary import graph
from server.namespaces import BASE
from server.rdf.terms import TYPE, XSD, named

_GRAPH: Final = graph("quality")
_DATASET: Final = NamedNode(BASE)
_SEVERITY: Final = {"error": "Violation", "warning": "Warning", "info": "Info"}
"""Our severities in SHACL's terms (section 2.1.4 of SHACL)."""


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
    yield _quad(metric, named("sh:severity"), named(f"sh:{_SEVERITY[check.severity]}"))
    yield _quad(metric, named("dqv:expectedDataType"), XSD["integer"])
    if check.after:
        yield _quad(metric, named("dcterms:source"), Literal(check.after))
    yield _quad(node, TYPE, named("dqv:QualityMeasurement"))
    yield _quad(node, named("dqv:isMeasurementOf"), metric)
    yield _quad(node, named("dqv:computedOn"), _DATASET)
    yield _quad(node, named("dqv:value"), Literal(str(len(result.open)), datatype=XSD["integer"]))
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
    return NamedNode(f"{_GRAPH.value}#{name}")


def _quad(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
    return Quad(subject, predicate, value, _GRAPH)
