"""What each row or triple of an answer stands on: claims, graphs and files, other endpoints; or nothing of these."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from typing import Any, Final

import pyoxigraph as ox

from server.endpoint.diagnostics.patterns import MOST_ELEMENTS, Evaluation, not_splittable
from server.endpoint.diagnostics.sources.derivation import (
    MOST_SOLUTIONS,
    Demand,
    Derivation,
    Fact,
    derived,
    triple_of,
    whole,
)
from server.endpoint.diagnostics.sources.parts import ROW, Slot, WrittenPattern
from server.endpoint.diagnostics.sources.witnesses import Witnesses
from server.engine import Dataset, QueryRefused, QuerySyntaxError, ResultTooLarge, Row
from server.engine.reading import read
from server.engine.virtual_graphs import is_virtual
from server.rdf.iris import is_claim
from server.rdf.terms import Term, to_json
from server.release import ASSERTED_GRAPH, INFERRED_GRAPH
from server.sparql.parser import parse
from server.sparql.rewriting import Edit
from server.sparql.scanner import Unreadable
from server.sparql.tree import DISTINCT, Node, Query, Tree, Triples, Variable, variables
from server.why.formats import triple_data
from server.why.graphs import graphs_of
from server.why.grounds import Grounds, Statements, followed

MOST_ROWS: Final = 100
"""Rows or triples whose sources are told; a query for more of them uses OFFSET."""

MOST_TRIPLES: Final = 2_000
"""Triples that are named in an answer. Where there are more, each row gets its share of them."""

MOST_PREMISES: Final = 5_000
"""Triples and premises that are followed through their proofs."""


@dataclass(frozen=True)
class _Found:
    """What is explained: the members that show it, and the derivation of each row or triple; whether those are all."""

    shown: dict[str, Any]
    derivations: Sequence[Derivation]
    complete: bool
    patterns: Sequence[WrittenPattern]


def explain_sources(query: str, evaluation: Evaluation) -> dict[str, Any]:
    """What the rows of a SELECT, or the triples of a CONSTRUCT or DESCRIBE, stand on.

    Members: the rows as in SPARQL 1.1 Query Results JSON, or `triples`; `all_rows`, whether those are all, `complete`
    and `detail`, whether all is told of them as well; `patterns`, those of the query; and `sources`, in the order of
    rows or triples. Each of these has `claims`, `graphs` and `files` (where no claim states it), `endpoints`;
    `triples`, each with its `pattern` and its own sources, and the `rule` of its proof if nobody states it; `complete`,
    and a `detail` where no triple carries it. Raises EngineError, and HttpProblem for a
    query that cannot be explained.
    """
    try:
        tree = parse(query, most_elements=MOST_ELEMENTS)
        witnesses = Witnesses(tree, evaluation.answers.edits)
        found = _found(tree.query, witnesses, evaluation)
        return _document(query, found, _visible(tree, evaluation), evaluation)
    except Unreadable as error:
        raise not_splittable(error) from None
    except QueryRefused as error:
        raise not_splittable(f"a part of it cannot be answered by itself: {error}") from None
    except QuerySyntaxError:
        raise not_splittable("its pattern is of a shape that is not understood") from None


def _found(query: Query, witnesses: Witnesses, evaluation: Evaluation) -> _Found:
    match query.form:
        case "SELECT":
            return _of_rows(query, witnesses, evaluation)
        case "CONSTRUCT":
            return _of_constructed(query, witnesses, evaluation)
        case "DESCRIBE":
            return _of_described(witnesses, evaluation)
    raise Unreadable("an ASK has neither rows nor triples; ask for those of its pattern by SELECT *")


def _of_rows(query: Query, witnesses: Witnesses, evaluation: Evaluation) -> _Found:
    text = f"{witnesses.prologue} {witnesses.keyed(query, _limited(query))}"
    names, rows = evaluation.rows(text)
    rows, complete = rows[:MOST_ROWS], len(rows) <= MOST_ROWS
    derivations = _derivations(query, rows, witnesses, evaluation)
    own = {name for name in names if name not in variables(query)}
    shown = [{name: to_json(term) for name, term in row.items() if name not in own} for row in rows]
    head = {"vars": [name for name in names if name not in own]}
    return _Found({"head": head, "results": {"bindings": shown}}, derivations, complete, witnesses.patterns)


def _limited(query: Query) -> list[Edit]:
    """The edit by which a query gives no more rows than are told, and one more where there are."""
    limit = f" LIMIT {MOST_ROWS + 1} "
    if query.limit is None:
        place = query.values.start if query.values else query.end
        return [(place, place, limit)]
    return [(query.limit.start, query.limit.end, limit)] if query.limit.number > MOST_ROWS else []


def _derivations(
    query: Query, rows: Sequence[Row], witnesses: Witnesses, evaluation: Evaluation
) -> list[Derivation]:
    part = witnesses.query(query)
    demands = [Demand(part, tuple(row.get(name) for name in part.given)) for row in rows]
    found = derived(demands, witnesses, evaluation)
    derivations = [whole(demand, found) for demand in demands]
    for one in derivations:
        # Only the one group of a query without keys has a row where there is no solution.
        one.complete = one.complete and (one.solutions > 0 or not part.given)
    return derivations


def _of_constructed(query: Query, witnesses: Witnesses, evaluation: Evaluation) -> _Found:
    where = query.where
    if where is None:
        raise Unreadable("it has no pattern")
    template = (
        query.template.triples
        if query.template
        else [one for one in where.elements if isinstance(one, Triples)]
    )
    templates = witnesses.triples(template)
    witnesses.patterns.clear()  # the template is none of the patterns
    names = sorted(variables(*template))
    columns = " ".join(f"?{name}" for name in names) or f"?{ROW}"
    rest = witnesses.written(Node(where.end, query.end))
    _, rows = evaluation.rows(
        f"{witnesses.prologue} SELECT DISTINCT {columns} {witnesses.dataset} "
        f"{{ {{ SELECT {columns} {witnesses.written(where)} {rest} }} }} LIMIT {MOST_ROWS + 1}"
    )
    rows, complete = rows[:MOST_ROWS], len(rows) <= MOST_ROWS
    selected = replace(
        query, form="SELECT", modifier=DISTINCT, columns=tuple(Variable(0, 0, name) for name in names)
    )
    of_rows = _derivations(selected, rows, witnesses, evaluation)
    found: dict[ox.Triple, list[Derivation]] = {}
    for number, (row, derivation) in enumerate(zip(rows, of_rows, strict=True)):
        for ends in templates:
            triple = triple_of(*(_constructed(slot, row, number, names) for slot in ends))
            if triple is not None:
                found.setdefault(triple, []).append(derivation)
    triples = [*islice(found, MOST_ROWS)]
    return _Found(
        {"triples": [triple_data(one) for one in triples]},
        [_joined(found[one]) for one in triples],
        complete and len(found) <= MOST_ROWS,
        witnesses.patterns,
    )


def _constructed(slot: Slot, row: Row, number: int, names: Collection[str]) -> Term | None:
    """A term of a constructed triple; a blank node of the template is another one for each solution."""
    if not isinstance(slot, ox.Variable):
        return slot
    return row.get(slot.value) if slot.value in names else ox.BlankNode(f"row{number}{slot.value}")


def _joined(derivations: Iterable[Derivation]) -> Derivation:
    result = Derivation()
    for one in derivations:
        result.add(one)
        result.solutions += one.solutions
    return result


def _of_described(witnesses: Witnesses, evaluation: Evaluation) -> _Found:
    """Each triple of a DESCRIBE is one of the data, whatever pattern chose its subject."""
    text = f"{witnesses.prologue} {witnesses.written(witnesses.tree.query)}"
    found = evaluation.triples(text, MOST_ROWS)
    triples, complete = found[:MOST_ROWS], len(found) <= MOST_ROWS
    derivations = [Derivation(facts={Fact(None, one, None): None}, solutions=1) for one in triples]
    return _Found({"triples": [triple_data(one) for one in triples]}, derivations, complete, ())


Visible = Callable[[str | None, str], bool]
"""Whether a graph is one in which a pattern looks: by the graph that is named for the pattern, and its own name."""


def _visible(tree: Tree, evaluation: Evaluation) -> Visible:
    clauses, dataset = tree.query.dataset, evaluation.job.dataset
    if dataset is None and clauses:
        default, named = (
            tuple(one.graph.value or "" for one in clauses if one.named is kind) for kind in (False, True)
        )
        dataset = Dataset(default, named)
    names = (*dataset.default, *dataset.named) if dataset else ()
    members = {
        name: evaluation.members(name) for name in names if is_virtual(name) and name != ASSERTED_GRAPH
    }

    def is_in(name: str, graph: str) -> bool:
        if name in members:
            return graph in members[name]
        return graph == name or (name == ASSERTED_GRAPH and graph != INFERRED_GRAPH)

    def visible(named: str | None, graph: str) -> bool:
        if named is not None:
            return is_in(named, graph)
        return dataset is None or any(is_in(one, graph) for one in dataset.default)

    return visible


def _document(query: str, found: _Found, visible: Visible, evaluation: Evaluation) -> dict[str, Any]:
    total = sum(len(one.facts) for one in found.derivations)
    share = MOST_TRIPLES if total <= MOST_TRIPLES else MOST_TRIPLES // len(found.derivations)
    facts = [[*islice(one.facts, share)] for one in found.derivations]
    # By turns, as not all of them may be followed.
    triples = dict.fromkeys(fact.triple for turn in zip_longest(*facts) for fact in turn if fact)
    known = _known(triples, evaluation)
    failed = {
        (number, iri)
        for number, pattern in enumerate(found.patterns)
        for start, iri in evaluation.answers.failed
        if start == pattern.start
    }
    sources = [
        _source(derivation, listed, known, visible, failed)
        for derivation, listed in zip(found.derivations, facts, strict=True)
    ]
    return {
        **found.shown,
        "all_rows": found.complete,
        "complete": found.complete and all(one["complete"] for one in sources),
        "detail": _detail(found.complete, all(one["complete"] for one in sources)),
        "patterns": [_pattern(query, number, one) for number, one in enumerate(found.patterns)],
        "sources": sources,
    }


def _known(triples: Collection[ox.Triple], evaluation: Evaluation) -> Statements:
    """What is known of triples and of what they follow from: of fewer where that of all is more than may be read."""
    room = evaluation.room.taken
    origins = followed(evaluation.proofs, triples, MOST_PREMISES)
    while True:
        try:
            return Statements(origins, read(graphs_of(origins), evaluation.tables_of_everything))
        except ResultTooLarge:
            origins = dict(islice(origins.items(), len(origins) // 2))
            if not origins:
                raise
            evaluation.room.taken = room  # what was read in vain is no longer held


def _source(
    derivation: Derivation,
    facts: Sequence[Fact],
    known: Statements,
    visible: Visible,
    failed: Collection[tuple[int, str]],
) -> dict[str, Any]:
    grounds = {
        fact: known.grounds(
            fact.triple, [one for one in known.graphs.get(fact.triple, ()) if visible(fact.graph, one)]
        )
        for fact in sorted(facts, key=lambda one: (one.pattern or 0, str(one.triple)))
    }
    endpoints = sorted({called[1] for called in derivation.endpoints if called not in failed})
    complete = derivation.complete and len(facts) == len(derivation.facts)
    existing = {name for _, name in derivation.graphs}
    claims = frozenset(filter(is_claim, existing))
    together = Grounds.together((*grounds.values(), Grounds(claims, frozenset(existing - claims))))
    if not grounds and not endpoints and not existing:
        detail: str | None = _nothing(derivation)
    elif any(one == Grounds() for one in grounds.values()):
        detail = "Some of its triples stand in the default graph alone, which nothing is known of."
    else:
        detail = None
    return {
        **_grounds(together),
        "endpoints": endpoints,
        "triples": [
            {
                "pattern": fact.pattern,
                "triple": triple_data(fact.triple),
                **_grounds(one),
                "rule": one.rule,
            }
            for fact, one in grounds.items()
        ],
        "complete": complete and together.complete,
        "detail": detail,
    }


def _grounds(one: Grounds) -> dict[str, Any]:
    return {name: sorted(getattr(one, name)) for name in ("claims", "graphs", "files")}


def _nothing(derivation: Derivation) -> str:
    if not derivation.complete:
        return "What carries it is not among the solutions that were looked at."
    if not derivation.solutions:
        return "No triple carries it: the pattern has no solution, and that is what it says."
    return (
        "No triple carries it: VALUES, BIND, other expressions, counts of nothing, paths of length zero and what "
        "must be absent need none."
    )


def _detail(all_rows: bool, all_sources: bool) -> str:
    told = [] if all_rows else [f"Only the first {MOST_ROWS} are told; use OFFSET for others."]
    if not all_sources:
        told.append(
            f"Of some not everything is told: at most {MOST_SOLUTIONS:,} solutions of a part of the query are looked "
            f"at, {MOST_TRIPLES:,} triples named, {MOST_PREMISES:,} premises followed, or fewer where "
            "what is known of them is more than may be read; where there are more, each gets its share, if any."
        )
    return " ".join(told) or "All is told."


def _pattern(query: str, number: int, pattern: WrittenPattern) -> dict[str, Any]:
    return {
        "number": number,
        "kind": pattern.kind,
        "pattern": pattern.text,
        "line": query.count("\n", 0, pattern.start) + 1,
        "column": pattern.start - query.rfind("\n", 0, pattern.start),
        "told": pattern.told,
    }
