"""Where the terms of the ontology are used: in the data, in saved queries, in shapes, in rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from pyoxigraph import Literal, NamedNode

from server.engine.reading import Reader
from server.namespaces import BASE, PREFIXES
from server.rdf.terms import Term
from server.saved.query import names_in
from server.web.pages.model.graph import text
from server.web.pages.ontology.facts import Facts

_SH: Final = PREFIXES["sh"]
_TARGETS: Final = tuple(_SH + name for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf"))
_SEVERITIES: Final = {_SH + "Violation": "violation", _SH + "Warning": "warning", _SH + "Info": "info"}
_TOTALS: Final = f"""SELECT ?iri ?n WHERE {{
    {{ <{BASE}> void:classPartition ?partition . ?partition void:class ?iri ; void:entities ?n }} UNION
    {{ <{BASE}> void:propertyPartition ?partition . ?partition void:property ?iri ; void:triples ?n }} }}"""
"""Of the dataset's own partitions: those of its classes have partitions by property, too."""

_CONCEPTS: Final = """SELECT ?iri (COUNT(*) AS ?n) WHERE {
    { SELECT DISTINCT ?iri WHERE { ?iri skos:inScheme ?scheme } } ?s ?p ?iri .
    FILTER NOT EXISTS { ?s skos:inScheme ?other } } GROUP BY ?iri"""
Named = TypeVar("Named")


@dataclass(frozen=True)
class Demand:
    """What a shape asks for: its messages in each language, and `severity`: violation, warning or info."""

    shape: str
    severity: str
    messages: tuple[Literal, ...]


def totals() -> Reader[dict[str, int]]:
    """Return by IRI how many things a class has and how many triples a property, as the release describes itself."""
    return (yield from _numbers(_TOTALS))


def concept_totals() -> Reader[dict[str, int]]:
    """Return by IRI how many statements there are about a concept, those of its scheme left out."""
    return (yield from _numbers(_CONCEPTS))


def stated(iri: str, is_class: bool) -> Reader[int]:
    """Return how many things of a class, or triples of a property, are not only inferred."""
    node = NamedNode(iri)
    # A triple that stands in two graphs counts once.
    pattern, ends = (f"?s a {node}", "?s") if is_class else (f"?s {node} ?o", "?s ?o")
    query = f"""SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT {ends} WHERE {{
        GRAPH ?g {{ {pattern} }} FILTER(?g != graph:inferred) }} }}"""
    (rows,) = yield [query]
    return int(text(rows[0], "n"))


def _numbers(query: str) -> Reader[dict[str, int]]:
    (rows,) = yield [query]
    return {text(row, "iri"): int(text(row, "n")) for row in rows}


def using(naming: Iterable[tuple[Named, Iterable[str]]]) -> dict[str, tuple[Named, ...]]:
    """Return by IRI what names it; `naming` holds each thing with the IRIs that it names."""
    found: dict[str, list[Named]] = defaultdict(list)
    for thing, iris in naming:
        for iri in iris:
            found[iri].append(thing)
    return {iri: tuple(things) for iri, things in found.items()}


def rules() -> Reader[dict[str, tuple[str, ...]]]:
    """Return the IRIs of the rules that the release describes, by the IRI of each term that they name."""
    query = f"""SELECT ?rule ?query WHERE {{
        ?rule <{_SH}construct> ?query FILTER(ISIRI(?rule)) }} ORDER BY ?rule"""
    (rows,) = yield [query]
    return using((text(row, "rule"), names_in(text(row, "query"))) for row in rows)


def labels_of_rules() -> Reader[list[tuple[str, Literal]]]:
    """Return the IRI of each rule that the release describes, with each of its labels."""
    query = f"SELECT ?rule ?label WHERE {{ ?rule <{_SH}construct> ?query ; rdfs:label ?label }}"
    (rows,) = yield [query]
    return [(text(row, "rule"), label) for row in rows if isinstance(label := row["label"], Literal)]


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
