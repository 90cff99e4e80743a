"""The rules of SPARQL 1.1 Update beyond its grammar: where variables, blank nodes and paths may stand.

They are in Query, section 19.8, notes 7 and 8, and section 19.6.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.sparql.faults.rules import paths, shared_labels, violations_within
from server.sparql.faults.violation import Violation, at
from server.sparql.tree import (
    Annotated,
    AnnotationBlock,
    BlankNode,
    BlankNodeProperties,
    Collection,
    Node,
    ReifiedTriple,
    Reifier,
    Triples,
    Variable,
    walk,
)
from server.sparql.update_reader import Change, Quads, Update


def update_violations(update: Update) -> Iterator[Violation]:
    """Where an update breaks a rule that its grammar does not hold, in no order."""
    data = [change.inserted for change in update.changes if change.data and change.inserted]
    for one in shared_labels(data):
        message = one.message.replace("in another group", "in another INSERT DATA")
        yield Violation(one.start, one.end, message, "insert the triples of one node by one INSERT DATA")
    for change in update.changes:
        yield from _quads(change)
        if change.where:
            yield from shared_labels([change.where])
            yield from violations_within(update.text, change.where)


def _quads(change: Change) -> Iterator[Violation]:
    for quads in filter(None, (change.deleted, change.inserted)):
        yield from paths([one for one in walk(quads) if isinstance(one, Triples)])
        if change.data:
            yield from _variables(quads, "DELETE DATA" if change.deleted else "INSERT DATA")
    if change.deleted:
        clause = "DELETE DATA" if change.data else "DELETE" if change.where else "DELETE WHERE"
        yield from _blank_nodes(change.deleted, clause)


def _variables(quads: Quads, clause: str) -> Iterator[Violation]:
    form = clause.partition(" ")[0]
    for one in walk(quads):
        if isinstance(one, Variable):
            advice = f"name the term, or write {form} {{ … }} WHERE {{ … }}"
            yield at(one, f"a variable cannot stand in {clause}", advice)


def _blank_nodes(quads: Quads, clause: str) -> Iterator[Violation]:
    for one in walk(quads):
        if _makes_blank_node(one):
            advice = "write a variable, and DELETE { … } WHERE { … }"
            yield at(one, f"a blank node cannot stand in {clause}: it would be a new one", advice)


def _makes_blank_node(node: Node) -> bool:
    match node:
        case BlankNode() | BlankNodeProperties():
            return True
        case Collection(items=items):
            return bool(items)
        case ReifiedTriple(reifier=None) | Reifier(name=None):
            return True
        case Annotated(annotations=annotations):
            before = (None, *annotations)
            return any(
                isinstance(one, AnnotationBlock) and not isinstance(named, Reifier)
                for named, one in zip(before, annotations, strict=False)
            )
    return False
