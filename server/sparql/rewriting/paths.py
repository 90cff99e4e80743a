"""Alternative and negated paths as what they are defined to be: unions, which keep duplicates.

The engine drops the duplicates of `a|b` and `!a` (SPARQL 1.1 Query, sections 9.3 and 18.4). Inside `*`, `+` and `?`,
where the recommendation drops them, too, paths stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from server.sparql.rewriting.rule import Ask, Rule
from server.sparql.rewriting.triples import TriplesWriter
from server.sparql.tree import (
    Iri,
    Path,
    PathAlternatives,
    PathBrackets,
    PathInverse,
    PathNegation,
    PathSequence,
    Tree,
)

_CONCERNS: Final = re.compile(r"(?<!\|)\|(?![|}])|!\s*(?:[<^(:]|a\b|[^\W\d]\S*:)")
"""What may be an alternative or a negated set: a bar that is neither OR nor of an annotation; `!` before an IRI."""

_RDF_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def _concerns(query: str) -> bool:
    return ("|" in query or "!" in query) and _CONCERNS.search(query) is not None


def _rewrite(tree: Tree, ask: Ask | None) -> str:
    del ask
    writer = _UnionWriter(tree)
    return writer.rewritten() if writer.concerned else tree.text


PATHS: Final = Rule("paths", _concerns, _rewrite)


class _UnionWriter(TriplesWriter):
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

    def _none_of(self, members: Iterable[Path], subject: str, value: str) -> str:
        """A triple whose property is none of the members, which are IRIs."""
        name = f"?{self.names.fresh()}"
        written = (self.around(one) for one in members)
        among = ", ".join(_RDF_TYPE if text == "a" else text for text in written)
        return f"{subject} {name} {value} FILTER({name} NOT IN ({among}))"


def _union(groups: Iterable[str]) -> str:
    return " UNION ".join(f"{{ {group} }}" for group in groups)
