"""Triples as they were written, where the store gives one back with another literal of the same value.

The store keeps the value of a number or date: "05" becomes 5, xsd:nonNegativeInteger becomes xsd:integer. A graph that
is made of triples of the store is right again once these few are put in their place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

MOST: Final = 20_000
"""Triples that are kept; of data with more of them none is put back, so that memory stays bounded."""

Originals = Mapping[Triple, tuple[Triple, ...]]
"""By the triple that the store gives, those that were written."""

_NODE: Final = NamedNode("urn:x:node")


def originals_text(triples: Iterable[Triple]) -> str:
    """What `read` takes: those of the triples that the store gives back as another one, and those that others become.

    In N-Triples, sorted, each once; empty where they are more than MOST.
    """
    typed = {triple for triple in triples if isinstance(triple.object, Literal)}
    held = _held({triple.object for triple in typed if isinstance(triple.object, Literal)})
    changed = {triple for triple in typed if triple.object not in held}
    kept = changed | ({_stored(triple) for triple in changed} & typed)
    return "".join(sorted(f"{triple} .\n" for triple in kept)) if len(kept) <= MOST else ""


def read(path: Path) -> Originals:
    """The triples of a file, by what the store makes of them. Raises OSError and SyntaxError."""
    found: dict[Triple, list[Triple]] = defaultdict(list)
    for quad in parse(path=path, format=RdfFormat.N_TRIPLES):
        found[_stored(quad.triple)].append(quad.triple)
    return {stored: tuple(written) for stored, written in found.items()}


def restored(triples: Iterable[Triple], originals: Originals) -> Iterator[Triple]:
    """Triples of the store as they were written."""
    for triple in triples:
        yield from originals.get(triple, (triple,))


def _stored(triple: Triple) -> Triple:
    if not isinstance(triple.object, Literal):
        return triple
    [literal] = _held({triple.object})
    return Triple(triple.subject, triple.predicate, literal)


def _held(literals: Iterable[Literal]) -> set[Literal]:
    """Literals as the store holds them."""
    store = Store()
    store.extend(Quad(_NODE, _NODE, literal) for literal in literals)
    return {quad.object for quad in store if isinstance(quad.object, Literal)}
