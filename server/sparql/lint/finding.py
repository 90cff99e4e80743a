"""What checks of a query read, and what they find."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from server.sparql.lint.kinds import Inference
from server.sparql.scopes import in_scope
from server.sparql.tree import Element, Node, Tree


@dataclass(frozen=True)
class Context:
    """A query as checks read it: its tree, all nodes but those for other endpoints, and the kinds of its terms."""

    tree: Tree
    nodes: Sequence[Node]
    kinds: Inference
    scopes: dict[int, frozenset[str]] = field(default_factory=dict)

    def in_scope(self, element: Element) -> frozenset[str]:
        """The variables that an element may bind, worked out once for each."""
        key = id(element)  # the tree keeps all nodes alive
        if key not in self.scopes:
            self.scopes[key] = in_scope(element)
        return self.scopes[key]

    def bound_by(self, elements: Iterable[Element]) -> frozenset[str]:
        """The variables that some of several elements may bind."""
        return frozenset().union(*map(self.in_scope, elements))


@dataclass(frozen=True)
class Finding:
    """A part of a query that does not do what it seems to: where it is, why (after the text), and what may be meant."""

    node: Node
    message: str
    suggestion: str = ""
