"""One ontology made of the modules: what the reasoners read, and what a program gets that asks for the ontology."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode, Triple

from server.namespaces import BASE
from server.rdf.terms import OWL, TYPE

ROOT: Final = NamedNode(BASE + "ontology")
"""The ontology as a whole; each module is an ontology too, which it imports."""
ONTOLOGY_GRAPHS: Final = ("ontology", "external-terms")
"""The names of the graphs that make up the ontology: the modules, and declarations of the foreign terms they use."""
_ONTOLOGY: Final = OWL["Ontology"]
_IMPORTS: Final = OWL["imports"]


def merged(triples: Iterable[Triple]) -> frozenset[Triple]:
    """Make one ontology of the modules: without imports and without headers but the root's."""
    everything = frozenset(triples)
    headers = {t.subject for t in everything if t.predicate == TYPE and t.object == _ONTOLOGY} - {ROOT}
    return frozenset(t for t in everything if t.subject not in headers and t.predicate != _IMPORTS)
