"""The figures of a release as its home page shows them, each counted by a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.engine.reading import Reader
from server.namespaces import OWN
from server.web.pages.model.graph import text

COUNTED: Final[Mapping[str, str]] = {
    "claims": f"SELECT (COUNT(*) AS ?n) WHERE {{ ?claim a {OWN}:Claim }}",
    "claims_of_documents": f"""SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE {{
        ?claim a {OWN}:Claim ; {OWN}:inDocument/a {OWN}:SourceDocument }}""",
    "claims_of_tables": f"""SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE {{
        ?claim a {OWN}:Claim ; {OWN}:inDocument/a {OWN}:ReferenceTable }}""",
    "triples": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "entities": "SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE { GRAPH graph:entities { ?thing a ?kind } }",
    "inferred": "SELECT (COUNT(*) AS ?n) WHERE { GRAPH graph:inferred { ?s ?p ?o } }",
    "documents": f"SELECT (COUNT(DISTINCT ?document) AS ?n) WHERE {{ ?document a {OWN}:SourceDocument }}",
}
"""What is counted, by the name of its figure."""

_KINDS: Final = 24


@dataclass(frozen=True)
class Figures:
    """`counts` are those of COUNTED; `kinds` the commonest classes of the register, each with all things of it."""

    counts: Mapping[str, int]
    kinds: tuple[tuple[str, int], ...]


def figures() -> Reader[Figures]:
    """Return the figures."""
    *counted, kinds = yield [
        *COUNTED.values(),
        f"""SELECT ?kind (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
        {{ SELECT DISTINCT ?kind WHERE {{ GRAPH graph:entities {{ ?entity a ?kind }} }} }} ?thing a ?kind
        }} GROUP BY ?kind ORDER BY DESC(?count) ?kind LIMIT {_KINDS}""",
    ]
    return Figures(
        {name: int(text(rows[0], "n")) for name, rows in zip(COUNTED, counted, strict=True)},
        tuple((text(row, "kind"), int(text(row, "count"))) for row in kinds),
    )
