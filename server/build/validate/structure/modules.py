"""Modules: that a term stands in one and says so with rdfs:isDefinedBy; and the normal form of texts."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.build.read.sources import Source, Sources, subject_iri
from server.build.validate.structure.kinds import KINDS
from server.faults import Fault
from server.rdf.iris import short
from server.rdf.terms import OWL, RDFS, TYPE, iris

_FOLDER: Final = "ontology/modules"
_DEFINED_BY: Final = RDFS["isDefinedBy"]


def module_faults(sources: Sources) -> Iterator[Fault]:
    """Yield each term that two modules declare, and each rdfs:isDefinedBy that names another module than its own."""
    declared: dict[str, list[Source]] = defaultdict(list)
    for source in sources.under(_FOLDER):
        headers = {
            subject_iri(q) for q in source.quads if q.predicate == TYPE and q.object == OWL["Ontology"]
        }
        for quad in source.quads:
            subject = subject_iri(quad)
            is_declaration = quad.predicate == TYPE and quad.object in KINDS and subject
            if is_declaration and source not in declared[subject]:
                declared[subject].append(source)
            if quad.predicate == _DEFINED_BY and isinstance(quad.object, NamedNode):
                yield from _defined_by(source, subject, quad.object.value, headers)
    for iri, (first, *others) in declared.items():
        for other in others:
            place = f"{first.name}:{first.positions.line(iri)}"
            remedy = "declare it in one module, and say there whatever the other says of it"
            message = f"is declared here and in {place}"
            yield Fault(other.name, other.positions.line(iri), short(iri), "module", message, remedy)


def _defined_by(source: Source, subject: str, module: str, headers: set[str]) -> Iterator[Fault]:
    if headers and module not in headers:
        line = source.positions.line(subject, _DEFINED_BY.value, module)
        own = short(min(headers))
        message = f"rdfs:isDefinedBy names {short(module)}, and it stands in the module {own}"
        remedy = f"write rdfs:isDefinedBy {own}, or move the term"
        yield Fault(source.name, line, short(subject), "module", message, remedy)


def normal_form_faults(sources: Sources) -> Iterator[Fault]:
    """Yield each text and IRI that is not in Unicode's normal form C: it looks like another and is not equal to it."""
    for source in sources.files:
        if source.text.isascii() or unicodedata.is_normalized("NFC", source.text):
            continue
        for quad in source.quads:
            texts = [quad.object.value] if isinstance(quad.object, Literal) else []
            for text in (*texts, *iris(quad)):
                if not unicodedata.is_normalized("NFC", text):
                    line = source.positions.line(subject_iri(quad), quad.predicate.value, text)
                    place = _first_difference(text)
                    message = (
                        f'"{text}" is not in Unicode normal form C: a letter and its mark are two characters '
                        f"at place {place}"
                    )
                    remedy = "type the text again, or normalise the file to NFC"
                    yield Fault(source.name, line, short(subject_iri(quad)), "normal-form", message, remedy)


def _first_difference(text: str) -> int:
    pairs = zip(text, unicodedata.normalize("NFC", text), strict=False)
    return next((place for place, (one, other) in enumerate(pairs, start=1) if one != other), len(text))
