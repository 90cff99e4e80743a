"""The SERVICE clauses of a query, by its tree.

Nothing hangs on this but which answers are joined where: the evaluator refuses every SERVICE that is left in the text,
and calls go to endpoints of the allow list whatever is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.sparql.rewriting import edited
from server.sparql.scanner import Unreadable
from server.sparql.tokens import tokens
from server.sparql.tree import Node, ServicePattern, Tree, Variable, children

_MOST: Final = 50


@dataclass(frozen=True)
class Service:
    """A SERVICE clause: the nodes around it, the innermost first, and the clauses that stand in its pattern."""

    clause: ServicePattern
    around: tuple[Node, ...]
    nested: tuple[Service, ...]

    @property
    def variable(self) -> str:
        """The variable that names the endpoint; empty if an IRI names it."""
        name = self.clause.name
        return name.name if isinstance(name, Variable) else ""

    def all_nested(self) -> Iterator[Service]:
        """Every clause in the pattern, however deep."""
        for service in self.nested:
            yield service
            yield from service.all_nested()


def services(tree: Tree) -> tuple[Service, ...]:
    """The outermost SERVICE clauses of a query, in order. Raises Unreadable if they are too many."""
    found = tuple(_services(tree.query, ()))
    if sum(1 for service in found for _ in (service, *service.all_nested())) > _MOST:
        raise Unreadable(f"it has more than {_MOST} SERVICE clauses")
    return found


def _services(root: Node, around: tuple[Node, ...]) -> Iterator[Service]:
    waiting = [(root, around)]
    while waiting:
        node, above = waiting.pop()
        if isinstance(node, ServicePattern):
            yield Service(node, above, tuple(_services(node.group, (node, *above))))
        else:
            waiting += reversed([(child, (node, *above)) for child in children(node)])


def without_calls(query: str) -> str:
    """A query, right or wrong, with each SERVICE as a plain group: its scope and its places are the same."""
    edits = []
    listed = [*tokens(query)]
    for place, token in enumerate(listed):
        following = listed[place + 1 : place + 4]
        if token.word != "SERVICE" or not following:
            continue
        if following[0].word == "SILENT":
            del following[0]
        match following:
            case [name, opening, *_] if name.kind in ("iri", "name", "variable") and opening.text == "{":
                group = f"{{VALUES{name.text}{{}}" if name.kind == "variable" else "{"
                end = opening.start + 1
                before = query[token.start : end - len(group)]
                blank = "".join(mark if mark in "\r\n" else " " for mark in before)
                edits.append((token.start, end, blank + group))
    return edited(query, edits)
