"""What a rule is: how a construct that the engine answers wrongly is put into others that it answers rightly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Final

from server.sparql.rewriting.edits import Edit, edited
from server.sparql.scopes import in_scope
from server.sparql.tree import (
    BlankNode,
    Exists,
    Group,
    Node,
    OptionalPattern,
    Query,
    Tree,
    Variable,
    children,
)

Ask = Callable[[str], bool]
"""The answer to an ASK over the dataset of the query."""

SPACE: Final = r"(?:\s|#[^\r\n]*+)*+"
"""What may stand between two tokens, for regular expressions that look at a query."""


class Refused(ValueError):
    """The engine cannot be made to answer the query rightly; `part` is the text of that part."""

    def __init__(self, reason: str, part: str) -> None:
        super().__init__(reason)
        self.reason, self.part = reason, part


@dataclass(frozen=True)
class Rule:
    """A rewriting by its name.

    Every query pays for the looks at its text, so the quickest comes first: the rule has something to do only if one of
    `words` is in the text in capitals, then if each of `looks` finds something, then if it `concerns` it. `rewrite`
    gives the text of a query in other words, the same text where nothing is to be done; it may raise Refused. It can
    ask the dataset, unless that is not known.
    """

    name: str
    words: tuple[str, ...]
    looks: tuple[re.Pattern[str], ...]
    rewrite: Callable[[Tree, Ask | None], str]
    concerns: Callable[[str], bool] = bool


class Names:
    """Names of variables that do not occur in a text."""

    def __init__(self, text: str) -> None:
        self._prefix = "_"
        while f"?{self._prefix}" in text or f"${self._prefix}" in text:
            self._prefix += "_"
        self._numbers: Final = count(1)

    def fresh(self) -> str:
        """Another one, without its mark."""
        return f"{self._prefix}{next(self._numbers)}"


class Writer:
    """Writes a tree as text again, each node as it is written unless `written` of a subclass says otherwise."""

    def __init__(self, tree: Tree) -> None:
        self.tree: Final = tree
        self.names: Final = Names(tree.text)
        self.scope: frozenset[str] = frozenset()
        """The variables that the group, or else the query, around the node that is being written may bind."""
        self.outside: frozenset[str] = frozenset()
        """Those that may have a value from outside of the EXISTS in which it stands."""
        self._joined: frozenset[str] = frozenset()

    def rewritten(self) -> str:
        """The whole text."""
        query = self.tree.query
        return edited(self.tree.text, [(query.start, query.end, self.written(query))])

    def written(self, node: Node) -> str:
        """The text of one node."""
        return self.around(node)

    def around(self, node: Node) -> str:
        """The text of a node as it is written, with what `written` makes of each node directly in it."""
        if not isinstance(node, Group | Exists | OptionalPattern | Query):
            return edited(self.tree.text, self._inner(node), node.start, node.end)
        with self.within(node):
            return edited(self.tree.text, [*self._inner(node)], node.start, node.end)

    @contextmanager
    def within(self, node: Group | Exists | OptionalPattern | Query) -> Iterator[None]:
        """Be in a node, as to what variables there are."""
        before = self.scope, self.outside, self._joined
        match node:
            case Exists():
                self.outside |= self.scope
            case OptionalPattern():  # its filters are conditions of the join (section 18.2.2.6)
                self._joined = self.scope
            case Group():
                self.scope, self._joined = in_scope(node) | self._joined, frozenset()
            case Query(where=where):
                self.scope = in_scope(where) if where else frozenset()
        try:
            yield
        finally:
            self.scope, self.outside, self._joined = before

    def _inner(self, node: Node) -> Iterator[Edit]:
        for child in sorted(children(node), key=lambda one: one.start):
            yield child.start, child.end, self.written(child)


class Renamer(Writer):
    """Writes a part of a tree with other variables, so that none is that of another part.

    `names` are the new names by the old ones and grow as needed. Blank nodes, which stand for what is not asked for,
    become variables, as the same label may stand in one place of a query only.
    """

    def __init__(self, tree: Tree, fresh: Callable[[], str], keep: frozenset[str] = frozenset()) -> None:
        super().__init__(tree)
        self._fresh, self._keep = fresh, keep
        self.renamed: Final[dict[str, str]] = {}

    def written(self, node: Node) -> str:
        """The text of one node, with other variables."""
        match node:
            case Variable(name=name) if name not in self._keep:
                return f"?{self._new(name)}"
            case BlankNode(label=label) if label:
                return f"?{self._new(f'_:{label}')}"
            case _:
                return self.around(node)

    def _new(self, name: str) -> str:
        if name not in self.renamed:
            self.renamed[name] = self._fresh()
        return self.renamed[name]
