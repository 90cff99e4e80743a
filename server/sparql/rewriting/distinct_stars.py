"""`COUNT(DISTINCT *)`: the engine counts by the nodes between the steps of a path as well, which are no variables.

What is in scope (SPARQL 1.1 Query, section 18.2.1) is counted once it alone comes out of a subquery.
"""

from __future__ import annotations

import re
from typing import Final

from server.sparql.rewriting.columns import named
from server.sparql.rewriting.edits import edited
from server.sparql.rewriting.rule import SPACE, Ask, Rule, Writer
from server.sparql.scopes import in_scope
from server.sparql.tree import Aggregate, Node, Query, Tree, children, expressions

_STAR: Final = re.compile(rf"[Dd][Ii][Ss][Tt][Ii][Nn][Cc][Tt]{SPACE}\*{SPACE}\)")


def _rewrite(tree: Tree, ask: Ask | None) -> str:
    del ask
    return _StarWriter(tree).rewritten()


DISTINCT_STARS: Final = Rule("distinct-stars", ("DISTINCT",), (_STAR,), _rewrite)


class _StarWriter(Writer):
    def written(self, node: Node) -> str:
        """The text of one node, with the pattern of such a query as a subquery."""
        if not isinstance(node, Query) or node.where is None or not _counts_all(node):
            return self.around(node)
        names = named(node, in_scope(node.where)) or "(1 AS ?one)"
        edits = [(one.start, one.end, self.written(one)) for one in children(node) if one is not node.where]
        where = f"{{ {{ SELECT {names} {self.written(node.where)} }} }}"
        edits.append((node.where.start, node.where.end, where))
        return edited(self.tree.text, sorted(edits), node.start, node.end)


def _counts_all(query: Query) -> bool:
    return any(
        isinstance(one, Aggregate) and one.distinct and one.argument is None for one in expressions(query)
    )
