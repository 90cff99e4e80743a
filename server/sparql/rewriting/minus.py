"""MINUS where the engine puts a variable on both of its sides: inside GRAPH with a variable, EXISTS and OPTIONAL.

MINUS removes a solution only for one that shares a variable with it (SPARQL 1.1 Query, sections 8.3.3 and 18.5). In
these places the engine evaluates both sides with the name of the graph, or with the row that EXISTS is asked for or
OPTIONAL adds to, and so they may always share one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from server.sparql.parser import parse
from server.sparql.rewriting.edits import edited
from server.sparql.rewriting.rule import Ask, Refused, Renamer, Rule, Writer
from server.sparql.scopes import certain, in_scope
from server.sparql.tree import (
    Element,
    GraphPattern,
    Group,
    MinusPattern,
    Node,
    OptionalPattern,
    Tree,
    Variable,
    variables,
    walk,
)

_MINUS: Final = re.compile(r"[Mm][Ii][Nn][Uu][Ss]\b")
_PLACE: Final = re.compile(r"\b(?:GRAPH|EXISTS|OPTIONAL)\b", re.IGNORECASE)


def _rewrite(tree: Tree, ask: Ask | None) -> str:
    del ask
    return _MinusWriter(tree).rewritten()


MINUS: Final = Rule("minus", ("MINUS",), (_MINUS, _PLACE), _rewrite)


class _MinusWriter(Writer):
    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self._given = False
        """Whether the engine begins here with values: of the name of the graph, or of the row before OPTIONAL."""
        self._joins = False
        """Whether the engine may begin here with the row before OPTIONAL, of which MINUS is to know nothing."""
        self._places = [(one.start, one.name) for one in walk(tree.query) if isinstance(one, Variable)]

    def written(self, node: Node) -> str:
        """The text of one node, its MINUS so that the engine removes what is to be removed."""
        match node:
            case GraphPattern() | OptionalPattern():
                outside, joins = self._given, self._joins
                self._joins |= isinstance(node, OptionalPattern)
                self._given |= isinstance(node, OptionalPattern) or isinstance(node.name, Variable)
                written = self.around(node)
                self._given, self._joins = outside, joins
                return written
            case Group() if self._given or self.outside:
                return self._group(node)
            case _:
                return self.around(node)

    def _group(self, group: Group) -> str:
        with self.within(group):
            edits = [
                (
                    one.start,
                    one.end,
                    self._minus(one, group.elements[:place], group.elements[place + 1 :])
                    if isinstance(one, MinusPattern)
                    else self.written(one),
                )
                for place, one in enumerate(group.elements)
            ]
        return edited(self.tree.text, edits, group.start, group.end)

    def _minus(self, minus: MinusPattern, before: Sequence[Element], behind: Sequence[Element]) -> str:
        shared = _scope(before) & in_scope(minus.group)
        strange = variables(minus.group) - _scope(before) - self.outside
        elsewhere = {name for start, name in self._places if not minus.start <= start < minus.end}
        sees_more = self._joins and bool(strange & elsewhere)
        if not shared:
            return "FILTER(true)"  # nothing is removed
        # A variable with a value from outside is taken for shared, though its value stands in its place: section 18.6
        # would have such a MINUS remove nothing, which is not what anybody means.
        if not sees_more and shared & (certain(before) & certain(minus.group.elements) | self.outside):
            return self.around(minus)
        if shared & _scope(behind):
            raise Refused(
                "a MINUS inside GRAPH with a variable, EXISTS or OPTIONAL is not evaluated where all it shares with the"
                " patterns before it may be unbound and is bound behind it; put a group around MINUS and those",
                self.tree.slice(minus),
            )
        return self._not_exists(minus, shared)

    def _not_exists(self, minus: MinusPattern, shared: frozenset[str]) -> str:
        """A MINUS by its definition: compatible solutions that share a variable."""
        start = "SELECT * "
        renamer = Renamer(parse(start + self.written(minus.group)), self.names.fresh, self.outside)
        group = renamer.rewritten().removeprefix(start)
        pairs = [(f"?{name}", f"?{renamer.renamed[name]}") for name in sorted(shared)]
        both = " || ".join(f"(BOUND({one}) && BOUND({other}))" for one, other in pairs)
        same = " && ".join(
            f"(!BOUND({one}) || !BOUND({other}) || sameTerm({one}, {other}))" for one, other in pairs
        )
        return f"FILTER NOT EXISTS {{ {group} FILTER(({both}) && {same}) }}"


def _scope(elements: Sequence[Element]) -> frozenset[str]:
    return frozenset().union(*map(in_scope, elements))
