"""Names that hold at one address only, for graphs that have a lasting one.

Clients that know an endpoint by its address look for `<address>/.well-known/void`, below the endpoint or its host.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from server.engine import Job
from server.namespaces import BASE, EXAMPLES_GRAPH, VOID_GRAPH
from server.sparql.tokens import tokens

_WELL_KNOWN: Final = ".well-known/"


def with_lasting_names(job: Job, root: str) -> Job:
    """The job with the well-known graphs of the server at the address `root` under their lasting names."""
    graphs = *(job.default_graphs or ()), *(job.named_graphs or ())
    if not any(_WELL_KNOWN in text for text in (job.query, *graphs)):
        return job
    aliases = {
        f"{start}/{graph.removeprefix(BASE)}": graph
        for graph in (VOID_GRAPH, EXAMPLES_GRAPH)
        for start in (root, f"{root}/sparql")
    }
    return replace(
        job,
        query=_renamed(job.query, aliases),
        default_graphs=job.default_graphs and tuple(aliases.get(iri, iri) for iri in job.default_graphs),
        named_graphs=job.named_graphs and tuple(aliases.get(iri, iri) for iri in job.named_graphs),
    )


def _renamed(query: str, aliases: dict[str, str]) -> str:
    parts: list[str] = []
    end = 0
    for token in tokens(query):
        if token.kind == "iri" and token.text[1:-1] in aliases:
            parts += [query[end : token.start], f"<{aliases[token.text[1:-1]]}>"]
            end = token.start + len(token.text)
    return "".join([*parts, query[end:]])
