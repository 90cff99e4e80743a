"""How central each actor is in the network of what ties actors, and where a drawing puts it (RDF Data Cube).

Centralities are those of the graph in which two actors with any tie are joined once, without direction or weight.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, cast

import igraph
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from server.build.vocabulary import graph
from server.namespaces import BASE, PREFIXES
from server.rdf.terms import TYPE, XSD, named
from server.saved.ties import ties_query

NETWORK: Final = graph("network")
SIDE: Final = 1000
"""The width and height of the drawing in which actors have their places."""

DAMPING: Final = 0.85
"""Of PageRank: how often the walk follows a tie."""
_SEED: Final = 20
_ROUNDED: Final = 6
_EVEN: Final = 0.35
"""How far places are drawn towards an even spread."""

_MEASURES: Final = {
    "degree": (
        {"en": "Degree", "ru": "Степень", "be": "Ступень"},
        "The number of actors to which an actor is tied.",
    ),
    "betweenness": (
        {"en": "Betweenness", "ru": "Посредничество", "be": "Пасрэдніцтва"},
        "The share of pairs of other actors between whom an actor lies on a shortest path; where there are several "
        "such paths, each counts in part (Freeman 1977, Brandes 2001).",
    ),
    "pagerank": (
        {"en": "PageRank", "ru": "PageRank", "be": "PageRank"},
        f"The share of time that a walk spends with an actor that follows a tie with probability {DAMPING}, and else "
        "begins anew anywhere (Brin and Page 1998).",
    ),
}
_LABELS: Final = {
    "centrality": {
        "en": "Centrality of actors",
        "ru": "Центральность акторов",
        "be": "Цэнтральнасць актараў",
    },
    "actor": {"en": "actor", "ru": "актор", "be": "актар"},
    "x": {"en": "place across", "ru": "место по горизонтали", "be": "месца па гарызанталі"},
    "y": {"en": "place down", "ru": "место по вертикали", "be": "месца па вертыкалі"},
}
_METHOD: Final = (
    "Two actors are tied by an event in which both took part, a treaty to which both are parties, the affiliation of "
    "one with the other, or a restriction that one imposes on the other, if a claim puts it forward. Centralities are "
    "those that igraph computes of the simple graph, without direction or weight, in which actors with any tie are "
    "joined once. Places are those of the layout by Kamada and Kawai (1989), part by part."
)

Tie = tuple[str, str]
"""Two actors, the first one by its IRI first."""


@dataclass(frozen=True)
class Centrality:
    """How central an actor is, by each measure, and its place in the drawing."""

    actor: str
    degree: int
    betweenness: float
    pagerank: float
    x: int
    y: int


def network_quads(quads: Iterable[Quad]) -> list[Quad]:
    """Return graph:network for the quads of a release; nothing where no two actors are tied."""
    found = ties_in(quads)
    return [*_structure(), *_observations(centralities(found))] if found else []


def ties_in(quads: Iterable[Quad]) -> list[Tie]:
    """Return the pairs of actors that anything ties, in order."""
    store = Store()
    store.bulk_extend(quads)
    rows = cast(
        "QuerySolutions", store.query(ties_query(), use_default_graph_as_union=True, prefixes=PREFIXES)
    )
    pairs = (sorted((str(row["one"].value), str(row["other"].value))) for row in rows)
    return sorted({(one, other) for one, other in pairs})


def centralities(ties: Iterable[Tie]) -> list[Centrality]:
    """Return how central each actor is that has a tie, in the order of their IRIs."""
    joined = sorted(ties)
    actors = sorted({actor for pair in joined for actor in pair})
    number = {actor: index for index, actor in enumerate(actors)}
    found = igraph.Graph(n=len(actors), edges=[(number[one], number[other]) for one, other in joined])
    pairs = max((len(actors) - 1) * (len(actors) - 2) / 2, 1)
    return [
        Centrality(actor, degree, round(between / pairs, _ROUNDED), round(rank, _ROUNDED), x, y)
        for actor, degree, between, rank, (x, y) in zip(
            actors,
            found.degree(),
            found.betweenness(directed=False),
            found.pagerank(directed=False, damping=DAMPING),
            places(found),
            strict=True,
        )
    ]


def places(found: Any) -> list[tuple[int, int]]:
    """Return a place for each node of an igraph graph: the greatest part above, the others in a row below it.

    The same graph gets the same places: the layout begins with a circle, and chance with the same number.
    """
    random.seed(_SEED)
    igraph.set_random_number_generator(random)
    parts = sorted(
        (sorted(part) for part in found.connected_components()), key=lambda part: (-len(part), part)
    )
    placed: dict[int, tuple[float, float]] = {}
    left, below = 0.0, 0.0
    for index, part in enumerate(parts):
        size = 1.0 if index == 0 else 0.04 * len(part) ** 0.5 + 0.02
        if index and left + size > 1:
            left, below = 0.0, below + size
        for node, (x, y) in zip(part, _unit(found.induced_subgraph(part)), strict=True):
            placed[node] = (x, y) if index == 0 else (left + x * size, 1.06 + below + y * size)
        left += size + 0.02 if index else 0
    height = max((y for _, y in placed.values()), default=1) or 1
    return [
        (round(placed[node][0] * SIDE), round(placed[node][1] * SIDE / max(height, 1)))
        for node in sorted(placed)
    ]


def _unit(part: Any) -> list[tuple[float, float]]:
    """Lay out one part, and stretch it to a square of side one."""
    layout = part.layout_kamada_kawai(seed=part.layout_circle(), maxiter=50 * part.vcount())
    across, down = zip(*layout.coords, strict=True)
    return [*zip(_stretched(across), _stretched(down), strict=True)]


def _stretched(values: Sequence[float]) -> list[float]:
    """Spread values from 0 to 1, somewhat towards an even spread, so that a crowd in the middle opens."""
    low, high = min(values), max(values)
    order = sorted(range(len(values)), key=lambda index: (values[index], index))
    even = {index: rank / max(len(values) - 1, 1) for rank, index in enumerate(order)}
    return [
        (1 - _EVEN) * ((value - low) / (high - low) if high > low else 0.5) + _EVEN * even[index]
        for index, value in enumerate(values)
    ]


def _structure() -> Iterator[Quad]:
    """What the data set is made of (RDF Data Cube, sections 5 to 7)."""
    dataset, structure = _node("centrality"), _node("structure")
    yield _quad(dataset, TYPE, named("qb:DataSet"))
    yield _quad(dataset, named("qb:structure"), structure)
    yield _quad(dataset, named("dcterms:description"), Literal(_METHOD, language="en"))
    yield _quad(structure, TYPE, named("qb:DataStructureDefinition"))
    for kind, properties in (("dimension", ("actor",)), ("measure", _MEASURES), ("attribute", ("x", "y"))):
        for name in properties:
            component = _node(f"{name}-component")
            yield _quad(structure, named("qb:component"), component)
            yield _quad(component, named(f"qb:{kind}"), _node(name))
            yield _quad(_node(name), TYPE, named(f"qb:{kind.title()}Property"))
    for name, (labels, method) in _MEASURES.items():
        yield from _texts(_node(name), labels)
        yield _quad(_node(name), named("skos:definition"), Literal(method, language="en"))
    for name, labels in _LABELS.items():
        yield from _texts(_node(name), labels)


def _observations(found: Iterable[Centrality]) -> Iterator[Quad]:
    for one in found:
        node = _node(one.actor.removeprefix(f"{BASE}id/").replace("/", "-"))
        yield _quad(node, TYPE, named("qb:Observation"))
        yield _quad(node, named("qb:dataSet"), _node("centrality"))
        yield _quad(node, _node("actor"), NamedNode(one.actor))
        for name, number in (("degree", one.degree), ("x", one.x), ("y", one.y)):
            yield _quad(node, _node(name), Literal(number))
        for name, share in (("betweenness", one.betweenness), ("pagerank", one.pagerank)):
            shortest = f"{Decimal(f'{share:.{_ROUNDED}f}').normalize():f}"  # as stores give it back
            yield _quad(node, _node(name), Literal(shortest, datatype=XSD["decimal"]))


def _texts(node: NamedNode, texts: Mapping[str, str]) -> Iterator[Quad]:
    return (
        _quad(node, named("rdfs:label"), Literal(text, language=language)) for language, text in texts.items()
    )


def _node(name: str) -> NamedNode:
    return NamedNode(f"{NETWORK.value}#{name}")


def _quad(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
    return Quad(subject, predicate, value, NETWORK)
