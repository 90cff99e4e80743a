"""What an engine is loaded with: the graphs of a release, those that stand for several, and which release it is.

All of it goes in one document, so that a blank node is the same in every graph that has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from server.engine.remote.graphs import DIGEST, MARK, UNION
from server.engine.remote.products import Product
from server.namespaces import EVERYTHING
from server.rdf.originals import read
from server.rdf.terms import TERMS, UNCOMMITTED
from server.release import ASSERTED_GRAPH, INFERRED_GRAPH, ORIGINALS, Release

_INFERRED: Final = f"<{INFERRED_GRAPH}>"
_IN_DOCUMENT: Final = f" {TERMS['inDocument']} "
_STANCE: Final = f" {TERMS['stance']} "
_UNCOMMITTED: Final = frozenset(map(str, UNCOMMITTED))


def quads(release: Release, product: Product) -> Iterator[str]:
    """The lines of N-Quads to load, each with its end. Raises OSError and NoRelease.

    Numbers and dates are written as the embedded store gives them back, so that every engine answers the same.
    """
    union: dict[str, bool] = {}
    sets: dict[str, dict[str, None]] = {name: {} for name in release.manifest.datasets}
    member = _sets_by_claim(release)
    for triple, graph in _lines(release):
        yield f"{triple} {graph} .\n"
        union[triple] = union.get(triple, False) or graph != _INFERRED
        for name in member.get(graph, ()):
            if name in sets:
                sets[name][triple] = None
    everything = f" <{UNION}>" if product.union_by_name else ""
    for triple, stated in union.items():
        yield f"{triple}{everything} .\n"
        if stated:
            yield f"{triple} <{ASSERTED_GRAPH}> .\n"
    for name, triples in sets.items():
        for triple in triples:
            yield f"{triple} <{name}> .\n"


def mark(release: Release) -> str:
    """The line that says which release is loaded."""
    return f'<urn:x-eikg:{release.path.name}> <{DIGEST}> "{release.manifest.digest}" <{MARK}> .\n'


def expected(release: Release, product: Product) -> Mapping[str, int]:
    """How many triples each graph has once all is loaded but the mark; the default graph goes by an empty name."""
    manifest = release.manifest
    counts = {name: entry.triples for name, entry in manifest.graphs.items()} | dict(manifest.datasets)
    counts[ASSERTED_GRAPH] = manifest.counts["asserted"]
    counts[UNION if product.union_by_name else ""] = manifest.counts["triples"]
    return counts


def _lines(release: Release) -> Iterator[tuple[str, str]]:
    """Each quad as its triple and the name of its graph, in N-Quads."""
    given = {
        str(written): str(stored)
        for stored, all_ in read(release.path / ORIGINALS).items()
        for written in all_
    }
    with release.data.open(encoding="utf-8") as file:
        for line in file:
            triple, graph = line.removesuffix(" .\n").rsplit(" ", 1)
            yield given.get(triple, triple), graph


def _sets_by_claim(release: Release) -> Mapping[str, list[str]]:
    """Claim → the names of documents that stand for it, as virtual_graphs.py has it."""
    documents: dict[str, set[str]] = defaultdict(set)
    stances: dict[str, set[str]] = defaultdict(set)
    for triple, _ in _lines(release):
        if _IN_DOCUMENT in triple:
            claim, document = triple.split(_IN_DOCUMENT)
            documents[claim].add(document)
        elif _STANCE in triple:
            claim, stance = triple.split(_STANCE)
            stances[claim].add(stance)
    found: dict[str, list[str]] = defaultdict(list)
    for claim, names in documents.items():
        for document in names:
            found[claim].append(document[1:-1] + EVERYTHING)
            if not stances[claim] & _UNCOMMITTED:
                found[claim].append(document[1:-1])
    return found
