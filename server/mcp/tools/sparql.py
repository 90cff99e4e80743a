"""`query`: SPARQL of the caller's own, its names checked first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, Final

from pydantic import Field

from server.mcp.asking import UNEXPLAINED, Ask, Refused, answered, data, given, parsed, permanent
from server.mcp.evidence import Evidence
from server.mcp.results import shown
from server.mcp.tool import Answer, Arguments, Language, Tool
from server.saved.paging import Page, paged
from server.sparql.scanner import Unreadable
from server.sparql.suggestions import NOT_THERE

_LONGEST: Final = 10_000
_LONGEST_GRAPH: Final = 6_000
"""Characters of a graph that cannot be told with its claims."""

_RESULTS, _TURTLE = "application/sparql-results+json", "text/turtle"


class Query(Arguments):
    """A query."""

    sparql: Annotated[
        str,
        Field(
            min_length=1,
            max_length=_LONGEST,
            description="SELECT, ASK, CONSTRUCT or DESCRIBE; declare prefixes",
        ),
    ]
    limit: Annotated[int, Field(ge=1, le=100, description="Rows told")] = 20
    unchecked: Annotated[bool, Field(description="Evaluate although a name in it does not exist")] = False
    language: Language = "en"


async def query(ask: Ask, asked: Query) -> Answer:
    """Return the rows, or what to mend: a query that names what does not exist is not evaluated."""
    hints = (await _explained(ask, asked.sparql, "hints"))["hints"]
    if not asked.unchecked and (unknown := [one for one in hints if one["message"].startswith(NOT_THERE)]):
        detail = f"Not evaluated, as a name does not exist. {_in_words(unknown)} Mend it, or send `unchecked`: true."
        raise Refused(detail)
    evidence = Evidence()
    try:
        found = await _explained(ask, asked.sparql, "sources")
    except Refused as refused:
        if refused.kind != UNEXPLAINED:
            raise
        found = await _alone(ask, asked)
    answer = found if "turtle" in found else shown(found, asked.limit, evidence)
    listed = answer.get("rows", answer.get("triples"))
    if listed == []:
        answer["note"] = await _why_empty(ask, asked.sparql)
    elif listed and (_number(found) > len(listed) or not found.get("all_rows", True)):
        answer["note"] = (
            f"The first {len(listed)}; there are more. Aggregate, or use ORDER BY, LIMIT and OFFSET."
        )
    elif not all(one["complete"] for one in found.get("sources", ())):
        answer["note"] = "These are all rows. Not all claims behind them are told."
    if hints:
        answer["hints"] = _in_words(hints)
    link = await permanent(ask, "/sparql", given(query=asked.sparql))
    return {**answer, **await evidence.told(ask, asked.language), **link}


async def _explained(ask: Ask, text: str, kind: str) -> dict[str, Any]:
    """Return an explanation. Raises Refused, which tells of a query that is wrong where and what to write."""
    try:
        found: dict[str, Any] = await data(ask, "/sparql", given(query=text, explain=kind))
    except Refused as refused:
        detail = str(refused)
        for part in (refused.members.get("advice"), _in_words(refused.members.get("hints", ()))):
            detail += f" {part}" if part and part not in detail else ""
        raise Refused(detail, refused.kind) from None
    return found


async def _alone(ask: Ask, asked: Query) -> Answer:
    """Return the answer without its claims: of an ASK, and of a query of whose parts no claims can be told."""
    try:
        text = await asyncio.to_thread(paged, asked.sparql, Page(asked.limit + 1, 0))
    except Unreadable:
        text = asked.sparql
    reply = answered(await ask("/sparql", given(query=text), f"{_RESULTS}, {_TURTLE}"))
    if reply.fields.get("content-type", "").startswith(_TURTLE):
        turtle = reply.body.decode()
        if len(turtle) > _LONGEST_GRAPH:
            raise Refused("The graph is too long to be told. Ask for less of it, or use SELECT with LIMIT.")
        return {"turtle": turtle}
    found: Answer = await parsed(reply.body)
    return found


async def _why_empty(ask: Ask, text: str) -> str:
    try:
        return str((await _explained(ask, text, "empty")).get("detail", ""))
    except Refused:
        return "There is no such row."


def _number(found: dict[str, Any]) -> int:
    return len(found["triples"] if "triples" in found else found["results"]["bindings"])


def _in_words(hints: Sequence[dict[str, Any]]) -> str:
    """Say where to mend a query, and how."""
    return "; ".join(f"line {one['line']}: {one['written']} {one['message']}" for one in hints) + "." * bool(
        hints
    )


TOOLS: Final = (
    Tool(
        "query",
        "Ask in SPARQL",
        "Ask a SPARQL query, read-only. Names are checked first, and the nearest ones told; rows come with the "
        "numbers of their claims. A claim is a named graph: `GRAPH ?claim { … } ?claim eik:stance ?stance`.",
        Query,
        query,
    ),
)
"""The tools of this module."""
