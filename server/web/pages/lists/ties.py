"""Which terms of the ontology stand below and above which: classes for kinds and trees, properties for columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from server.namespaces import PREFIXES
from server.web.pages.ontology.facts import Facts

_OWL: Final = PREFIXES["owl"]
_RDFS: Final = PREFIXES["rdfs"]


@dataclass(frozen=True)
class Ties:
    """What the ontology says of its terms, by IRI.

    `broader` are the properties above each property, `above` the classes right above each class, `narrower` all classes
    below each, `inverses` the properties that are the inverse of another one.
    """

    broader: Mapping[str, frozenset[str]]
    above: Mapping[str, frozenset[str]]
    narrower: Mapping[str, frozenset[str]]
    inverses: frozenset[str]


def ties_of(ontology: Facts) -> Ties:
    """Return the ties between the terms of an ontology."""
    above = _edges(ontology, _RDFS + "subClassOf")
    below: dict[str, set[str]] = defaultdict(set)
    for narrow, broad in _closure(above).items():
        for one in broad:
            below[one].add(narrow)
    inverse = _edges(ontology, _OWL + "inverseOf")
    return Ties(
        broader=_closure(_edges(ontology, _RDFS + "subPropertyOf")),
        above={one: frozenset(found) for one, found in above.items()},
        narrower={one: frozenset(found) for one, found in below.items()},
        inverses=frozenset(inverse).union(*inverse.values()),
    )


def _edges(ontology: Facts, predicate: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for triple in ontology.triples:
        if (
            triple.predicate.value == predicate
            and isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, NamedNode)
        ):
            found[triple.subject.value].add(triple.object.value)
    return found


def _closure(edges: Mapping[str, AbstractSet[str]]) -> dict[str, frozenset[str]]:
    """Return what each can be followed to, itself left out."""

    def reached(one: str) -> frozenset[str]:
        seen: set[str] = set()
        waiting = [one]
        while waiting:
            new = edges.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return frozenset(seen - {one})

    return {one: reached(one) for one in edges}
