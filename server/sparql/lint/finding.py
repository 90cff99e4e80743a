"""What checks of a query read, and what they find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.sparql.lint.kinds import Inference
from server.sparql.tree import Node, Tree


@dataclass(frozen=True)
class Context:
    """A query as checks read it: its tree, all nodes but those for other endpoints, and the kinds of its terms."""

    tree: Tree
    nodes: Sequence[Node]
    kinds: Inference


@dataclass(frozen=True)
class Finding:
    """A part of a query that does not do what it seems to: where it is, why (after the text), and what may be meant."""

    node: Node
    message: str
    suggestion: str = ""
