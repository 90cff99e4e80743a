"""What checks of a query read, and what they find."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from server.sparql.fixes import Edit, Fix
from server.sparql.lint.kinds import Inference
from server.sparql.scopes import in_scope
from server.sparql.tree import Call, Element, Node, Operation, Tree

_TRY_SEVERAL = frozenset(("COALESCE", "IF"))


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
    """A part of a query that does not do what it seems to: where it is, why (after the text), and what may be meant.

    `fixes` are the ways to mend it that need no further thought.
    """

    node: Node
    message: str
    suggestion: str = ""
    fixes: tuple[Fix, ...] = ()


def with_languages(tree: Tree, literal: Node, kinds: frozenset[str]) -> tuple[Fix, ...]:
    """A fix for each language among some kinds, which gives it to a literal that has none."""
    tags = sorted(kind for kind in kinds if kind.startswith("@"))
    return tuple(Fix(tree.slice(literal) + tag, (Edit(literal.end, literal.end, tag),)) for tag in tags)


def without_alternatives(context: Context, findings: Sequence[Finding]) -> list[Finding]:
    """The findings without those in one operand of `||` of which another one has none, or in COALESCE and IF.

    There something else applies where this does not, as in `LANG(?l) = "en" || LANG(?l) = ""`.
    """
    kept = [*findings]
    for node in context.nodes:
        match node:
            case Operation(operators=("||", *_), operands=operands):
                if not all(any(_within(one, operand) for one in findings) for operand in operands):
                    kept = [one for one in kept if not _within(one, node)]
            case Call(function=function) if function in _TRY_SEVERAL:
                kept = [one for one in kept if not _within(one, node)]
    return kept


def _within(finding: Finding, node: Node) -> bool:
    return node.start <= finding.node.start and finding.node.end <= node.end
