"""The rules as resources of graph:description, so that a proof can name them and a reader can look them up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.build.infer.derive import DERIVATIONS
from server.build.read.rules import Rule
from server.build.vocabulary import graph
from server.rdf.terms import RDFS, SH, TYPE
from server.why.proofs import rule_iri

_LABEL: Final = RDFS["label"]
_COMMENT: Final = RDFS["comment"]
_CONSTRUCT: Final = SH["construct"]
_RULE: Final = SH["Rule"]
_SPARQL_RULE: Final = SH["SPARQLRule"]
_GRAPH: Final = graph("description")


def rule_quads(rules: Iterable[Rule]) -> Iterator[Quad]:
    """Yield the description of each rule and of what the build reckons out itself (SHACL-AF, section 8)."""
    for rule in rules:
        node = rule_iri(rule.name)
        yield Quad(node, TYPE, _SPARQL_RULE, _GRAPH)
        yield Quad(node, _CONSTRUCT, Literal(rule.query), _GRAPH)
        yield from _texts(node, rule.fields)
    for name, fields in DERIVATIONS.items():
        yield Quad(rule_iri(name), TYPE, _RULE, _GRAPH)
        yield from _texts(rule_iri(name), fields)


def _texts(node: NamedNode, fields: Mapping[str, str]) -> Iterator[Quad]:
    for field, predicate, language in (
        ("title", _LABEL, "en"),
        ("title in Russian", _LABEL, "ru"),
        ("reason", _COMMENT, "en"),
    ):
        if field in fields:
            yield Quad(node, predicate, Literal(fields[field], language=language), _GRAPH)
