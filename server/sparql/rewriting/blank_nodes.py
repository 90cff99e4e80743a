"""BNODE with a name: one blank node for a name within a solution, another one for each solution.

The engine has one for a name within all solutions (SPARQL 1.1 Query, section 17.4.2.9). So the name gets something
before it that each solution has for itself. BINDs in a row, and filters, have one solution.
"""

from __future__ import annotations

import re
from typing import Final

from server.namespaces import PREFIXES
from server.sparql.parser import parse
from server.sparql.rewriting.edits import Edit, edited
from server.sparql.rewriting.grouping import is_grouping, own, rewritten, with_subquery
from server.sparql.rewriting.rule import SPACE, Ask, Rule, Writer
from server.sparql.tree import Aggregate, Bind, Call, Filter, Group, Node, Query, Tree, children

_CONCERNS: Final = re.compile(rf"[Bb][Nn][Oo][Dd][Ee]{SPACE}\({SPACE}(?!\))")
_STRING: Final = f"<{PREFIXES['xsd']}string>"


def _rewrite(tree: Tree, ask: Ask | None) -> str:
    del ask
    outside = rewritten(tree, lambda *found: with_subquery(*found) if _names_in_groups(found[1]) else [])
    return _NodeWriter(tree if outside == tree.text else parse(outside)).rewritten()


BLANK_NODES: Final = Rule("blank-nodes", ("BNODE",), (_CONCERNS,), _rewrite)


def _is_named(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "BNODE" and len(node.arguments) == 1


def _names(*nodes: Node | None) -> bool:
    return any(map(_is_named, own(*(node for node in nodes if node is not None))))


def _names_in_groups(query: Query) -> bool:
    """Whether a call is evaluated once for each group of solutions."""
    waiting: list[Node] = [*query.columns, *((query.order_by,) if query.order_by else ())]
    if not is_grouping(query):
        return False
    while waiting:
        node = waiting.pop()
        if _is_named(node):
            return True
        if not isinstance(node, Aggregate | Group):
            waiting += children(node)
    return False


class _NodeWriter(Writer):
    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self._solution = ""
        """The variable that says which solution it is, where calls are to be written anew."""

    def written(self, node: Node) -> str:
        match node:
            case Query():
                return self._query(node)
            case Group():
                return self._group(node)
            case Call(arguments=arguments) if _is_named(node) and self._solution:
                name = (
                    f"STRDT({self.written(arguments[0])}, {_STRING})"  # an error for all but simple literals
                )
                return f"BNODE(SHA1(CONCAT({self._solution}, {name})))"  # a label of any name
            case _:
                return self.around(node)

    def _query(self, query: Query) -> str:
        if query.where is None or not _names(*query.columns, query.group_by, query.having, query.order_by):
            return self.around(query)
        outside, self._solution = self._solution, f"?{self.names.fresh()}"
        where = (query.where.start, query.where.end)
        edits = [
            (start, end, f"{{ {text} {self._mark()} }}" if (start, end) == where else text)
            for start, end, text in self._inner(query)
        ]
        self._solution = outside
        return edited(self.tree.text, edits, query.start, query.end)

    def _mark(self) -> str:
        return f"BIND(STRUUID() AS {self._solution})"

    def _group(self, group: Group) -> str:
        outside, self._solution = self._solution, ""
        edits: list[Edit] = []
        for element in group.elements:
            mark = ""
            if isinstance(element, Bind) and _names(element.expression):
                if not self._solution:
                    self._solution = f"?{self.names.fresh()}"
                    mark = f"{self._mark()} "
            elif not isinstance(element, Bind | Filter):
                self._solution = ""
            edits.append((element.start, element.end, mark + self.written(element)))
        self._solution = outside
        return edited(self.tree.text, edits, group.start, group.end)
