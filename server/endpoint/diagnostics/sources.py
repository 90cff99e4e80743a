"""Which claims each row of a SELECT stands on: the named graphs that hold the triples its patterns matched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from server.endpoint.diagnostics.patterns import FRESH, Evaluation, Patterns, TriplePattern, not_splittable
from server.engine import QuerySyntaxError, Row
from server.namespaces import PREFIXES
from server.rdf.terms import UNDEF, to_json
from server.sparql.scanner import Unreadable
from server.sparql.tree import Element, GraphPattern, Group, OptionalPattern, Triples, UnionPattern

MOST_ROWS: Final = 100
"""Rows whose sources are told; a query for more of them uses OFFSET."""

MOST_SOURCES: Final = 20_000

_ROW, _PATTERN, _GRAPH, _HERE = (FRESH + name for name in ("row", "pattern", "graph", "here"))


@dataclass(frozen=True)
class Probe:
    """A triple pattern with the graph that its query names for it, if any; `certain` where every solution fits it."""

    triple: TriplePattern
    graph: str
    certain: bool

    @property
    def told(self) -> bool:
        """Whether one triple matches the pattern, so that its graphs can be told."""
        return self.triple.simple


def explain_sources(query: str, evaluation: Evaluation) -> dict[str, Any]:
    """The rows of a SELECT as SPARQL 1.1 Query Results JSON, with three members more.

    `patterns` lists the triple patterns, each with `told`, which is false for a path whose triples are not told apart;
    `sources` has for each row a list of `pattern` (its number), `claims` and `graphs` (the others, as graph:inferred);
    `complete` says whether these are all rows. Raises EngineError and Problem.
    """
    if evaluation.job.dataset is not None:
        raise not_splittable("sources are told for the whole release only; leave the dataset parameters away")
    try:
        found = _patterns(query)
        probes = list(_probes(found, found.group, "", certain=True))
        names, rows = evaluation.rows(
            f"{found.prologue} SELECT * {{ {{ {found.without_dataset} }} }} LIMIT {MOST_ROWS + 1}"
        )
        complete, rows = len(rows) <= MOST_ROWS, rows[:MOST_ROWS]
        told = _told(found, probes, rows, evaluation) if rows else ({}, True)
    except Unreadable as error:
        raise not_splittable(error) from None
    except QuerySyntaxError:
        raise not_splittable("its pattern is of a shape that is not understood") from None
    sources, all_sources = told
    return {
        **_results(names, rows),
        "complete": complete and all_sources,
        "patterns": [
            {"number": number, "pattern": str(probe.triple), "told": probe.told}
            for number, probe in enumerate(probes)
        ],
        "sources": [_of_row(sources, number) for number in range(len(rows))],
    }


def _patterns(query: str) -> Patterns:
    found = Patterns(query)
    if found.query.form != "SELECT":
        raise Unreadable("only the rows of a SELECT have sources")
    if found.query.dataset:
        raise Unreadable("sources are told for the whole release only; leave FROM away")
    return found


Sources = dict[int, dict[int, set[str]]]
"""Row → pattern → the graphs in which the triples stand."""


def _told(
    found: Patterns, probes: Sequence[Probe], rows: list[Row], evaluation: Evaluation
) -> tuple[Sources, bool]:
    branches = [_branch(number, probe) for number, probe in enumerate(probes) if probe.told]
    if not branches:
        return {}, True
    pattern = found.inside(found.group)
    guards = [guard for number, probe in enumerate(probes) if (guard := _guard(number, probe))]
    _, answers = evaluation.rows(
        f"{found.prologue} SELECT DISTINCT {_ROW} {_PATTERN} {_GRAPH} {{ {_values(found, rows)} {pattern} "
        f"{' '.join(bind for bind, _ in guards)} {{ {' UNION '.join(branches)} }} "
        f"{' '.join(reject for _, reject in guards)} }} LIMIT {MOST_SOURCES}"
    )
    sources: Sources = defaultdict(lambda: defaultdict(set))
    for answer in answers:
        row, number, graph = (answer[name[1:]] for name in (_ROW, _PATTERN, _GRAPH))
        if isinstance(row, ox.Literal) and isinstance(number, ox.Literal) and isinstance(graph, ox.NamedNode):
            sources[int(row.value)][int(number.value)].add(graph.value)
    return sources, len(answers) < MOST_SOURCES


def _probes(found: Patterns, group: Group, graph: str, certain: bool) -> Iterator[Probe]:
    for element in group.elements:
        yield from _probes_of(found, element, graph, certain)


def _probes_of(found: Patterns, element: Element, graph: str, certain: bool) -> Iterator[Probe]:
    match element:
        case Triples():
            yield from (Probe(triple, graph, certain) for triple in found.triples(element))
        case Group():
            yield from _probes(found, element, graph, certain)
        case OptionalPattern(group=group):
            yield from _probes(found, group, graph, False)
        case GraphPattern(name=name, group=group):
            yield from _probes(found, group, found.tree.slice(name), certain)
        case UnionPattern(groups=groups):
            for group in groups:
                yield from _probes(found, group, graph, False)


def _branch(number: int, probe: Probe) -> str:
    graph = probe.graph or _GRAPH
    same = f" BIND({probe.graph} AS {_GRAPH})" if probe.graph else ""
    return f"{{ GRAPH {graph} {{ {probe.triple} }}{same} BIND({number} AS {_PATTERN}) }}"


def _guard(number: int, probe: Probe) -> tuple[str, str] | None:
    """Keep a pattern that a row may lack from matching what has nothing to do with it."""
    terms = (probe.triple.subject, probe.triple.predicate, probe.triple.object)
    variables = [term for term in terms if term[0] in "?$"]
    if probe.certain or not probe.told or not variables:
        return None
    here = f"{_HERE}{number}"
    bound = " && ".join(f"BOUND({variable})" for variable in variables)
    return f"BIND({bound} AS {here})", f"FILTER({_PATTERN} != {number} || {here})"


def _values(found: Patterns, rows: list[Row]) -> str:
    """The rows as a block of data, with the values that the pattern can be given."""
    given = found.given()
    names = sorted({name for row in rows for name in row if name in given})
    lines = (f"({number} {' '.join(_term(row, name) for name in names)})" for number, row in enumerate(rows))
    return f"VALUES ({_ROW} {' '.join(f'?{name}' for name in names)}) {{ {' '.join(lines)} }}"


def _term(row: Row, name: str) -> str:
    term = row.get(name)
    return str(term) if isinstance(term, ox.NamedNode | ox.Literal) else UNDEF


def _of_row(sources: Sources, row: int) -> list[dict[str, Any]]:
    claims = PREFIXES["claim"]
    return [
        {
            "pattern": number,
            "claims": sorted(graph for graph in graphs if graph.startswith(claims)),
            "graphs": sorted(graph for graph in graphs if not graph.startswith(claims)),
        }
        for number, graphs in sorted(sources.get(row, {}).items())
    ]


def _results(names: list[str], rows: list[Row]) -> dict[str, Any]:
    bindings = [{name: to_json(term) for name, term in row.items()} for row in rows]
    return {"head": {"vars": names}, "results": {"bindings": bindings}}
