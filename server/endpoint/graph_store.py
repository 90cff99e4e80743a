"""The SPARQL 1.1 Graph Store HTTP Protocol as queries and updates, so that it has the same limits as they have.

A graph is named by `?graph=IRI`, by `?default`, or by the address of the request itself (sections 4.1 and 4.2). The
graph store without either stands for the whole dataset: read, replaced or emptied as quads. A POST of triples to it
makes a new graph (section 5.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from server.endpoint.formats import GRAPHS, JSON_LD, N_QUADS, TRIG, Format
from server.endpoint.problems import HttpProblem, Slug
from server.endpoint.request import UTF_8, content_type, parameters_of
from server.endpoint.results import variants

WITH_QUADS: Final = (TRIG, N_QUADS, JSON_LD)
"""The formats that carry a whole dataset, the default first."""

READ: Final = "CONSTRUCT WHERE { ?s ?p ?o }"
EMPTY_ALL: Final = "DROP ALL"


@dataclass(frozen=True)
class Target:
    """What a request is about: the graph of a name, the default graph, or, with neither, the whole dataset."""

    graph: str | None = None
    default: bool = False

    @property
    def whole(self) -> bool:
        """Whether it is the whole dataset."""
        return self.graph is None and not self.default

    @property
    def reference(self) -> str:
        """The graph as DROP takes it."""
        return f"GRAPH {ox.NamedNode(self.graph)}" if self.graph is not None else "DEFAULT"


def target(query_string: str, direct: str | None) -> Target:
    """What a request is about. `direct` is the graph that its address names, if it is not that of the store.

    Raises HttpProblem.
    """
    parameters = parameters_of(query_string, "the query string")
    graphs = [value for name, value in parameters if name == "graph"]
    defaults = [value for name, value in parameters if name == "default"]
    if any(defaults):
        detail = "The parameter `default` has no value: write `?default`."
        raise HttpProblem(Slug.REQUEST, 400, detail, {"parameter": "default"})
    if len(graphs) + len(defaults) + (direct is not None) > 1:
        raise HttpProblem(
            Slug.REQUEST, 400, "More than one graph is named; name one, by `graph=` or by `default`."
        )
    graph = graphs[0] if graphs else direct
    if graph is not None:
        try:
            ox.NamedNode(graph)
        except ValueError as error:
            raise HttpProblem(
                Slug.GRAPH, 400, f"A graph must be named by an absolute IRI: {error}."
            ) from None
    return Target(graph, bool(defaults))


def entity_tag(content: str, form: Format) -> str:
    """The entity tag, without quotes and before any content coding, of what has a digest in a format."""
    return f"{content}-{form.names[0]}"


def entity_tags(content: str, found: Target) -> tuple[str, ...]:
    """Every entity tag that the current state of a target may have been sent with; `content` is its digest."""
    formats = WITH_QUADS if found.whole else GRAPHS
    tags = [entity_tag(content, form) for form in formats]
    return (*tags, *(coded for tag in tags for coded in variants(tag)))


def exists(found: Target) -> str | None:
    """The query whether a graph exists; None for what always does."""
    return None if found.graph is None else f"ASK {{ GRAPH {ox.NamedNode(found.graph)} {{}} }}"


def drop(found: Target) -> str:
    """The update that removes a graph, or empties the default graph or the dataset."""
    return EMPTY_ALL if found.whole else f"DROP SILENT {found.reference}"


def replace(found: Target, quads: list[ox.Quad]) -> str:
    """The update that puts data in the place of what is there."""
    return f"{drop(found)} ;\n{merge(found, quads)}"


def merge(found: Target, quads: list[ox.Quad]) -> str:
    """The update that adds data to what is there; a named graph exists from then on, even if it is empty."""
    created = f"CREATE SILENT {found.reference} ;\n" if found.graph is not None else ""
    by_graph: dict[str, list[str]] = {}
    for quad in quads:
        name = found.reference if not found.whole else _name(quad)
        by_graph.setdefault(name, []).append(f"{quad.triple} .")
    blocks = (
        "\n".join(triples) if name == "DEFAULT" else f"{name} {{\n" + "\n".join(triples) + "\n}"
        for name, triples in by_graph.items()
    )
    return f"{created}INSERT DATA {{\n" + "\n".join(blocks) + "\n}"


def parse(body: bytes, header: str | None, found: Target, base: str) -> list[ox.Quad]:
    """The data that a request carries, in the format that its Content-Type names. Raises HttpProblem."""
    media_type, charset = content_type(header)
    form = next((form for form in GRAPHS if media_type in form.media_types), None)
    if form is None or charset not in UTF_8:
        accepted = ", ".join(form.media_type for form in GRAPHS)
        raise HttpProblem(Slug.MEDIA_TYPE, 415, f"The Content-Type must be one of {accepted}, in UTF-8.")
    if found.whole and form not in WITH_QUADS:
        raise HttpProblem(
            Slug.REQUEST, 400, "Triples need a graph to go to: name it by `graph=` or `default`."
        )
    return _quads(body, form, base, found)


def _quads(body: bytes, form: Format, base: str, found: Target) -> list[ox.Quad]:
    try:
        rdf_format = ox.RdfFormat.from_media_type(form.media_type)
        quads = [*ox.parse(body, format=rdf_format, base_iri=base, rename_blank_nodes=True)]
    except (SyntaxError, ValueError) as error:
        raise HttpProblem(Slug.DATA, 400, f"The data is not {form.media_type}: {error}.") from None
    named = {quad.graph_name for quad in quads} - {ox.DefaultGraph()}
    if named and not found.whole:
        raise HttpProblem(Slug.DATA, 400, "The data names graphs itself, and so does the request.")
    if any(isinstance(name, ox.BlankNode) for name in named):
        raise HttpProblem(
            Slug.DATA, 400, "A graph is named by a blank node; SPARQL can insert into named graphs only."
        )
    return quads


def _name(quad: ox.Quad) -> str:
    return "DEFAULT" if isinstance(quad.graph_name, ox.DefaultGraph) else f"GRAPH {quad.graph_name}"
