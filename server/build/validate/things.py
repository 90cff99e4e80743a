"""Things whose IRI says another kind than their class: `event:minsk` is no place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from server.build.read.places import Places
from server.build.read.sources import subject_iri
from server.faults import Fault
from server.namespaces import BASE, EIK, KINDS
from server.rdf.iris import short
from server.rdf.terms import OWL, RDFS, TYPE

_THINGS: Final = BASE + "id/"
_CLASS: Final = OWL["Class"]
_SUBCLASS: Final = RDFS["subClassOf"]


def kind_of_iri_faults(quads: Iterable[Quad], places: Places) -> Iterator[Fault]:
    """Yield each thing whose classes, what is inferred included, belong to other kinds than the one in its IRI.

    The class of a kind has its name: that of `treaty-action` is eik:TreatyAction. A kind without a class says nothing,
    and a class that is broader than that of the kind leaves it open.
    """
    broader: dict[str, set[str]] = defaultdict(set)
    types: dict[str, list[NamedNode]] = defaultdict(list)
    for quad in quads:
        if quad.predicate == _SUBCLASS and isinstance(quad.object, NamedNode):
            broader[subject_iri(quad)].add(quad.object.value)
        elif (
            quad.predicate == TYPE
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
            and quad.object.value.startswith((EIK, OWL["Class"].value))
        ):
            types[quad.subject.value].append(quad.object)
    names = {iri.removeprefix(EIK).lower(): iri for iri, kinds in types.items() if _CLASS in kinds}
    classes = {kind: names[name] for kind in KINDS if (name := kind.replace("-", "")) in names}
    for iri, found in types.items():
        kind = iri.removeprefix(_THINGS).partition("/")[0] if iri.startswith(_THINGS) else ""
        wanted = classes.get(kind)
        of_kinds = [one for one in found if one.value in classes.values()]
        if wanted and of_kinds and not {one.value for one in of_kinds} & {wanted, *broader[wanted]}:
            first = of_kinds[0]
            place = places.triple(Triple(NamedNode(iri), TYPE, first))
            message = (
                f"is of class {short(first.value)}, and its IRI says {kind}: "
                f"things of that kind are {short(wanted)}"
            )
            remedy = f"name it after another kind, or give it {short(wanted)} or a subclass as its class"
            yield Fault(place.file, place.line, short(iri), "kind-of-iri", message, remedy)
