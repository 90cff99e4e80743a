"""What shapes demand of data and what rules draw from them, and the step that a change of either demands.

major  data that passed now fails (sh:Violation), or a conclusion is no longer drawn
minor  a warning or note more, a demand less, a conclusion more
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from server.authoring.compatibility import Reason, Step
from server.authoring.terms import Reader
from server.authoring.uses import renamed
from server.build.read.rules import Rule
from server.build.vocabulary import graph
from server.faults import InvalidInput
from server.rdf.iris import short
from server.rdf.terms import SH, TYPE

_SHAPES: Final = graph("shapes")
_CONSTRUCT: Final = SH["construct"]
_RULE: Final = SH["SPARQLRule"]
_SEVERITY: Final = SH["severity"]
_PROPERTY: Final = SH["property"]
_WORDS: Final = frozenset({_SEVERITY, *(SH[name] for name in ("message", "name", "description", "order"))})
_LEVELS: Final = {SH["Info"]: 1, SH["Warning"]: 2, SH["Violation"]: 3}
_NAMES: Final = {1: "a note", 2: "a warning", 3: "a violation"}
_VIOLATION: Final = 3
_FILTER: Final = re.compile(r"^\s*FILTER\b.*$", re.MULTILINE)


@dataclass(frozen=True)
class Constraints:
    """`shapes`: name → demand, as a file writes it → its level (1 a note, 2 a warning, 3 a violation).

    `rules`: name → the text of the query.
    """

    shapes: Mapping[str, Mapping[str, int]]
    rules: Mapping[str, str]


def constraints(quads: Iterable[Quad]) -> Constraints:
    """Return the shapes in graph:shapes, and the rules that any graph describes (SHACL-AF, section 8)."""
    given = list(quads)
    shapes = [quad for quad in given if quad.graph_name == _SHAPES]
    levels = {q.subject: _LEVELS.get(q.object, _VIOLATION) for q in shapes if q.predicate == _SEVERITY}  # type: ignore[arg-type]
    reader = Reader(quad for quad in shapes if quad.predicate not in _WORDS)
    found: dict[str, dict[str, int]] = {}
    for quad in shapes:
        if isinstance(quad.subject, BlankNode) or quad.predicate in _WORDS or quad.predicate == TYPE:
            continue
        holder = quad.object if quad.predicate == _PROPERTY else quad.subject
        demand = f"{short(quad.predicate.value)} {reader.text(quad.object)}"
        found.setdefault(reader.text(quad.subject), {})[demand] = levels.get(holder, _VIOLATION)  # type: ignore[arg-type]
    drawing = {quad.subject for quad in given if quad.predicate == TYPE and quad.object == _RULE}
    rules = {
        quad.subject.value.rpartition("/")[2]: quad.object.value
        for quad in given
        if quad.predicate == _CONSTRUCT
        and quad.subject in drawing
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
    }
    return Constraints(found, rules)


def constraint_reasons(before: Constraints, after: Constraints, names: Mapping[str, str]) -> Iterator[Reason]:
    """Yield what became of shapes and rules; `names` leads from each term renamed since to its new name (IRIs)."""
    for shape in sorted(before.shapes.keys() | after.shapes.keys()):
        old = {renamed(text, names): level for text, level in before.shapes.get(shape, {}).items()}
        yield from _shape(f"shape {shape}", old, after.shapes.get(shape, {}))
    for name in sorted(before.rules.keys() | after.rules.keys()):
        yield from _rule(name, renamed(before.rules.get(name, ""), names), after.rules.get(name, ""))


def _shape(about: str, old: Mapping[str, int], new: Mapping[str, int]) -> Iterator[Reason]:
    for demand in sorted(new.keys() - old.keys()):
        step = Step.MAJOR if new[demand] == _VIOLATION else Step.MINOR
        yield Reason(step, about, f"demands more, as {_NAMES[new[demand]]}: {demand}")
    for demand in sorted(old.keys() - new.keys()):
        yield Reason(Step.MINOR, about, f"demands no longer: {demand}")
    for demand in sorted(old.keys() & new.keys()):
        if old[demand] != new[demand]:
            step = Step.MAJOR if new[demand] == _VIOLATION else Step.MINOR
            yield Reason(step, about, f"was {_NAMES[old[demand]]} and is {_NAMES[new[demand]]}: {demand}")


def _rule(name: str, old: str, new: str) -> Iterator[Reason]:
    about = f"rule {name}"
    if not new:
        yield Reason(Step.MAJOR, about, "was removed")
    elif not old:
        yield Reason(Step.MINOR, about, "was added")
    elif (before := _parts(old)) != (after := _parts(new)):
        if before[0] == after[0] and after[1] < before[1]:
            yield Reason(Step.MINOR, about, "draws more: it has fewer premises")
        else:
            yield Reason(Step.MAJOR, about, "draws other conclusions")


def _parts(query: str) -> tuple[str, frozenset[str]]:
    """Return the conclusion and the premises of a rule; the whole text for one that has not the shape."""
    rule = Rule("", query)
    try:
        filters = {" ".join(found.split()) for found in _FILTER.findall(query)}
        return str(rule.conclusion), frozenset({*map(str, rule.patterns), *filters})
    except InvalidInput:
        return " ".join(query.split()), frozenset()
