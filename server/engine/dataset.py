"""Evaluating a query on its dataset, with several default graphs merged as a set.

pyoxigraph treats a list of default graphs as a bag: a triple that stands in two of them is counted twice, where an
RDF merge (SPARQL 1.1 Query, section 13.1) counts it once. So several graphs are first copied into one in memory.
Where a default graph stands for several, and no named one is given, GRAPH reaches those that it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Final

import pyoxigraph as ox

from server.engine.errors import GraphNameInvalid, QueryRefused
from server.engine.job import Dataset, Job
from server.engine.stores import Stores
from server.engine.virtual_graphs import is_virtual, members
from server.namespaces import BASE, PREFIXES
from server.sparql.prologue import iri_of, read_prologue
from server.sparql.rewriting import (
    Ask,
    Refused,
    apply_rules,
    is_plain,
    normalise_for_engine,
    with_columns,
    without_constants,
)
from server.sparql.scanner import Unreadable
from server.sparql.tokens import DatasetClauses, asks_graphs, dataset_clauses
from server.sparql.tree import Prologue

_NAMES_GRAPHS: Final = re.compile("GRAPH|FROM", re.IGNORECASE)
"""Without these letters a query asks of the default graph alone; the parser takes them for a keyword in any place."""

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def evaluate(stores: Stores, job: Job, query: str, without: frozenset[str] = frozenset()) -> Answer:
    """The answer to one query of a job, but for the rules named by `without` in words that the engine gets right.

    Raises SyntaxError as pyoxigraph does, QueryRefused, GraphNameInvalid, and OSError.
    """
    written = for_engine(job, query, lambda question: bool(_evaluate(stores, job, question)), without)
    try:
        return _evaluate(stores, job, written)
    except SyntaxError:
        _complain(job, query)  # of the query as it was asked
        raise


def for_engine(job: Job, query: str, ask: Ask, without: frozenset[str] = frozenset()) -> str:
    """One query of a job in words that this engine gets right. Raises SyntaxError and QueryRefused."""
    written = query
    if not is_plain(query):
        normal = normalise_for_engine(query)
        written = in_other_words(
            query, lambda: apply_rules(normal, ask, without), lambda: _complain(job, query)
        )
    try:
        return with_columns(written, without_constants(written), _variables) if "*" in written else written
    except SyntaxError:
        _complain(job, query)
        raise


def _complain(job: Job, query: str) -> None:
    """Raise SyntaxError for what the engine takes for no query."""
    ox.Store().query(query, base_iri=BASE, prefixes=PREFIXES if job.prefixes else None)


def in_other_words(text: str, rewrite: Callable[[], str], complain: Callable[[], None]) -> str:
    """A query or an update as `rewrite` puts it. Raises QueryRefused.

    What is refused or cannot be read may be wrong for the engine as well, which `complain` has it say then.
    """
    try:
        return rewrite()
    except Refused as refused:
        complain()
        start = max(0, text.find(refused.part))  # the start where rules had changed that part before
        line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        raise QueryRefused(refused.reason, line, column) from None
    except Unreadable as unreadable:
        complain()
        reason = f"the engine may answer this wrongly, and it cannot be put into other words: {unreadable}"
        raise QueryRefused(reason, 1, 1) from None


def _evaluate(stores: Stores, job: Job, query: str) -> Answer:
    store = stores.graphs
    names_graphs = _NAMES_GRAPHS.search(query) is not None
    dataset = _dataset(job, query, names_graphs)
    nodes = _nodes(job)
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
    prefixes = PREFIXES if job.prefixes else None
    if dataset is None:
        if stores.default is not None and not names_graphs:
            store = stores.default
        return store.query(query, base_iri=BASE, prefixes=prefixes, substitutions=nodes)
    named: list[ox.NamedNode | ox.BlankNode] = [*named_nodes(dataset.named)]
    reaches_members = not named and asks_graphs(query)
    if (prepared := stores.prepared.get(dataset)) is not None and not reaches_members:
        store, default = prepared, [ox.DefaultGraph()]
    elif len(dataset.default) > 1 or _names_virtual(dataset):
        store, default = _merged(store, dataset, reaches_members), [ox.DefaultGraph()]
        named = [*store.named_graphs()] if reaches_members else named
    else:
        default = [*named_nodes(dataset.default)]
    return store.query(
        query,
        base_iri=BASE,
        prefixes=prefixes,
        default_graph=default,
        named_graphs=named,
        substitutions=nodes,
    )


def tried(job: Job, query: str) -> Answer:
    """What one query of a job yields over no data, which tells its form and whether it is one. Raises as `evaluate`.

    A query that this engine answers wrongly is one all the same.
    """
    try:
        return evaluate(Stores(ox.Store()), job, query)
    except QueryRefused:
        return ox.Store().query(query, base_iri=BASE, prefixes=PREFIXES if job.prefixes else None)


def dataset_of(job: Job, clauses: DatasetClauses) -> Dataset | None:
    """The dataset of a query of a job that has these clauses; None is everything."""
    if job.dataset is not None:
        return job.dataset
    return _dataset_in(clauses) if clauses.default_graphs or clauses.named_graphs else None


def prefixes_of(job: Job) -> dict[str, str]:
    """Prefix → namespace, absolute, as the query of a job that was evaluated has them."""
    return {**(PREFIXES if job.prefixes else {}), **read_prologue(job.query).prefixes}


def _variables(query: str) -> list[str]:
    """The variables in scope of a SELECT. Raises SyntaxError."""
    solutions = ox.Store().query(query, base_iri=BASE)  # on no data: only for its variables
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - a SELECT yields nothing else
    return [variable.value for variable in solutions.variables]


def _nodes(job: Job) -> dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] | None:
    return {ox.Variable(variable): ox.BlankNode(label) for variable, label in job.nodes} or None


def _dataset(job: Job, query: str, names_graphs: bool) -> Dataset | None:
    """The dataset a query must be given; None where pyoxigraph finds the right one in the query itself."""
    if job.dataset is not None:
        return job.dataset
    if not names_graphs:
        return None
    clauses = dataset_clauses(query)
    found = _dataset_in(clauses)
    return found if len(clauses.default_graphs) > 1 or _names_virtual(found) else None


def _dataset_in(clauses: DatasetClauses) -> Dataset:
    declared = read_prologue(clauses.prologue)
    return Dataset(_resolved(clauses.default_graphs, declared), _resolved(clauses.named_graphs, declared))


def _names_virtual(dataset: Dataset) -> bool:
    return any(map(is_virtual, (*dataset.default, *dataset.named)))


def named_nodes(iris: Iterable[str]) -> tuple[ox.NamedNode, ...]:
    """The names of graphs in a request, each once. Raises GraphNameInvalid."""
    try:
        return tuple(ox.NamedNode(iri) for iri in dict.fromkeys(iris))
    except ValueError as error:
        raise GraphNameInvalid(f"a graph must be named by an absolute IRI: {error}") from None


def _resolved(names: Iterable[str], declared: Prologue) -> tuple[str, ...]:
    """The graphs that names written as <…> or prefix:… mean under a prologue, each once.

    What is no IRI is left out: the engine refuses it when it parses the query.
    """
    found: dict[str, None] = {}
    for name in names:
        with suppress(ValueError):
            found[ox.NamedNode(iri_of(name, declared) or "").value] = None
    return tuple(found)


def _merged(store: ox.Store, dataset: Dataset, reaches_members: bool) -> ox.Store:
    """A store in memory whose default graph is the merge; bounded by the memory limit and the deadline.

    With `reaches_members` it has, as named graphs, those that the virtual ones among the default graphs stand for.
    """
    merged = ox.Store()
    merged.extend(_quads(store, dataset, reaches_members))
    return merged


def _quads(store: ox.Store, dataset: Dataset, reaches_members: bool) -> Iterator[ox.Quad]:
    for name in named_nodes(dataset.default):
        for graph in members(store, name.value):
            yield from _in_graph(store, graph, ox.DefaultGraph())
            if reaches_members and is_virtual(name.value):
                yield from store.quads_for_pattern(None, None, None, graph)
    for name in named_nodes(dataset.named):
        for graph in members(store, name.value):
            yield from _in_graph(store, graph, name)


def _in_graph(
    store: ox.Store, graph: ox.NamedNode, name: ox.NamedNode | ox.DefaultGraph
) -> Iterator[ox.Quad]:
    for quad in store.quads_for_pattern(None, None, None, graph):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, name)
