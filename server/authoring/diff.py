"""What lies between two sides, and the version step that it demands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import NamedNode, Quad

from server.authoring.compatibility import Changes, changes
from server.authoring.semver import Reason, Step
from server.authoring.snapshot import Answer, Side
from server.authoring.statements import Exchange, exchange
from server.build.problems import Problem, in_order
from server.namespaces import BASE
from server.rdf.iris import short
from server.rdf.terms import TYPE
from server.saved.query import SavedQuery

_THINGS: Final = BASE + "id/"
_ONTOLOGY_GRAPHS: Final = ("graph:ontology", "graph:schemes")
Row = tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """Problems that only the second side has, and those that only the first had."""

    new: tuple[Problem, ...]
    gone: tuple[Problem, ...]


@dataclass(frozen=True)
class Rows:
    """How the answer of a saved query under a setting (empty for none) changed; `fault` says why it has none now."""

    query: str
    setting: str
    columns: tuple[Row, Row]
    gained: tuple[Row, ...]
    lost: tuple[Row, ...]
    fault: str


@dataclass(frozen=True)
class Difference:
    """Everything that the second side has otherwise than the first; `versions` are those of the two ontologies."""

    sides: tuple[str, str]
    versions: tuple[str, str]
    terms: Changes
    asserted: Exchange
    inferred: Exchange
    problems: Found
    failures: Found
    queries_added: tuple[str, ...]
    queries_removed: tuple[str, ...]
    rows: tuple[Rows, ...]
    reasons: tuple[Reason, ...]

    @property
    def step(self) -> Step:
        """The version step that all of it demands."""
        return max((reason.step for reason in self.reasons), default=Step.NONE)


def compare(before: Side, after: Side) -> Difference:
    """Compare two sides."""
    vocabulary = changes(before.terms, after.terms)
    asserted = exchange(before.asserted, after.asserted)
    rows = tuple(_rows(before.answers, after.answers))
    reasons = [
        *vocabulary.reasons,
        *_query_reasons(before.queries, after.queries),
        *_thing_reasons(before.asserted, after.asserted),
        *_data_reasons(asserted),
        *_row_reasons(rows),
    ]
    return Difference(
        sides=(before.name, after.name),
        versions=(before.terms.version, after.terms.version),
        terms=vocabulary,
        asserted=asserted,
        inferred=exchange(before.inferred, after.inferred),
        problems=_found(before.problems, after.problems),
        failures=_found(before.failures, after.failures),
        queries_added=tuple(sorted(after.queries.keys() - before.queries.keys())),
        queries_removed=tuple(sorted(before.queries.keys() - after.queries.keys())),
        rows=rows,
        reasons=tuple(sorted(reasons, key=lambda reason: -reason.step)),
    )


def _found(before: Iterable[Problem], after: Iterable[Problem]) -> Found:
    """Compare problems by what they say, not by where: a line moves with every edit above it."""
    old, new = ({replace(p, file="", line=None): p for p in side} for side in (before, after))
    return Found(
        tuple(in_order(new[key] for key in new.keys() - old.keys())),
        tuple(in_order(old[key] for key in old.keys() - new.keys())),
    )


def _rows(
    before: Mapping[tuple[str, str], Answer], after: Mapping[tuple[str, str], Answer]
) -> Iterator[Rows]:
    for key in sorted(before.keys() & after.keys()):
        old, new = before[key], after[key]
        # A row can stand in an answer more than once.
        gained, lost = Counter(new.rows) - Counter(old.rows), Counter(old.rows) - Counter(new.rows)
        if gained or lost or old.columns != new.columns or old.fault != new.fault:
            columns = (old.columns, new.columns)
            yield Rows(*key, columns, _sorted(gained), _sorted(lost), new.fault)


def _sorted(rows: Counter[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows.elements()))


def _query_reasons(before: Mapping[str, SavedQuery], after: Mapping[str, SavedQuery]) -> Iterator[Reason]:
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield _reason(Step.MAJOR, name, "was removed")
        elif name not in before:
            yield _reason(Step.MINOR, name, "was added")
        else:
            yield from _one_query(before[name], after[name])


def _one_query(old: SavedQuery, new: SavedQuery) -> Iterator[Reason]:
    columns = [column.name for column in old.columns], [column.name for column in new.columns]
    if columns[0] != columns[1] or old.form != new.form:
        yield _reason(
            Step.MAJOR,
            old.name,
            f"has the columns {', '.join(columns[1])} instead of {', '.join(columns[0])}",
        )
    names = {parameter.name for parameter in old.parameters}
    for parameter in old.parameters:
        if new.parameter(parameter.name) is None:
            yield _reason(Step.MAJOR, old.name, f"lost its parameter {parameter.name}")
    for parameter in new.parameters:
        if parameter.name not in names:
            step = Step.MAJOR if parameter.required else Step.MINOR
            yield _reason(step, old.name, f"has the new parameter {parameter.name}")
    if old.text != new.text:
        yield _reason(Step.PATCH, old.name, "is asked in another way")


def _thing_reasons(before: Iterable[Quad], after: Iterable[Quad]) -> Iterator[Reason]:
    old, new = _things(before), _things(after)
    for step, things, text in ((Step.MAJOR, old - new, "removed"), (Step.MINOR, new - old, "added")):
        kinds: dict[str, list[str]] = defaultdict(list)
        for iri in sorted(things):
            kinds[iri.removeprefix(_THINGS).partition("/")[0]].append(short(iri))
        for names in kinds.values():
            more = f" and {len(names) - 1} more of its kind were" if len(names) > 1 else " was"
            yield Reason(step, names[0] + more, text)


def _things(quads: Iterable[Quad]) -> set[str]:
    return {
        quad.subject.value
        for quad in quads
        if quad.predicate == TYPE
        and isinstance(quad.subject, NamedNode)
        and quad.subject.value.startswith(_THINGS)
    }


def _data_reasons(asserted: Exchange) -> Iterator[Reason]:
    gained, lost = (
        sum(statement.graph not in _ONTOLOGY_GRAPHS for statement in side)
        for side in (asserted.gained, asserted.lost)
    )
    if gained or lost:
        yield Reason(Step.PATCH, "the data", f"gained {gained} and lost {lost} statements")


def _row_reasons(rows: Iterable[Rows]) -> Iterator[Reason]:
    for name in dict.fromkeys(change.query for change in rows):
        yield _reason(Step.PATCH, name, "gives other rows")


def _reason(step: Step, query: str, text: str) -> Reason:
    return Reason(step, f"saved query {query}", text)
