"""What triples stand on in the end: the claims and the files that state them, or state what they follow from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Triple

from server.engine.reading import Reader
from server.rdf.iris import is_claim
from server.release import INFERRED_GRAPH
from server.why.graphs import graphs_of
from server.why.proofs import Origin, Proofs


@dataclass(frozen=True)
class Grounds:
    """The claims that a triple stands on; and the graphs and files in which the project itself states a part of it.

    `rule` is the last step by which it follows, where nobody states it. `complete`: whether all premises were followed.
    """

    claims: frozenset[str] = frozenset()
    graphs: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    rule: str | None = None
    complete: bool = True

    @classmethod
    def together(cls, several: Iterable[Grounds], rule: str | None = None) -> Grounds:
        """Those of several triples as one."""
        found = [*several]
        return cls(
            frozenset().union(*(one.claims for one in found)),
            frozenset().union(*(one.graphs for one in found)),
            frozenset().union(*(one.files for one in found)),
            rule,
            all(one.complete for one in found),
        )


@dataclass(frozen=True)
class Statements:
    """Where triples, and the premises that they follow from, stand and come from."""

    origins: Mapping[Triple, Origin]
    graphs: Mapping[Triple, Collection[str]]
    _known: dict[Triple, Grounds] = field(default_factory=dict)

    def grounds(self, triple: Triple, graphs: Collection[str]) -> Grounds:
        """What a triple stands on that was found in some of the graphs that hold it."""
        origin = self.origins.get(triple)
        if origin is None:
            return Grounds(complete=False)
        claims = frozenset(filter(is_claim, graphs))
        others = frozenset(graphs) - claims
        stated = others - {INFERRED_GRAPH}
        files = frozenset(origin.files if stated else ())
        if origin.proof is None:
            return Grounds(claims, others, files)
        if claims or files:
            return Grounds(claims, stated, files)
        return Grounds.together(map(self._anywhere, origin.premises), origin.proof.rule)

    def _anywhere(self, triple: Triple) -> Grounds:
        if triple not in self._known:
            self._known[triple] = self.grounds(triple, self.graphs.get(triple, ()))
        return self._known[triple]


def statements(proofs: Proofs, triples: Collection[Triple], most: int) -> Reader[Statements]:
    """Return what is known of triples and of all that they follow from; of at most so many `most` triples."""
    origins = followed(proofs, triples, most)
    graphs = yield from graphs_of(origins)
    return Statements(origins, graphs)


def followed(proofs: Proofs, triples: Collection[Triple], most: int) -> dict[Triple, Origin]:
    """Return where triples come from, then their premises, and theirs; at most so many `most` of all of them."""
    origins: dict[Triple, Origin] = {}
    waiting = [*triples]
    while waiting and len(origins) < most:
        # Breadth first, so that none is left without its nearest premises for the sake of another's farthest.
        level, waiting = waiting, []
        for triple in level:
            if triple not in origins and len(origins) < most:
                origins[triple] = proofs.origin(triple)
                waiting += origins[triple].premises
    return origins
