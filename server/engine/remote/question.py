"""What travels from an evaluator to the engine behind the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TABLE: Final = "application/sparql-results+json"
GRAPH: Final = "application/n-triples"


@dataclass(frozen=True)
class Question:
    """What an engine is asked: the text of a query, the graphs of its dataset, the media type of the answer.

    `boolean`: the query is an ASK.
    """

    query: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    accept: str = TABLE
    boolean: bool = False
