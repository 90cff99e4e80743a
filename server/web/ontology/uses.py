"""Where the terms of the ontology are used: in the data, in saved queries, in shapes, in rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from pyoxigraph import Literal, NamedNode

from server.namespaces import PREFIXES
from server.rdf.terms import Term
from server.sparql.prologue import written_iris
from server.web.graph import PROLOGUE, Rows, text
from server.web.ontology.facts import Facts

_SH: Final = PREFIXES["sh"]
_TARGETS: Final = tuple(_SH + name for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf"))
_SEVERITIES: Final = {_SH + "Violation": "violation", _SH + "Warning": "warning", _SH + "Info": "info"}
_TOTALS: Final = """SELECT ?iri ?n WHERE {
    { ?partition void:class ?iri ; void:entities ?n } UNION { ?partition void:property ?iri ; void:triples ?n } }"""
_CONCEPTS: Final = """SELECT ?iri (COUNT(*) AS ?n) WHERE { ?iri skos:inScheme ?scheme . ?s ?p ?iri .
    FILTER NOT EXISTS { ?s skos:inScheme ?other } } GROUP BY ?iri"""
Named = TypeVar("Named")


@dataclass(frozen=True)
class Demand:
    """What a shape asks for: its messages in each language, and `severity`: violation, warning or info."""

    shape: str
    severity: str
    messages: tuple[Literal, ...]


def totals(rows: Rows) -> dict[str, int]:
    """Return by IRI how many things a class has and how many triples a property, as the release describes itself."""
    return _numbers(rows, _TOTALS)


def concept_totals(rows: Rows) -> dict[str, int]:
    """Return by IRI how many statements there are about a concept, those of its scheme left out."""
    return _numbers(rows, _CONCEPTS)


def stated(rows: Rows, iri: str, is_class: bool) -> int:
    """Return how many things of a class, or triples of a property, are not only inferred."""
    node = NamedNode(iri)
    # A triple that stands in two graphs counts once.
    pattern, ends = (f"?s a {node}", "?s") if is_class else (f"?s {node} ?o", "?s ?o")
    query = f"""{PROLOGUE}SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT {ends} WHERE {{
        GRAPH ?g {{ {pattern} }} FILTER(?g != graph:inferred) }} }}"""
    return int(text(rows(query)[0], "n"))


def _numbers(rows: Rows, query: str) -> dict[str, int]:
    declared = f"PREFIX void: <{PREFIXES['void']}>\n{PROLOGUE}{query}"
    return {text(row, "iri"): int(text(row, "n")) for row in rows(declared)}


def using(texts: Iterable[tuple[Named, str]]) -> dict[str, tuple[Named, ...]]:
    """Return by IRI what names it; `texts` holds each thing with its SPARQL."""
    found: dict[str, list[Named]] = defaultdict(list)
    for thing, query in texts:
        for iri in sorted({named.iri for named in written_iris(query)}):
            found[iri].append(thing)
    return {iri: tuple(things) for iri, things in found.items()}


def rules(rows: Rows) -> dict[str, tuple[str, ...]]:
    """Return the IRIs of the rules that the release describes, by the IRI of each term that they name."""
    query = f"""{PROLOGUE}SELECT ?rule ?query WHERE {{
        ?rule <{_SH}construct> ?query FILTER(ISIRI(?rule)) }} ORDER BY ?rule"""
    return using((text(row, "rule"), text(row, "query")) for row in rows(query))


def labels_of_rules(rows: Rows) -> Iterator[tuple[str, Literal]]:
    """Yield the IRI of each rule that the release describes, with each of its labels."""
    query = f"{PROLOGUE}SELECT ?rule ?label WHERE {{ ?rule <{_SH}construct> ?query ; rdfs:label ?label }}"
    for row in rows(query):
        if isinstance(label := row["label"], Literal):
            yield text(row, "rule"), label


def demands(shapes: Facts) -> dict[str, tuple[Demand, ...]]:
    """Return what shapes demand, by the IRI of a class that they target or of a term that the demand names."""
    found: dict[str, dict[Demand, None]] = defaultdict(dict)
    holders = {triple.subject for triple in shapes.triples if triple.predicate.value == _SH + "message"}
    for holder in sorted(holders, key=str):
        shape = shapes.root(holder)
        demand = Demand(
            shape.value if isinstance(shape, NamedNode) else "",
            _severity(shapes, holder),
            tuple(shapes.literals(holder, _SH + "message")),
        )
        named = {triple.object for triple in shapes.tree(holder)}
        for term in (*shapes.values(shape, *_TARGETS), *named):
            if isinstance(term, NamedNode):
                found[term.value][demand] = None
    return {iri: tuple(sorted(listed, key=str)) for iri, listed in found.items()}


def _severity(shapes: Facts, node: Term) -> str:
    """Return the severity of a shape; sh:Violation where it gives none (SHACL, section 2.1.4)."""
    return next(
        (_SEVERITIES[iri] for iri in shapes.iris(node, _SH + "severity") if iri in _SEVERITIES), "violation"
    )
