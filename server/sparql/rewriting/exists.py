"""EXISTS in a group inside another one: the engine lets it see the variables of the groups around it as well.

Only the solutions of its own group are put into the pattern (SPARQL 1.1 Query, sections 8.1 and 18.6). So variables
that are not in scope there, but stand elsewhere in the query, get another name in the pattern.
"""

from __future__ import annotations

import re
from typing import Final

from server.sparql.rewriting.rule import Ask, Rule, Writer
from server.sparql.tree import Exists, Node, Tree, Variable, variables, walk

_EXISTS: Final = re.compile(r"[Ee][Xx][Ii][Ss][Tt][Ss]\b")
_PARTS: Final = re.compile(
    r"""[{}]|[Ee][Xx][Ii][Ss][Tt][Ss]\b|\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}\s]*>|#.*"""
)


"""Braces and EXISTS, and what may hold either without meaning it: strings, IRIs, comments."""


def _concerns(query: str) -> bool:
    """Whether there is an EXISTS in a group that is in another one."""
    depth = 0
    for part in _PARTS.findall(query):
        if part == "{":
            depth += 1
        elif part == "}":
            depth -= 1
        elif depth > 1 and part[0] in "Ee":
            return True
    return False


def _rewrite(tree: Tree, ask: Ask | None) -> str:
    del ask
    return _ExistsWriter(tree).rewritten()


EXISTS: Final = Rule("exists", ("EXISTS",), (_EXISTS,), _rewrite, _concerns)


class _ExistsWriter(Writer):
    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self._renamed: dict[str, str] = {}
        self._places = [(one.start, one.name) for one in walk(tree.query) if isinstance(one, Variable)]

    def written(self, node: Node) -> str:
        """The text of one node, with other variables inside EXISTS where they are not those of its group."""
        match node:
            case Variable(name=name) if name in self._renamed:
                return f"?{self._renamed[name]}"
            case Exists():
                return self._exists(node)
            case _:
                return self.around(node)

    def _exists(self, node: Exists) -> str:
        strange = variables(node) - self.scope - self.outside - self._renamed.keys()
        elsewhere = {name for start, name in self._places if not node.start <= start < node.end}
        before = self._renamed
        self._renamed = before | {name: self.names.fresh() for name in sorted(strange & elsewhere)}
        try:
            return self.around(node)
        finally:
            self._renamed = before
