"""The saved queries of a project held against its graph: what they name, and what of that is missing or deprecated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from server.faults import Fault
from server.saved.library import deprecated_names, unknown_names
from server.saved.query import SavedQuery
from server.saved.query_text import named_iris


def described(quads: Iterable[Quad]) -> frozenset[str]:
    """Return every IRI that the quads say something about, and every graph: what a saved query may name."""
    names = (term.value for q in quads for term in (q.subject, q.graph_name) if isinstance(term, NamedNode))
    return frozenset(names)


def named_in(queries: Iterable[SavedQuery]) -> frozenset[str]:
    """Return what queries name: in their text, and as the class or scheme that a parameter's values belong to."""
    named = {found.iri for query in queries for found in named_iris(query.text)}
    return frozenset(named | {p.of for query in queries for p in query.parameters if p.of})


def unknown_in(queries: Iterable[SavedQuery], folder: Path, known: frozenset[str]) -> Iterator[Fault]:
    """Yield a fault for each IRI of the project that a query of `folder` names and that is not among the `known`."""
    return (fault for query in queries for fault in unknown_names(query, folder, known))


def deprecated_in(
    queries: Iterable[SavedQuery], folder: Path, remedies: Mapping[str, str]
) -> Iterator[Fault]:
    """Yield a fault for each deprecated IRI that a query of `folder` names; `remedies` says what to use instead."""
    return (fault for query in queries for fault in deprecated_names(query, folder, remedies))
