"""Carrying out updates on a scratch store, whose default graph may have to follow its named graphs."""

from __future__ import annotations

import pyoxigraph as ox

from server.engine.dataset import in_other_words, named_nodes
from server.engine.errors import DatasetConflict, DefaultGraphFixed, LoadRefused
from server.engine.job import Access, Dataset, Job
from server.engine.stores import follow_named_graphs
from server.namespaces import BASE
from server.sparql import rewriting
from server.sparql.rewriting import apply_rules_to_update, normalise_for_engine, with_dataset
from server.sparql.tokens import loads


def carry_out(store: ox.Store, job: Job, access: Access) -> None:
    """Apply an update (SPARQL 1.1 Update), all of it or nothing.

    Raises SyntaxError as pyoxigraph does, QueryRefused, LoadRefused, DatasetConflict, GraphNameInvalid, and
    DefaultGraphFixed for a change of a default graph that follows the others; what the same update did to named graphs
    stands then.
    """
    if loads(job.query):
        raise LoadRefused("LOAD is not allowed: this server fetches nothing; send the data to /data")
    using = job.dataset or Dataset()
    default, named = ([node.value for node in named_nodes(graphs)] for graphs in (using.default, using.named))

    def rewrite() -> str:
        return apply_rules_to_update(normalise_for_engine(job.query))

    def complain() -> None:
        ox.Store().update(job.query, base_iri=BASE)

    written = in_other_words(job.query, rewrite, complain)
    try:
        update = with_dataset(written, default, named)
    except rewriting.DatasetConflict as conflict:
        raise DatasetConflict(str(conflict)) from None
    before = _size(store)
    try:
        store.update(update, base_iri=BASE)
    except SyntaxError:
        complain()  # of the update as it was asked
        raise
    if access is Access.SCRATCH_UNION:
        changed = _size(store)
        follow_named_graphs(store)
        if before != changed and changed != _size(store):
            raise DefaultGraphFixed(
                "the default graph is the union of the named graphs and follows them; name a graph, by GRAPH or WITH"
            )


def _size(store: ox.Store) -> int:
    return sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
