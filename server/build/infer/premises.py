"""What the inference rules may start from: what somebody puts forward as so.

A claim whose stance is denies, predicts or recommends holds what is *not* said to be the case. Nothing follows from
it, save of what kind its nodes are: a forecast is found as a statement, but a denied membership makes no member.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode, Quad

from server.namespaces import PREFIXES
from server.rdf.terms import TYPE, named

_STANCE: Final = named("eik:stance")
_UNCOMMITTED: Final = frozenset(
    NamedNode(PREFIXES["stance"] + name) for name in ("denies", "predicts", "recommends")
)


def premises(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield the quads that rules may start from: all but what uncommitted claims state, types excepted."""
    given = list(quads)
    claims = {quad.subject for quad in given if quad.predicate == _STANCE and quad.object in _UNCOMMITTED}
    return (quad for quad in given if quad.graph_name not in claims or quad.predicate == TYPE)
