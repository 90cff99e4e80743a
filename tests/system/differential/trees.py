"""The tree of a generated query: its text, the constructs in it, and the smaller trees that may stand in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final


class Category(Enum):
    """What a part of a query is; a part can stand wherever another of its category does."""

    QUERY = auto()
    GROUP = auto()
    ELEMENT = auto()
    """What stands in a group: triples, FILTER, OPTIONAL {…}, a subquery in its brackets …"""
    EXPRESSION = auto()
    PATH = auto()
    ITEM = auto()
    """What stands behind SELECT."""
    ROW = auto()
    """A row of VALUES."""
    CLAUSE = auto()
    """DISTINCT, FROM, HAVING, ORDER BY, LIMIT, OFFSET."""
    KEYS = auto()
    """GROUP BY, without which what SAMPLE gives is open."""
    GUARD = auto()
    """What keeps rows that have no order out of a result with a total order."""


TOTAL_ORDER: Final = "total ORDER BY"
"""The construct of an ORDER BY that leaves nothing open."""

MAY_BE_LEFT_OUT: Final = frozenset({Category.ELEMENT, Category.ITEM, Category.ROW, Category.CLAUSE})


@dataclass(frozen=True)
class Node:
    """A part of a query: text and parts in their order, and the names of the constructs that it is an example of."""

    category: Category
    parts: tuple[str | Node, ...]
    constructs: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.parts))

    def nodes(self) -> Iterator[Node]:
        """The node and all below it, from the top."""
        yield self
        for part in self.children():
            yield from part.nodes()

    def children(self) -> Iterator[Node]:
        """The parts that are nodes."""
        return (part for part in self.parts if isinstance(part, Node))

    def names(self) -> frozenset[str]:
        """The constructs of the whole tree."""
        return frozenset(name for node in self.nodes() for name in node.constructs)

    def without(self, *constructs: str) -> Node:
        """The node without those of its own parts that are an example of one of the constructs."""
        kept = (
            part for part in self.parts if isinstance(part, str) or not {*part.constructs} & {*constructs}
        )
        return replace(self, parts=tuple(kept))


def smaller(node: Node) -> Iterator[Node]:
    """Trees for the place of a node with some of it gone, much before little; not all of them are queries."""
    yield from (below for below in node.nodes() if below is not node and below.category is node.category)
    if node.category is Category.EXPRESSION and len(node.parts) > 1:
        yield Node(Category.EXPRESSION, ("true",))
    ordered = any(TOTAL_ORDER in part.constructs for part in node.children())
    for place, part in enumerate(node.parts):
        if isinstance(part, Node):
            before, after = node.parts[:place], node.parts[place + 1 :]
            if part.category in MAY_BE_LEFT_OUT or (part.category is Category.GUARD and not ordered):
                yield replace(node, parts=before + after)
            if part.category is Category.ELEMENT:
                groups = (below for below in part.nodes() if below.category is Category.GROUP)
                yield from (replace(node, parts=(*before, *group.parts[1:-1], *after)) for group in groups)
            yield from (replace(node, parts=(*before, less, *after)) for less in smaller(part))
