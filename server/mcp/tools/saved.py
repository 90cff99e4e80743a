"""`questions` and `answer`: the saved queries of the project, found and asked."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from pydantic import Field

from server.mcp.asking import UNEXPLAINED, Ask, Refused, data, given, permanent
from server.mcp.evidence import Evidence
from server.mcp.results import shown
from server.mcp.tool import Answer, Arguments, Language, OptionalName, Tool
from server.namespaces import BASE, PROJECT
from server.rdf.iris import local_name, readable
from server.search.entries import QUERY_KIND

_MOST_LISTED: Final = 15
_MOST_NEAR: Final = 8
"""Questions that are told where none has all words."""

_MOST_WORDS: Final = 5
"""Words of a whole question that are looked for one by one."""


class Questions(Arguments):
    """Which saved questions."""

    words: Annotated[str, Field(max_length=200, description="What the question is about, in few words")] = ""
    topic: Annotated[OptionalName, Field(description=f"One of: {', '.join(PROJECT.topics)}")] = ""
    language: Language = "en"


async def questions(ask: Ask, asked: Questions) -> Answer:
    """Return the saved questions about something, or the topics with the names of all."""
    listed = await saved_questions(ask, asked.language, asked.topic)
    if not asked.words:
        if asked.topic:
            return {"total": len(listed), "questions": [_question(one) for one in listed[:_MOST_LISTED]]}
        topics: dict[str, list[str]] = {}
        for one in listed:
            topics.setdefault(one["topic"], []).append(one["name"])
        return {
            "total": len(listed),
            "topics": topics,
            "note": "With `words` or `topic` questions are told whole.",
        }
    by_name = {one["name"]: one for one in listed}
    chosen = [by_name[name] for name in await _found(ask, asked.words) if name in by_name]
    note = ""
    if not chosen:
        chosen = [by_name[name] for name in await _near(ask, asked.words) if name in by_name]
        note = (
            "None has all these words; the first have most of them."
            if chosen
            else "None has any of these words."
        )
    answer: Answer = {"total": len(chosen), "questions": [_question(one) for one in chosen[:_MOST_LISTED]]}
    return answer | ({"note": note} if note else {})


async def _found(ask: Ask, words: str) -> list[str]:
    """Return the names of the questions that have all words, those first that the search puts first."""
    hits = (await data(ask, "/search.json", given(q=words, kind=QUERY_KIND)))["hits"]
    texts = (await data(ask, "/queries.json", given(words=words)))["queries"]
    return [
        *dict.fromkeys([*(local_name(hit["iri"]) for hit in hits), *sorted(one["name"] for one in texts)])
    ]


async def _near(ask: Ask, words: str) -> list[str]:
    """Return the names of the questions that have some of the words, in any form, those first that have most."""
    several = sorted({*re.findall(r"\w{3,}", words)}, key=lambda word: (-len(word), word))
    shared: Counter[str] = Counter()
    for word in several[:_MOST_WORDS]:
        hits = (await data(ask, "/search.json", given(q=word, kind=QUERY_KIND)))["hits"]
        shared.update(local_name(hit["iri"]) for hit in hits)
    most = sorted(shared.items(), key=lambda one: (-one[1], one[0]))
    return [name for name, _ in most[:_MOST_NEAR]]


async def saved_questions(ask: Ask, language: str, topic: str = "") -> list[dict[str, Any]]:
    """Return all saved queries, or those of a topic, as /queries.json tells them."""
    found: list[dict[str, Any]] = (await data(ask, "/queries.json", given(topic=topic, lang=language)))[
        "queries"
    ]
    return found


def _question(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": one["name"],
        "question": one["question"],
        "values": {parameter["name"]: parameter_told(parameter) for parameter in one["parameters"]},
    }


def parameter_told(parameter: dict[str, Any]) -> str:
    """Say in a line what a parameter is, and what it may be given."""
    kind = readable(parameter["of"]) if parameter["of"] else parameter["type"]
    values = ", ".join(map(readable, parameter["values"]))
    if parameter["required"]:
        return f"{parameter['label']} ({kind}, required; e.g. {values})"
    return f"{parameter['label']} ({kind}{f'; default {values}' if values else ''})"


Value = Annotated[str, Field(max_length=2000)]


class Asked(Arguments):
    """A saved question with its values."""

    question: Annotated[
        str, Field(max_length=100, description="Name of a saved question, as `questions` tells it")
    ]
    values: Annotated[
        dict[Annotated[str, Field(max_length=60)], Value | Annotated[list[Value], Field(max_length=50)]],
        Field(max_length=20, description='Values by name, e.g. {"body": "body:eaeu"}'),
    ] = {}  # noqa: RUF012 - pydantic copies it for each
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    language: Language = "en"


async def answer(ask: Ask, asked: Asked) -> Answer:
    """Return the rows of a saved question, each with its claims."""
    saved = next(
        (one for one in await saved_questions(ask, asked.language) if one["name"] == asked.question), None
    )
    if saved is None:
        raise Refused(
            f"There is no saved question {asked.question!r}; the tool `questions` lists those there are."
        )
    sent = [
        (name, value)
        for name, values in asked.values.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    if asked.language != "en":
        sent += [
            (one["name"], asked.language)
            for one in saved["parameters"]
            if one["type"] == "language" and one["name"] not in asked.values
        ]
    if reserved := sorted({name for name, _ in sent} - {one["name"] for one in saved["parameters"]}):
        takes = ", ".join(one["name"] for one in saved["parameters"]) or "none"
        raise Refused(f"The question {asked.question} has no value {reserved[0]!r}; it takes: {takes}.")
    path = f"/queries/{asked.question}.json"
    paging = given(limit=asked.limit, offset=asked.offset) if saved["form"] == "SELECT" else []
    try:
        found = await data(ask, path, [*sent, *paging, ("explain", "sources")])
    except Refused as refused:
        if "parameter" in refused.members:
            raise Refused(_with_examples(refused)) from None
        if refused.kind != UNEXPLAINED or saved["form"] == "GRAPH":
            raise
        found = await data(ask, path, [*sent, *paging])
    evidence = Evidence()
    result: Answer = {"question": saved["question"], **shown(found, asked.limit, evidence)}
    if (total := found.get("total")) is not None:
        result["total"] = total
        if asked.offset + asked.limit < total:
            result["note"] = (
                f"Rows {asked.offset + 1} to {asked.offset + asked.limit} of {total}; `offset` goes on."
            )
    labels = {one["name"]: one["label"] for one in saved["columns"]}
    link = await permanent(ask, path, sent)
    return {
        **result,
        **({"columns": labels} if labels else {}),
        **await evidence.told(ask, asked.language),
        "iri": f"{BASE}queries/{asked.question}{'?' if sent else ''}{urlencode(sent)}",
        **link,
    }


def _with_examples(refused: Refused) -> str:
    """Say what is wrong with a value, and what can be given in its place."""
    examples = [one.partition("?")[2] for one in refused.members.get("examples", ())][:3]
    told = str(refused).partition(" An example that works")[0]
    return f"{told} Values that have answers: {'; '.join(filter(None, examples))}." if examples else told


TOOLS: Final = (
    Tool(
        "questions",
        "Find a saved question",
        "List tested questions that the project has saved, by words or topic, with the values they take. Try these "
        "before writing SPARQL.",
        Questions,
        questions,
    ),
    Tool(
        "answer",
        "Answer a saved question",
        "Ask a saved question; rows come with the numbers of the claims that they stand on.",
        Asked,
        answer,
    ),
)
"""The tools of this module."""
