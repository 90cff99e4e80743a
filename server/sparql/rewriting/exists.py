"""EXISTS in a group inside another one: the engine lets it see the variables of the groups around it as well.

Only the solutions of its own group are put into the pattern (SPARQL 1.1 Query, sections 8.1 and 18.6). So variables
that are not in scope there, but stand elsewhere in the query, get another name in the pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from server.sparql.rewriting.rule import SPACE, Ask, Rule, Writer
from server.sparql.tree import Exists, Node, Tree, Variable, variables, walk

_EXISTS: Final = re.compile(r"[Ee][Xx][Ii][Ss][Tt][Ss]\b")
_UNSURE: Final = re.compile(rf"\bMINUS\b|\{{{SPACE}SELECT\b", re.IGNORECASE)
_PARTS: Final = re.compile(
    r"""[{}()]|[?$]\w+|[Ee][Xx][Ii][Ss][Tt][Ss]\b|\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}\s]*>|#.*"""
)
"""Braces, variables and EXISTS, and what may hold any of them without meaning it: strings, IRIs, comments."""


@dataclass
class _Open:
    """A group that is open: its variables, those that stand in no brackets, and how many brackets are open."""

    is_pattern: bool
    seen: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)
    brackets: int = 0


def _concerns(query: str) -> bool:
    """Whether a pattern of EXISTS has a variable that the group around it may not have, but the rest of the query has.

    It may not have what stands in brackets alone, as in a filter; where there is a MINUS or a subquery all is unsure.
    """
    if _UNSURE.search(query):
        return True
    groups = [_Open(is_pattern=False)]
    patterns: list[tuple[set[str], set[str]]] = []
    is_pattern = False
    for part in _PARTS.findall(query):
        here = groups[-1]
        match part[0]:
            case "{":
                groups.append(_Open(is_pattern))
                is_pattern = False
            case "}" if len(groups) > 1:
                groups.pop()
                if not here.is_pattern:
                    groups[-1].seen |= here.seen
                    groups[-1].bound |= here.bound
                elif any(one.is_pattern for one in groups):
                    return True  # one in another
                else:
                    patterns.append((here.seen, groups[-1].bound))
            case "(" | ")":
                here.brackets += 1 if part == "(" else -1
            case "?" | "$":
                here.seen.add(part[1:])
                if not here.brackets:
                    here.bound.add(part[1:])
            case "E" | "e":
                is_pattern = True
    return any((found - around) & groups[0].seen for found, around in patterns)


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
