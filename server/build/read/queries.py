"""The saved queries of a project held against its graph: what they name, and what of that is missing or deprecated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from server.faults import Fault
from server.saved.library import deprecated_names, unknown_names
from server.saved.query import SavedQuery


def described(quads: Iterable[Quad]) -> frozenset[str]:
    """Return every IRI that the quads say something about, and every graph: what a saved query may name."""
    names = (term.value for q in quads for term in (q.subject, q.graph_name) if isinstance(term, NamedNode))
    return frozenset(names)


def named_in(queries: Iterable[SavedQuery]) -> frozenset[str]:
    """Return what queries name: in their text, and as the class or scheme that a parameter's values belong to."""
    listed = list(queries)
    of = {parameter.of for query in listed for parameter in query.parameters if parameter.of}
    return frozenset({iri for query in listed for iri in query.iris} | of)


def unknown_in(queries: Iterable[SavedQuery], folder: Path, known: frozenset[str]) -> Iterator[Fault]:
    """Yield a fault for each IRI of the project that a query of `folder` names and that is not among the `known`."""
    return (fault for query in queries for fault in unknown_names(query, folder, known))


def deprecated_in(
    queries: Iterable[SavedQuery], folder: Path, remedies: Mapping[str, str]
) -> Iterator[Fault]:
    """Yield a fault for each deprecated IRI that a query of `folder` names; `remedies` says what to use instead."""
    return (fault for query in queries for fault in deprecated_names(query, folder, remedies))
