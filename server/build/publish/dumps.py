"""The files of a release to take away: the same quads in the formats that others read, packed.

The same quads give the same bytes, with the same versions of Python, pyoxigraph and pyarrow.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from server.build.vocabulary import graph
from server.dumps import COLUMNS, ONTOLOGY, QUADS, TABLE, TRIG, UNION
from server.rdf.graphs import ONTOLOGY_GRAPHS, by_graph, document, merged, n_quads, used_prefixes

_LEVEL = 9
_ROWS = 100_000
"""Rows of a group in the table."""


def dumps(quads: Sequence[Quad]) -> Iterator[tuple[str, bytes]]:
    """Yield the content of each file by its path in a release; `quads` are in canonical order.

    The table needs pyarrow, an optional extra: without it there is none.
    """
    yield QUADS.path, _packed(n_quads(quads).encode())
    yield TRIG.path, _packed(dataset(quads, RdfFormat.TRIG))
    yield UNION.path, _packed(dataset(quads, RdfFormat.TURTLE))
    yield ONTOLOGY.path, _packed(document(ontology_of(quads), RdfFormat.RDF_XML))
    if find_spec("pyarrow"):
        yield TABLE.path, _table(quads)


def dataset(quads: Iterable[Quad], form: RdfFormat) -> bytes:
    """Write quads of named graphs; where a format has none their union, in the order given, each triple once.

    N-Quads keep their order, too; in other formats the graphs follow one another.
    """
    if form == RdfFormat.N_QUADS:
        ordered = list(quads)
    elif form.supports_datasets:
        ordered = [quad for members in by_graph(quads).values() for quad in members]
    else:
        ordered = list(dict.fromkeys(Quad(quad.subject, quad.predicate, quad.object) for quad in quads))
    return pyoxigraph.serialize(ordered, format=form, prefixes=used_prefixes(ordered)) or b""


def ontology_of(quads: Iterable[Quad]) -> frozenset[Triple]:
    """Return the ontology as one, made of its modules and the declarations of foreign terms."""
    graphs = {graph(name) for name in ONTOLOGY_GRAPHS}
    return merged(quad.triple for quad in quads if quad.graph_name in graphs)


def _packed(content: bytes) -> bytes:
    """Pack with gzip, without a time, so that the same content gives the same bytes."""
    return gzip.compress(content, _LEVEL, mtime=0)


def _table(quads: Sequence[Quad]) -> bytes:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    names = [name for name, _ in COLUMNS]
    schema = pa.schema([(name, pa.string()) for name in names])
    rows = [dict(zip(names, _row(quad), strict=True)) for quad in quads]
    sink = io.BytesIO()
    write_table(pa.Table.from_pylist(rows, schema), sink, compression="zstd", row_group_size=_ROWS)
    return sink.getvalue()


def _row(quad: Quad) -> tuple[str | None, ...]:
    """Return the values of COLUMNS."""
    term = quad.object
    triple = (_text(quad.graph_name), _text(quad.subject), quad.predicate.value)
    if isinstance(term, Literal):
        return (*triple, term.value, "literal", term.datatype.value, term.language)
    return (*triple, _text(term), "iri" if isinstance(term, NamedNode) else "blank", None, None)


def _text(term: Any) -> str:
    """Return an IRI without its brackets, a blank node as it is written."""
    return term.value if isinstance(term, NamedNode) else str(term)
