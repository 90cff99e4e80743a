"""The graphs that an engine holds of a release, and how a dataset is asked for by their names.

Beside the named graphs of the release it holds, under the names by which they are asked, the sets that stand for
several: all that is asserted, and what each document says. A query that names none of them must not find them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from server.engine.errors import QueryRefused
from server.engine.job import Dataset
from server.engine.remote.products import Product
from server.engine.virtual_graphs import is_virtual
from server.release import ASSERTED_GRAPH, INFERRED_GRAPH, Manifest

UNION: Final = "urn:x-eikg:union"
"""The union of all graphs, as a set, in an engine without a default graph of its own."""

MARK: Final = "urn:x-eikg:release"
"""The graph that says which release is loaded; it is written last."""

DIGEST: Final = "urn:x-eikg:digest"
NOTHING: Final = "urn:x-eikg:nothing"
"""A graph that there is not."""


@dataclass(frozen=True)
class Holdings:
    """The names of the graphs of a release, of those that stand for several of them, and of the engine's own."""

    graphs: tuple[str, ...]
    sets: tuple[str, ...]
    own: tuple[str, ...] = ()

    @classmethod
    def of(cls, manifest: Manifest, product: Product) -> Holdings:
        """Those of a release in an engine."""
        return cls(tuple(manifest.graphs), (ASSERTED_GRAPH, *manifest.datasets), product.own)

    @property
    def hidden(self) -> frozenset[str]:
        """What a query finds only if its dataset names it."""
        return frozenset((UNION, MARK, *self.sets, *self.own))


@dataclass(frozen=True)
class View:
    """The graphs of a request, as the parameters of the protocol name them, and those hidden from GRAPH beside."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()


def view(
    dataset: Dataset | None,
    product: Product,
    holdings: Holdings,
    asks_graphs: bool,
    claims: Callable[[str], Iterable[str]],
) -> View:
    """How a dataset is asked for; None is everything. `claims` are those that the name of a document stands for.

    Raises QueryRefused for several default graphs where the engine does not merge them as a set.
    """
    if dataset is None:
        return _everything(product, holdings, asks_graphs)
    private = (UNION, MARK, *holdings.own)
    default = tuple(dict.fromkeys(name for name in dataset.default if name not in private))
    named = tuple(dict.fromkeys(name for name in dataset.named if name not in private))
    if len(default) > 1 and not product.merges:
        reason = "this engine counts a triple for each default graph that has it; ask each graph by itself"
        raise QueryRefused(reason, 1, 1)
    hidden: frozenset[str] = frozenset()
    if asks_graphs and not named and any(map(is_virtual, default)):
        if ASSERTED_GRAPH in default and product.open_named:
            hidden = holdings.hidden | {INFERRED_GRAPH}
        else:
            named = tuple(dict.fromkeys(_members(default, holdings, claims)))
    if not named and not hidden and product.open_named:
        named = (NOTHING,)
    return View(default or (NOTHING,), named, hidden)


def _everything(product: Product, holdings: Holdings, asks_graphs: bool) -> View:
    if not product.union_by_name:
        return View(hidden=holdings.hidden)
    if product.open_named or not asks_graphs:
        return View((UNION,), (), holdings.hidden)
    return View((UNION,), holdings.graphs)


def _members(
    default: Iterable[str], holdings: Holdings, claims: Callable[[str], Iterable[str]]
) -> Iterable[str]:
    for name in default:
        if name == ASSERTED_GRAPH:
            yield from (graph for graph in holdings.graphs if graph != INFERRED_GRAPH)
        elif is_virtual(name):
            yield from claims(name)
