"""Names in the queries that the ontology holds: its rules, its checks, and the constraints of its shapes in SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.build.read.sources import Sources
from server.build.validate.names import did_you_mean
from server.build.validate.quality_checks import Vocabularies, unknown
from server.faults import Fault
from server.namespaces import BASE, EIK, PREFIXES
from server.rdf.iris import prefixed
from server.rdf.terms import SH, TYPE
from server.saved.query import line_of
from server.sparql.prologue import written_iris

_DECLARED: Final = (EIK, BASE + "scheme/", BASE + "id/")
_PLACES: Final = {
    EIK: "ontology/modules",
    BASE + "scheme/": "ontology/schemes",
    BASE + "id/": "triples/entities",
}
_IN_SHAPES: Final = (SH["select"], SH["ask"], SH["construct"])
_PROLOGUE: Final = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in PREFIXES.items())


@dataclass(frozen=True)
class QueryText:
    """A SPARQL query that a file holds, and the line of the file on which it begins."""

    file: str
    text: str
    line: int = 1


def reference_faults(
    texts: Iterable[QueryText], sources: Sources, vocabularies: Vocabularies
) -> Iterator[Fault]:
    """Yield each name in the texts, and in the shapes' queries, of a term that nothing declares."""
    declared = {
        quad.subject.value
        for quad in sources.quads
        if quad.predicate == TYPE and isinstance(quad.subject, NamedNode)
    }
    for query in (*texts, *_of_shapes(sources)):
        # On the first line, so that lines keep their numbers.
        text = _PROLOGUE + query.text
        seen: set[str] = set()
        for named in written_iris(text):
            if named.iri in seen or not (fault := _fault(named.iri, declared, vocabularies)):
                continue
            seen.add(named.iri)
            line = query.line + line_of(text, named.start) - 1
            yield Fault(query.file, line, named.written, "undeclared", *fault)


def _of_shapes(sources: Sources) -> Iterator[QueryText]:
    for source in sources.under("ontology/shapes"):
        for quad in source.quads:
            if quad.predicate in _IN_SHAPES and isinstance(quad.object, Literal):
                line = source.positions.mention(quad.object.value) or 1
                yield QueryText(source.name, quad.object.value, line)


def _fault(iri: str, declared: set[str], vocabularies: Vocabularies) -> tuple[str, str] | None:
    if iri.startswith(_DECLARED) and not iri.endswith("/"):
        if iri in declared:
            return None
        place = next(place for base, place in _PLACES.items() if iri.startswith(base))
        return "no file declares it", did_you_mean(iri, declared, place)
    prefix, name = prefixed(iri) or ("", "")
    if name and prefix in vocabularies and (why := unknown(iri, vocabularies)):
        return why, did_you_mean(
            iri, {PREFIXES[prefix] + one for one in vocabularies[prefix]}, "its vocabulary"
        )
    return None
