"""How the classes hang together: which properties things of a class have, and what these lead to.

This is the shape of VoID by which editors complete queries and language models learn a graph: each class partition has
a partition for each property, and that one leads to the partitions of the classes or datatypes of its values. Only the
project's own classes are shown so; those of other vocabularies, which nearly all things belong to, would double it all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.namespaces import EIK, PREFIXES, VOID_GRAPH
from server.rdf.iris import short
from server.rdf.terms import TYPE, VOID, XSD, Term

_EXTENSION: Final = PREFIXES["void-ext"]

Subject = NamedNode | BlankNode | Triple
Statement = tuple[Subject, NamedNode, Term]
Key = tuple[NamedNode, NamedNode]
"""A class and a property."""


def schema(union: set[Statement]) -> Iterator[Statement]:
    """Yield the partitions of the project's classes by property, and those of the datatypes that occur in them."""
    classes: dict[Term, list[NamedNode]] = defaultdict(list)
    for subject, predicate, kind in union:
        if predicate == TYPE and isinstance(kind, NamedNode) and kind.value.startswith(EIK):
            classes[subject].append(kind)
    uses: Counter[Key] = Counter()
    values: dict[Key, set[NamedNode]] = defaultdict(set)
    for subject, predicate, value in union:
        ends = classes.get(value, []) if predicate != TYPE else []
        if isinstance(value, Literal):
            ends = [value.datatype]
        for kind in classes.get(subject, ()):
            uses[kind, predicate] += 1
            values[kind, predicate].update(ends)
    for (kind, predicate), number in uses.items():
        node = partition("class", kind, predicate)
        yield partition("class", kind), VOID["propertyPartition"], node
        yield node, VOID["property"], predicate
        yield node, VOID["triples"], Literal(str(number), datatype=XSD["integer"])
        for end in values[kind, predicate]:
            yield node, *_end(end)
    for datatype in {value.datatype for _, _, value in union if isinstance(value, Literal)}:
        yield partition("datatype", datatype), NamedNode(_EXTENSION + "datatype"), datatype


def partition(kind: str, *terms: Term) -> NamedNode:
    """Name a partition after its terms: `…/.well-known/void#class-eik-State`."""
    texts = (short(term.value) if isinstance(term, NamedNode) else "" for term in terms)
    names = ("".join(character if character.isalnum() else "-" for character in text) for text in texts)
    return NamedNode(f"{VOID_GRAPH}#{'-'.join((kind, *names)).strip('-')}")


def _end(term: NamedNode) -> tuple[NamedNode, NamedNode]:
    if term.value.startswith(EIK):
        return VOID["classPartition"], partition("class", term)
    return NamedNode(_EXTENSION + "datatypePartition"), partition("datatype", term)
