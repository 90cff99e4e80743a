"""What a reasoner judges the consistency of under OWL 2 DL, and the verdict that is kept beside the ontology.

The ontology and the entities are judged; what documents claim is not, as documents may contradict each other. HermiT
supports the datatypes of the OWL 2 datatype map (OWL 2 Structural Specification, section 4) and stops at any other,
xsd:date and EDTF among them; it is given a projection without the triples that hold those. It reads one ontology, so
the modules are merged and their imports dropped.

A reasoner needs Java and some seconds, so a verdict is kept with the digest of what was judged: as long as that is the
same nobody needs to judge again. The tests do, each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from server.build.read.sources import Sources
from server.namespaces import PREFIXES
from server.rdf.graphs import digest, merged
from server.rdf.terms import OWL, RDFS, TYPE

JUDGED: Final = ("ontology/modules", "ontology/external-terms.ttl", "ontology/schemes", "triples/entities")
"""The folders and files that are judged together."""
VERDICT: Final = "ontology/consistency.txt"
"""The file that keeps the digest of what was found consistent."""

_XSD: Final = PREFIXES["xsd"]
_SUPPORTED: Final = frozenset(
    _XSD + name
    for name in (
        *("string", "boolean", "decimal", "integer", "nonNegativeInteger", "positiveInteger", "double"),
        *("float", "int", "long", "short", "byte", "dateTime", "anyURI"),
    )
) | {PREFIXES["rdf"] + "langString"}
"""The datatypes of the OWL 2 datatype map that the project's files may use."""
_ANNOTATIONS: Final = frozenset(
    (
        *(RDFS[name] for name in ("label", "comment", "seeAlso", "isDefinedBy")),
        *(OWL[name] for name in ("deprecated", "versionInfo", "versionIRI", "priorVersion")),
        *(OWL[name] for name in ("backwardCompatibleWith", "incompatibleWith")),
    )
)
"""The annotation properties that OWL 2 has itself (section 5.5), and the other properties of an ontology's header."""
_ANNOTATION_PROPERTY: Final = OWL["AnnotationProperty"]
_DIGEST: Final = re.compile(r"^digest +([0-9a-f]{64})$", re.MULTILINE)
_TEXT: Final = """\
# Written by `eikg check`: HermiT found these axioms consistent, and no class that can have no member.
# The axioms of {places}, without annotations.
digest   {digest}
triples  {triples}, and {left_out} left out for their datatypes
"""


@dataclass(frozen=True)
class Projection:
    """What the reasoner is given: `triples`, with `left_out` triples dropped for their datatypes."""

    triples: frozenset[Triple]
    left_out: int

    @property
    def digest(self) -> str:
        """The SHA-256 of its canonical form, in hexadecimal."""
        return digest(Quad(t.subject, t.predicate, t.object) for t in self.triples)


def project(triples: Iterable[Triple]) -> Projection:
    """Leave out, of the merged ontology, every triple with a datatype that HermiT does not support."""
    everything = merged(triples)
    unsupported = {triple for triple in everything if _has_unsupported_datatype(triple)}
    return Projection(everything - unsupported, len(unsupported))


def judged(sources: Sources) -> Projection:
    """Return what is to be judged of a project: without annotations, which mean nothing to a reasoner (section 10)."""
    triples = {quad.triple for source in sources.under(*JUDGED) for quad in source.quads}
    annotations = {t.subject for t in triples if t.predicate == TYPE and t.object == _ANNOTATION_PROPERTY}
    return project(t for t in triples if t.predicate not in annotations | _ANNOTATIONS)


def is_known(root: Path, projection: Projection) -> bool:
    """Tell whether the verdict kept in a project is of exactly this projection."""
    path = root / VERDICT
    kept = _DIGEST.search(path.read_text(encoding="utf-8")) if path.is_file() else None
    return kept is not None and kept[1] == projection.digest


def keep(root: Path, projection: Projection) -> None:
    """Keep in a project that a projection was found consistent."""
    text = _TEXT.format(
        places=", ".join(JUDGED),
        digest=projection.digest,
        triples=len(projection.triples),
        left_out=projection.left_out,
    )
    (root / VERDICT).write_text(text, encoding="utf-8", newline="\n")


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
