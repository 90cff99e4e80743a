"""Paths of length zero from a term that the data does not have, and paths between two terms in each graph.

Such a path leads from the term to itself (SPARQL 1.1 Query, section 18.4, ZeroLengthPath); the engine finds it for
terms of the data only. A term that is not in the graph has no other path, so the solution can be written out.
"""

from __future__ import annotations

import re
from typing import Final

from server.sparql.rewriting.rule import Ask, Rule
from server.sparql.rewriting.triples import TriplesWriter
from server.sparql.tree import (
    GraphPattern,
    Node,
    Path,
    PathAlternatives,
    PathBrackets,
    PathInverse,
    PathRepetition,
    PathSequence,
    Tree,
    walk,
)

_MARK: Final = re.compile(r"[*+]|\?(?=[\s/|)^])")
"""What may be the mark of a path: an asterisk, or a question mark that begins no variable."""

_EXISTS: Final = re.compile(r"\bEXISTS\b", re.IGNORECASE)
_NO_PATH: Final = ("SELECT", "DISTINCT", "REDUCED", "DESCRIBE", "(")
"""What stands before an asterisk that is none."""

_SEQUENCE: Final = r"(?<!\S)(?:\^?\w*:[\w-]+|\([\w:|^-]+\))/[^\s|()]+"
_NOT_EMPTY: Final = re.compile(_SEQUENCE)
"""A sequence that begins with a property, or one of several, and so is never of length zero."""

_NOT_CONCERNED: Final = re.compile(rf"[?$]\w+\s+[^\s{{}}]+\s+(?=[?$])|{_SEQUENCE}")
"""A path between variables, and such a sequence."""

_SOMETHING: Final = "<urn:x>?"
"""A path that leads from every term of the graph to itself."""


def _concerns(query: str) -> bool:
    exists = _EXISTS.search(query)
    if exists and _has_mark(_NOT_EMPTY.sub(" ", query[exists.end() :])):
        return True  # there a variable may stand for a term
    return _has_mark(_NOT_CONCERNED.sub(" ", query))


def _has_mark(text: str) -> bool:
    """Whether there may be a path that has a mark."""
    return any(
        not text[max(0, found.start() - 40) : found.start()].rstrip().upper().endswith(_NO_PATH)
        for found in _MARK.finditer(text)
    )


def _rewrite(tree: Tree, ask: Ask | None) -> str:
    writer = _ZeroLengthWriter(tree, ask)
    written = writer.rewritten() if writer.concerned else tree.text
    return written if writer.changed else tree.text


ZERO_LENGTH_PATHS: Final = Rule("zero-length-paths", ("*", "+", "?"), (_MARK,), _rewrite, _concerns)


def _may_be_empty(path: Path) -> bool:
    """Whether a path may have the length zero."""
    match path:
        case PathRepetition(mark=mark, path=inner):
            return mark != "+" or _may_be_empty(inner)
        case PathSequence(steps=steps):
            return all(map(_may_be_empty, steps))
        case PathAlternatives(paths=paths):
            return any(map(_may_be_empty, paths))
        case PathInverse(path=inner) | PathBrackets(path=inner):
            return _may_be_empty(inner)
        case _:
            return False


class _ZeroLengthWriter(TriplesWriter):
    def __init__(self, tree: Tree, ask: Ask | None) -> None:
        super().__init__(tree)
        self._ask = ask
        self._graph = ""
        self.changed = False
        """Whether there was such a path."""

    def concerns(self, path: Path) -> bool:
        return any(isinstance(one, PathRepetition) for one in walk(path))

    def written(self, node: Node) -> str:
        if not isinstance(node, GraphPattern):
            return super().written(node)
        outside, self._graph = self._graph, self.tree.slice(node.name)
        try:
            return super().written(node)
        finally:
            self._graph = outside

    def path(self, subject: str, path: Path, value: str) -> str:
        plain = f"{subject} {self.around(path)} {value}"
        term, other = (subject, value) if _is_constant(subject) else (value, subject)
        if self._graph[:1] in ("?", "$") and _is_constant(
            other
        ):  # the engine has a solution for each graph twice
            self.changed = True
            same = f"UNION {{ FILTER(sameTerm({term}, {other})) }}" if _may_be_empty(path) else ""
            return f"{{ FILTER EXISTS {{ {{ {plain} }} {same} }} }}"
        if not _may_be_empty(path):
            return plain
        given = not _is_constant(term)
        if given:  # inside EXISTS a term stands in the place of a variable of the row
            term, other = (subject, value) if subject[1:] in self.outside else (value, subject)
            if term[1:] not in self.outside:
                return plain
        itself = f"{term} {_SOMETHING} {term}"
        fixed = _is_constant(other) or other[1:] in self.outside or other == term
        same = f"FILTER(sameTerm({term}, {other}))" if fixed else f"BIND({term} AS {other})"
        if given or self._ask is None or self._graph[:1] in ("?", "$"):  # in each graph it may be otherwise
            self.changed = True
            return f"{{ {plain} }} UNION {{ {same} FILTER NOT EXISTS {{ {itself} }} }}"
        dataset = " ".join(map(self.tree.slice, self.tree.query.dataset))
        pattern = f"GRAPH {self._graph} {{ {itself} }}" if self._graph else itself
        if self._ask(f"{self.tree.declarations} ASK {dataset} {{ {pattern} }}"):
            return plain
        self.changed = True
        return f"{{ {same} }}"


def _is_constant(term: str) -> bool:
    return not term.startswith(("?", "$", "<<"))
