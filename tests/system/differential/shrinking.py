"""From a query whose answers differ to a small one, over a small dataset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.system.differential.datasets import PROLOGUE, Quads
from tests.system.differential.trees import Node, smaller


@dataclass(frozen=True)
class Input:
    """A query and the dataset that it is asked of."""

    query: Node
    quads: Quads

    def text(self) -> str:
        """The query with its prologue."""
        return f"{PROLOGUE} {self.query}"

    def data(self) -> str:
        """The dataset in N-Quads."""
        return "".join(f"{quad} .\n" for quad in self.quads)


def shrunk(given: Input, differs: Callable[[Input], bool]) -> Input:
    """An input that differs too, and of which nothing can be left out."""
    found = given
    while (less := _less_query(found, differs) or _less_data(found, differs)) is not None:
        found = less
    return found


def _less_query(given: Input, differs: Callable[[Input], bool]) -> Input | None:
    length = len(str(given.query))
    candidates = (Input(query, given.quads) for query in smaller(given.query) if len(str(query)) < length)
    return next(filter(differs, candidates), None)


def _less_data(given: Input, differs: Callable[[Input], bool]) -> Input | None:
    quads = given.quads
    size = len(quads) // 2
    while size:
        parts = (quads[:start] + quads[start + size :] for start in range(0, len(quads), size))
        less = next(filter(differs, (Input(given.query, part) for part in parts)), None)
        if less is not None:
            return less
        size //= 2
    return None
