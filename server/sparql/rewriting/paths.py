"""Alternative and negated paths as what they are defined to be: unions, which keep duplicates.

The engine drops the duplicates of `a|b` and `!a` (SPARQL 1.1 Query, sections 9.3 and 18.4). Inside `*`, `+` and `?`,
where the recommendation drops them, too, paths stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from server.sparql.rewriting.rule import Ask, Rule
from server.sparql.rewriting.triples import TriplesWriter
from server.sparql.tree import (
    Aggregate,
    BlankNode,
    BlankNodeProperties,
    Collection,
    Exists,
    Iri,
    MinusPattern,
    Node,
    Path,
    PathAlternatives,
    PathBrackets,
    PathInverse,
    PathNegation,
    PathSequence,
    Query,
    Tree,
    Triples,
    expressions,
    walk,
)

_CONCERNS: Final = re.compile(r"[|!](?:(?<=\|)(?<!\|\|)(?![|}])|(?<=!)\s*(?:[<^(:]|a\b|[^\W\d]\S*:))")
"""What may be an alternative or a negated set: a bar that is neither OR nor of an annotation; `!` before an IRI."""

_COUNTS: Final = re.compile(
    r"\b(?:SELECT\b(?!\s*(?:DISTINCT|REDUCED)\b)|CONSTRUCT|INSERT|COUNT|SUM|AVG|GROUP_CONCAT|LIMIT|OFFSET)\b"
    r"|!\s*\(\s*\)",
    re.IGNORECASE,
)
"""Without any of these it makes no difference how often there is a solution; the engine does not know `!()` at all."""

_SUMS: Final = frozenset(("COUNT", "SUM", "AVG", "GROUP_CONCAT"))

_RDF_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def _rewrite(tree: Tree, ask: Ask | None) -> str:
    del ask
    writer = _UnionWriter(tree)
    written = writer.rewritten() if writer.concerned else tree.text
    return written if writer.changed else tree.text


PATHS: Final = Rule("paths", ("|", "!"), (_CONCERNS, _COUNTS), _rewrite)


class _UnionWriter(TriplesWriter):
    """Writes such paths wherever it makes a difference how often there is a solution: unions take the engine longer."""

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self._counts = True
        self.changed = False
        """Whether there was such a path."""

    def written(self, node: Node) -> str:
        """The text of one node, its unions written out."""
        outside = self._counts
        match node:
            case Query():
                self._counts = _counts_solutions(node, outside)
            case Exists() | MinusPattern():
                self._counts = False
            case Triples() if not self._counts and not any(map(_is_any_property, walk(node))):
                return self.around(node)
        try:
            return super().written(node)
        finally:
            self._counts = outside

    def concerns(self, path: Path) -> bool:
        match path:
            case PathAlternatives() | PathNegation():
                return True
            case PathSequence(steps=steps):
                return any(map(self.concerns, steps))
            case PathInverse(path=inner) | PathBrackets(path=inner):
                return self.concerns(inner)
            case _:
                return False

    def path(self, subject: str, path: Path, value: str) -> str:
        self.changed = True
        match path:
            case _ if not self.concerns(path):
                return f"{subject} {self.around(path)} {value}"
            case PathBrackets(path=inner):
                return self.path(subject, inner, value)
            case PathInverse(path=inner):
                return self.path(value, inner, subject)
            case PathSequence(steps=steps):
                joints = [subject, *(f"?{self.names.fresh()}" for _ in steps[1:]), value]
                parts = zip(joints[:-1], steps, joints[1:], strict=True)
                return " . ".join(self.path(*part) for part in parts)
            case PathAlternatives(paths=paths):
                return _union(self.path(subject, one, value) for one in paths)
            case PathNegation(members=members):
                ahead = [one for one in members if isinstance(one, Iri)]
                back = [one.path for one in members if isinstance(one, PathInverse)]
                groups = [self._none_of(ahead, subject, value)] if ahead or not back else []
                return _union([*groups, self._none_of(back, value, subject)] if back else groups)
        raise AssertionError(path)

    def _none_of(self, members: Sequence[Path], subject: str, value: str) -> str:
        """A triple whose property is none of the members, which are IRIs."""
        name = f"?{self.names.fresh()}"
        if not members:
            return f"{subject} {name} {value}"
        written = (self.around(one) for one in members)
        among = ", ".join(_RDF_TYPE if text == "a" else text for text in written)
        return f"{subject} {name} {value} FILTER({name} NOT IN ({among}))"


def _is_any_property(node: Node) -> bool:
    """Whether it is `!()`, the negation of nothing."""
    return isinstance(node, PathNegation) and not node.members


def _counts_solutions(query: Query, outside: bool) -> bool:
    """Whether it makes a difference how often the pattern of a query has a solution.

    `outside` tells it for the solutions of the query itself; for those of the whole query it does.
    """
    aggregates = [one for one in expressions(query) if isinstance(one, Aggregate)]
    if any(one.function in _SUMS and not one.distinct for one in aggregates):
        return True
    if aggregates or query.group_by or query.modifier or query.form in ("ASK", "DESCRIBE"):
        return False
    made = query.template is not None and any(
        isinstance(one, BlankNode | BlankNodeProperties | Collection) for one in walk(query.template)
    )
    return made or bool(query.limit or query.offset) or (outside and query.form == "SELECT")


def _union(groups: Iterable[str]) -> str:
    return " UNION ".join(f"{{ {group} }}" for group in groups)
