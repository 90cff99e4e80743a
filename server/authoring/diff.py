"""What lies between two snapshots, and the version step that it demands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import NamedNode, Quad

from server.authoring.compatibility import Reason, Step, TermChanges, replaced, term_changes
from server.authoring.constraints import constraint_reasons
from server.authoring.snapshot import Answer, Answers, Snapshot
from server.authoring.terms import StatementChanges, statement_changes
from server.faults import Fault, in_order
from server.namespaces import BASE
from server.rdf.iris import short
from server.rdf.terms import TYPE
from server.saved.query import SavedQuery

_THINGS: Final = BASE + "id/"
_SHAPES: Final = "graph:shapes"
_ONTOLOGY_GRAPHS: Final = ("graph:ontology", "graph:schemes", _SHAPES)
Row = tuple[str, ...]


@dataclass(frozen=True)
class FaultChanges:
    """Faults that only the second snapshot has, and those that only the first had."""

    new: tuple[Fault, ...]
    gone: tuple[Fault, ...]


@dataclass(frozen=True)
class RowChanges:
    """How the answer of a saved query under a setting (empty for none) changed; `fault` says why it has none now."""

    query: str
    setting: str
    columns: tuple[Row, Row]
    gained: tuple[Row, ...]
    lost: tuple[Row, ...]
    fault: str


@dataclass(frozen=True)
class QueryChanges:
    """The saved queries that came and went, and those that both states have and that give other rows."""

    names: tuple[str, str]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    rows: tuple[RowChanges, ...]

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.removed or self.rows)


@dataclass(frozen=True)
class Difference:
    """Everything that the second snapshot has otherwise than the first; `versions` are those of the two ontologies."""

    names: tuple[str, str]
    versions: tuple[str, str]
    terms: TermChanges
    asserted: StatementChanges
    inferred: StatementChanges
    faults: FaultChanges
    failures: FaultChanges
    queries: QueryChanges
    reasons: tuple[Reason, ...]

    @property
    def step(self) -> Step:
        """The version step that all of it demands."""
        return max((reason.step for reason in self.reasons), default=Step.NONE)


def compare(before: Snapshot, after: Snapshot) -> Difference:
    """Compare two snapshots."""
    vocabulary = term_changes(before.terms, after.terms)
    asserted = statement_changes(before.asserted, after.asserted)
    queries = compare_answers(before, after)
    reasons = [
        *vocabulary.reasons,
        *_constraint_reasons(before, after, asserted),
        *_query_reasons(before.queries, after.queries),
        *_thing_reasons(before.asserted, after.asserted),
        *_data_reasons(asserted),
        *_row_reasons(queries.rows),
    ]
    return Difference(
        names=(before.name, after.name),
        versions=(before.terms.version, after.terms.version),
        terms=vocabulary,
        asserted=asserted,
        inferred=statement_changes(before.inferred, after.inferred),
        faults=_found(before.faults, after.faults),
        failures=_found(before.failures, after.failures),
        queries=queries,
        reasons=tuple(sorted(reasons, key=lambda reason: -reason.step)),
    )


def compare_answers(before: Answers, after: Answers) -> QueryChanges:
    """Compare the saved queries of two states, and the rows that they give."""
    return QueryChanges(
        names=(before.name, after.name),
        added=tuple(sorted(after.queries.keys() - before.queries.keys())),
        removed=tuple(sorted(before.queries.keys() - after.queries.keys())),
        rows=tuple(_rows(before.answers, after.answers)),
    )


def _found(before: Iterable[Fault], after: Iterable[Fault]) -> FaultChanges:
    """Compare faults by what they say, not by where: a line moves with every edit above it."""
    old, new = ({replace(p, file="", line=None): p for p in faults} for faults in (before, after))
    return FaultChanges(
        tuple(in_order(new[key] for key in new.keys() - old.keys())),
        tuple(in_order(old[key] for key in old.keys() - new.keys())),
    )


def _rows(
    before: Mapping[tuple[str, str], Answer], after: Mapping[tuple[str, str], Answer]
) -> Iterator[RowChanges]:
    for key in sorted(before.keys() & after.keys()):
        old, new = before[key], after[key]
        # A row can stand in an answer more than once.
        gained, lost = Counter(new.rows) - Counter(old.rows), Counter(old.rows) - Counter(new.rows)
        if gained or lost or old.columns != new.columns or old.fault != new.fault:
            columns = (old.columns, new.columns)
            yield RowChanges(*key, columns, _sorted(gained), _sorted(lost), new.fault)


def _sorted(rows: Counter[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows.elements()))


def _constraint_reasons(before: Snapshot, after: Snapshot, asserted: StatementChanges) -> Iterator[Reason]:
    found = [*constraint_reasons(before.constraints, after.constraints, replaced(before.terms, after.terms))]
    yield from found
    if not found and any(one.graph == _SHAPES for one in (*asserted.gained, *asserted.lost)):
        yield Reason(Step.PATCH, "the shapes", "are worded otherwise")


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


def _data_reasons(asserted: StatementChanges) -> Iterator[Reason]:
    gained, lost = (
        sum(statement.graph not in _ONTOLOGY_GRAPHS for statement in statements)
        for statements in (asserted.gained, asserted.lost)
    )
    if gained or lost:
        yield Reason(Step.PATCH, "the data", f"gained {gained} and lost {lost} statements")


def _row_reasons(rows: Iterable[RowChanges]) -> Iterator[Reason]:
    for name in dict.fromkeys(change.query for change in rows):
        yield _reason(Step.PATCH, name, "gives other rows")


def _reason(step: Step, query: str, text: str) -> Reason:
    return Reason(step, f"saved query {query}", text)
