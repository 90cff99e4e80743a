"""The version of the ontology, which stands in the header of its root alone, said of each module too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Quad

from server.build.vocabulary import graph
from server.rdf.graphs import ROOT
from server.rdf.terms import OWL, TYPE

_ONTOLOGY: Final = OWL["Ontology"]
_VERSION_INFO: Final = OWL["versionInfo"]


def module_versions(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield owl:versionInfo of each module that does not give it itself."""
    home = graph("ontology")
    given = [quad for quad in quads if quad.graph_name == home]
    said = {quad.subject for quad in given if quad.predicate == _VERSION_INFO}
    versions = [q.object for q in given if q.subject == ROOT and q.predicate == _VERSION_INFO]
    for quad in given:
        if quad.predicate == TYPE and quad.object == _ONTOLOGY and quad.subject not in said:
            yield from (Quad(quad.subject, _VERSION_INFO, version, home) for version in versions)
