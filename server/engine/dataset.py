"""Evaluating a query on its dataset, with several default graphs merged as a set.

pyoxigraph treats a list of default graphs as a bag: a triple that stands in two of them is counted twice, where an
RDF merge (SPARQL 1.1 Query, section 13.1) counts it once. So several graphs are first copied into one in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from server.engine.errors import GraphNameInvalid
from server.engine.job import Job
from server.engine.stores import Stores
from server.namespaces import BASE, PREFIXES
from server.release import ASSERTED_GRAPH, INFERRED_GRAPH
from server.sparql.prologue import iri_of, read_prologue
from server.sparql.rewriting import has_star, normalise_for_engine, with_columns
from server.sparql.tokens import dataset_clauses

_ASSERTED: Final = ox.NamedNode(ASSERTED_GRAPH)
_INFERRED: Final = ox.NamedNode(INFERRED_GRAPH)

_NAMES_GRAPHS: Final = re.compile("GRAPH|FROM", re.IGNORECASE)
"""Without these letters a query asks of the default graph alone; the parser takes them for a keyword in any place."""

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


@dataclass(frozen=True)
class Dataset:
    """The graphs a query sees: those merged into its default graph, and those that GRAPH reaches."""

    default_graphs: tuple[ox.NamedNode, ...]
    named_graphs: tuple[ox.NamedNode, ...]


def evaluate(stores: Stores, job: Job, query: str) -> Answer:
    """The answer to one query of a job. Raises SyntaxError as pyoxigraph does, GraphNameInvalid, and OSError."""
    store = stores.graphs
    names_graphs = _NAMES_GRAPHS.search(query) is not None
    dataset = _dataset(job, query, names_graphs)
    query = _adapted(query)
    nodes = _nodes(job)
    prefixes = PREFIXES if job.prefixes else None
    if dataset is None:
        if stores.default is not None and not names_graphs:
            store = stores.default
        return store.query(query, base_iri=BASE, prefixes=prefixes, substitutions=nodes)
    if stores.asserted is not None and dataset == Dataset((_ASSERTED,), ()):
        return stores.asserted.query(
            query,
            base_iri=BASE,
            prefixes=prefixes,
            default_graph=[ox.DefaultGraph()],
            named_graphs=[],
            substitutions=nodes,
        )
    default_graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [*dataset.default_graphs]
    if len(default_graphs) > 1 or _names_asserted(dataset):
        store, default_graphs = _merged(store, dataset), [ox.DefaultGraph()]
    return store.query(
        query,
        base_iri=BASE,
        prefixes=prefixes,
        default_graph=default_graphs,
        named_graphs=list(dataset.named_graphs),
        substitutions=nodes,
    )


def prefixes_of(job: Job) -> dict[str, str]:
    """Prefix → namespace, absolute, as the query of a job that was evaluated has them."""
    return {**(PREFIXES if job.prefixes else {}), **read_prologue(job.query).prefixes}


def _adapted(query: str) -> str:
    query = normalise_for_engine(query)
    if not has_star(query):
        return query
    solutions = ox.Store().query(query, base_iri=BASE)  # on no data: only for its variables
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - a SELECT yields nothing else
    return with_columns(query, [variable.value for variable in solutions.variables])


def _nodes(job: Job) -> dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] | None:
    return {ox.Variable(variable): ox.BlankNode(label) for variable, label in job.nodes} or None


def _dataset(job: Job, query: str, names_graphs: bool) -> Dataset | None:
    """The dataset a query must be given; None where pyoxigraph finds the right one in the query itself."""
    if job.default_graphs is not None or job.named_graphs is not None:
        return Dataset(named_nodes(job.default_graphs or ()), named_nodes(job.named_graphs or ()))
    if not names_graphs:
        return None
    clauses = dataset_clauses(query)
    dataset = Dataset(
        _resolved(clauses.prologue, clauses.default_graphs), _resolved(clauses.prologue, clauses.named_graphs)
    )
    return dataset if len(clauses.default_graphs) > 1 or _names_asserted(dataset) else None


def _names_asserted(dataset: Dataset) -> bool:
    return _ASSERTED in (*dataset.default_graphs, *dataset.named_graphs)


def named_nodes(iris: tuple[str, ...]) -> tuple[ox.NamedNode, ...]:
    """The names of graphs in a request, each once. Raises GraphNameInvalid."""
    try:
        return tuple(ox.NamedNode(iri) for iri in dict.fromkeys(iris))
    except ValueError as error:
        raise GraphNameInvalid(f"a graph must be named by an absolute IRI: {error}") from None


def _resolved(prologue: str, names: tuple[str, ...]) -> tuple[ox.NamedNode, ...]:
    """The graphs that names written as <…> or prefix:… mean under a prologue, each once."""
    declared = read_prologue(prologue)
    found: dict[ox.NamedNode, None] = {}
    for name in names:
        with suppress(ValueError):  # the engine refuses it when it parses the query
            found[ox.NamedNode(iri_of(name, declared) or "")] = None
    return tuple(found)


def _merged(store: ox.Store, dataset: Dataset) -> ox.Store:
    """A store in memory whose default graph is the merge; bounded by the memory limit and the deadline."""
    merged = ox.Store()
    merged.extend(_quads(store, dataset))
    return merged


def _quads(store: ox.Store, dataset: Dataset) -> Iterator[ox.Quad]:
    for graph in dataset.default_graphs:
        yield from _in_graph(_contents(store, graph), ox.DefaultGraph())
    for graph in dataset.named_graphs:
        yield from _in_graph(_contents(store, graph), graph)


def _contents(store: ox.Store, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    if graph != _ASSERTED:
        return store.quads_for_pattern(None, None, None, graph)
    left_out = (ox.DefaultGraph(), _INFERRED)
    return (quad for quad in store if quad.graph_name not in left_out)


def _in_graph(quads: Iterable[ox.Quad], graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
    return (ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)
