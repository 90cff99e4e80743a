"""Answers as tables: `select` asks a release that is open, or an endpoint, and gives a pandas DataFrame."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pandas as pd
from rdflib import Dataset
from rdflib.query import Result, ResultException

from server import remote
from server.notebook.frames import frame_of
from server.notebook.labels import with_labels

_JSON = "application/sparql-results+json"

Ask = Callable[[str], Result]
"""Answers a SELECT query. Raises QueryFailed."""


class QueryFailed(Exception):
    """A query has no answer: it is wrong, it was stopped at a limit, or nobody answered. The message says why."""


def select(
    query: str, source: Dataset | str, *, labels: str | None = None, timeout: int | None = None
) -> pd.DataFrame:
    """Ask a SELECT query of a dataset, or of the endpoint at an address (through SPARQLWrapper).

    Each variable is a column: numbers, booleans, dates and times have types of their own, everything else is text (an
    IRI in full); what is unbound is missing. With `labels`, the tag of a language, each column of IRIs gets another one
    beside it, named with `Label` behind, as at Wikidata. `timeout` is how many seconds an endpoint may take.

    Raises QueryFailed, with what the endpoint says is wrong.
    """

    def ask(text: str) -> Result:
        return _of_dataset(source, text) if isinstance(source, Dataset) else _remote(source, text, timeout)

    result = ask(query)
    found = frame_of(result)
    return found if labels is None else with_labels(found, result, ask, labels)


def _of_dataset(dataset: Dataset, query: str) -> Result:
    try:
        result = dataset.query(query)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise QueryFailed(str(error)) from None
    return _table(result)


def _remote(address: str, query: str, timeout: int | None) -> Result:
    try:
        reply = remote.ask(address, query, _JSON, timeout=timeout)
    except remote.Unanswered as error:
        raise QueryFailed(str(error)) from None
    body = b"".join(reply.body)
    if reply.status >= 400:
        raise QueryFailed(f"{reply.status}: {_reason(body)}")
    try:
        return _table(Result.parse(io.BytesIO(body), format="json"))
    except (ResultException, ValueError, KeyError, TypeError):
        raise QueryFailed(f"the endpoint answers with no whole table in {_JSON}") from None


def _table(result: Result) -> Result:
    if result.type != "SELECT":
        raise QueryFailed(f"a table is the answer to SELECT; this query is {result.type}")
    return result


def _reason(body: bytes) -> str:
    """What a problem document says is wrong, or another body as it is."""
    text = body.decode(errors="replace").strip()
    try:
        problem = json.loads(text)
        return str(problem.get("detail") or text)
    except (ValueError, AttributeError, TypeError):
        return text
