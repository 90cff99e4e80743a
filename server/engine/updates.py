"""Carrying out updates on a scratch store, whose default graph may have to follow its named graphs.

An update and what has to follow it are one transaction of the store: whenever the process ends, all of it is there or
nothing. Along with it a mark is made, an empty graph that no visitor sees; if the process ended before it could answer,
the mark tells its successor that the change is there.
"""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from server.engine.dataset import in_other_words, named_nodes
from server.engine.errors import DatasetConflict, DefaultGraphFixed, LoadRefused, StoreFailed
from server.engine.job import Access, Dataset, Job
from server.namespaces import BASE
from server.sparql import rewriting
from server.sparql.rewriting import apply_rules_to_update, normalise_for_engine, with_dataset
from server.sparql.tokens import loads
from server.sparql.update_targets import writes_default_graph

_MARK: Final = "CREATE GRAPH <{mark}>"
"""Fails, and with it the transaction, where the graph is there already."""

_REFUSE_DIFFERENCE: Final = """
INSERT { GRAPH <{mark}> { <{mark}> <{mark}> <{mark}> } } WHERE {
  { SELECT * { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } } LIMIT 1 }
  UNION { SELECT * { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } } LIMIT 1 }
}"""
"""Where the default graph is not the union of the named graphs, makes a graph that lets the mark fail."""

_FOLLOW: Final = (
    "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }",
    "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }",
)
"""Make the default graph the union of the named graphs, as a set."""


def carry_out(store: ox.Store, job: Job, access: Access) -> None:
    """Apply an update (SPARQL 1.1 Update) and make its mark, in one transaction: all of it, or nothing where it raises.

    Raises SyntaxError and RuntimeError as pyoxigraph does, QueryRefused, LoadRefused, DatasetConflict,
    GraphNameInvalid, StoreFailed, and DefaultGraphFixed for a change of a default graph that follows the others.
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
    try:
        _apply(store, update, _following(job, access))
    except SyntaxError:
        complain()  # of the update as it was asked
        raise
    except OSError:
        raise StoreFailed("the store cannot be written; its disk may be full") from None
    except RuntimeError as error:
        if job.mark not in str(error):
            raise
        reason = "the default graph is the union of the named graphs and follows them; name a graph, by GRAPH or WITH"
        raise DefaultGraphFixed(reason) from None


def is_marked(store: ox.Store, mark: str) -> bool:
    """Whether the change with a mark was made and the mark not yet removed."""
    return store.contains_named_graph(ox.NamedNode(mark))


def remove_mark(store: ox.Store, mark: str) -> None:
    """Take the mark of a change away, whose outcome is told by now."""
    store.remove_graph(ox.NamedNode(mark))


def _following(job: Job, access: Access) -> str:
    """The operations that end the transaction of an update."""
    operations = [_MARK]
    if access is Access.SCRATCH_UNION:
        before = [_REFUSE_DIFFERENCE] if writes_default_graph(job.query) else []
        operations = [*before, _MARK, *_FOLLOW]
    return " ;\n".join(operations).replace("{mark}", job.mark)


def _apply(store: ox.Store, update: str, following: str) -> None:
    """Apply an update with what follows it: behind a semicolon, which an update may end with or lack."""
    try:
        store.update(f"{update}\n;\n{following}", base_iri=BASE)
    except SyntaxError:  # before anything is carried out
        store.update(f"{update}\n{following}", base_iri=BASE)
