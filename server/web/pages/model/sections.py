"""Into which section of a thing's page a statement belongs: what the ontology says by its annotations, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from server.namespaces import BASE, EIK, PREFIXES, PROJECT
from server.web.pages.model.statements import SHOWN
from server.web.pages.ontology.facts import Facts

FACTS: Final = "facts"
OTHER: Final = "other"
EXAMPLES: Final = "examples"
"""The sections of what the ontology puts in none: values of a thing, where it occurs, and where beside things."""

_SCHEME: Final = BASE + "scheme/page-section"
_RDFS: Final = PREFIXES["rdfs"]
_SKOS: Final = PREFIXES["skos"]
_PROPERTIES: Final = tuple(
    f"{PREFIXES['owl']}{name}Property" for name in ("Object", "Datatype", "Annotation")
)
_SHOWN_OF_TOLD: Final = 60


@dataclass(frozen=True)
class Sections:
    """The sections in their order, and what belongs to each.

    `of_values` gives the section of a property's values, `of_subjects` that of its subjects on the page of a value,
    both by property; `of_kinds` that of the things of a kind. Things of the kinds in `situations` and `events` are told
    by their parts and times; those in `nameless` have no name by which another thing's line could tell them.
    """

    order: tuple[str, ...]
    of_values: Mapping[str, str]
    of_subjects: Mapping[str, str]
    of_kinds: Mapping[str, str]
    situations: frozenset[str]
    events: frozenset[str]
    nameless: frozenset[str]

    @property
    def told(self) -> frozenset[str]:
        """The kinds whose things are told by their parts and times."""
        return self.situations | self.events

    def of_value(self, predicate: str) -> str:
        """Return the section in which the page of a thing shows its values of a property."""
        return self.of_values.get(predicate, FACTS)

    def section(self, predicate: str, kind: str, /) -> str:
        """Return the section in which the page of a value of a property lists things of a kind that have it."""
        if not kind:
            return EXAMPLES
        return self.of_subjects.get(predicate) or self.of_kinds.get(kind, OTHER)

    def most(self, kind: str, /) -> int:
        """Return how many things of a kind are shown for one property in one section."""
        return _SHOWN_OF_TOLD if kind in self.told else SHOWN


def sections_of(ontology: Facts, concepts: Facts) -> Sections:
    """Return the sections that an ontology and its concept schemes define; all empty if they define none."""
    listed = [node.value for node in concepts.subjects(_SKOS + "inScheme", NamedNode(_SCHEME))]
    numbers = {
        iri: [one.value for one in concepts.literals(NamedNode(iri), _SKOS + "notation")] for iri in listed
    }
    order = sorted(listed, key=lambda iri: (numbers[iri], iri))
    kinds = {kind: [EIK + name for name in names] for kind, names in PROJECT.kinds.items()}

    def inherited(annotation: str) -> dict[str, str]:
        """The annotated properties, those under them, and what other vocabularies have above them.

        The ontology may say nothing of those, and what rules infer of them repeats what its own properties say.
        """
        found: dict[str, str] = {}
        above: dict[str, str] = {}
        for one in ontology.typed(*_PROPERTIES):
            if section := _nearest(ontology, one, "subPropertyOf", annotation, order):
                found[one] = section
                foreign = (iri for iri in upward(ontology, one, "subPropertyOf") if not iri.startswith(BASE))
                above |= dict.fromkeys(foreign, section)
        return above | found

    def below(*names: str) -> frozenset[str]:
        """The kinds of the things of some classes."""
        classes = {EIK + name for name in names}
        return frozenset(
            kind
            for kind, own in kinds.items()
            if any(classes.intersection(upward(ontology, one, "subClassOf")) for one in own)
        )

    by_kind = {
        kind: section
        for kind, own in kinds.items()
        for section in [_nearest(ontology, own[0], "subClassOf", EIK + "pageSection", order)]
        if section
    }
    return Sections(
        order=tuple(order),
        of_values=inherited(EIK + "pageSection"),
        of_subjects=inherited(EIK + "objectPageSection"),
        of_kinds=by_kind,
        situations=below("Situation"),
        events=below("Event"),
        nameless=below("Situation", "Statement", "Claim", "Segment", "Quantity"),
    )


def _nearest(ontology: Facts, term: str, above: str, annotation: str, known: Iterable[str]) -> str | None:
    """Return the section of a term, or that of the nearest term above it that has one."""
    for one in upward(ontology, term, above):
        for section in ontology.iris(NamedNode(one), annotation):
            if section in known:
                return section
    return None


def upward(ontology: Facts, term: str, above: str = "subClassOf") -> list[str]:
    """Return a term and those above it, the nearest first."""
    found = [term]
    for one in found:  # grows while it is read
        found += [iri for iri in ontology.iris(NamedNode(one), _RDFS + above) if iri not in found]
    return found
