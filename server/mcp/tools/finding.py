"""`search` and `describe`: things by name, and what is said of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final

from pydantic import Field

from server.mcp.asking import Ask, data, given, permanent
from server.mcp.evidence import Evidence
from server.mcp.things import iri_of
from server.mcp.tool import Answer, Arguments, Language, OptionalName, Thing, Tool
from server.rdf.iris import readable

_OF_INFERRED: Final = 3
"""Values that are told of those that only follow by rules: what they follow from is told, too."""

_ON_A_PAGE: Final = 30
"""Hits on a page of /search.json."""


class Search(Arguments):
    """What to find."""

    text: Annotated[
        str, Field(min_length=1, max_length=200, description="A name in any form or language; few words")
    ]
    kind: Annotated[OptionalName, Field(description="Only things of this class, e.g. eik:Person")] = ""
    document: Annotated[
        OptionalName, Field(description="Only what this document names, e.g. doc:belarus-facts")
    ] = ""
    limit: Annotated[int, Field(ge=1, le=_ON_A_PAGE)] = 10
    language: Language = "en"


async def search(ask: Ask, asked: Search) -> Answer:
    """Return what a text may mean, the nearest first."""
    kind = await iri_of(ask, asked.kind, "kind") if asked.kind else ""
    document = await iri_of(ask, asked.document, "document") if asked.document else ""
    wanted = given(q=asked.text, kind=kind, document=document, lang=asked.language)
    found = await data(ask, "/search.json", wanted)
    hits = [
        {
            "iri": hit["iri"],
            "label": hit["label"],
            "kind": hit["kindLabel"],
            **({"found_as": hit["name"]} if hit["name"] != hit["label"] else {}),
            "documents": [readable(one) for one in hit["documents"]],
        }
        for hit in found["hits"][: asked.limit]
    ]
    answer: Answer = {"total": found["total"], "hits": hits}
    if found["total"] > len(hits):
        answer["kinds"] = {readable(iri): number for iri, number in found["counts"]["kinds"].items()}
        answer["note"] = f"The nearest {len(hits)} of {found['total']}; `kind` narrows down."
    if not hits:
        answer["note"] = "Nothing is called so. Try another name, fewer words, or another language."
    return answer


class Describe(Arguments):
    """What to describe."""

    thing: Thing
    section: Annotated[
        str,
        Field(max_length=60, description="Section to tell; without it the first, and what others there are"),
    ] = ""
    asof: Annotated[
        str, Field(max_length=10, description="Only what held then: 2016, 2016-03, 2016-03-05")
    ] = ""
    limit: Annotated[int, Field(ge=1, le=50, description="Situations told, and values of each property")] = 8
    language: Language = "en"


async def describe(ask: Ask, asked: Describe) -> Answer:
    """Return what a thing is, and what is said of it in one section."""
    iri = await iri_of(ask, asked.thing, "thing")
    wanted = given(iri=iri, section=asked.section, asof=asked.asof, lang=asked.language)
    found = await data(ask, "/thing.json", wanted)
    if not asked.section and found["sections"]:
        first = found["sections"][0]["section"]
        found = await data(ask, "/thing.json", [*wanted, ("section", first)])
    evidence = Evidence()
    answer: Answer = {
        "iri": iri,
        "label": found["label"],
        "called": [f"{one['text']}@{one['language']}" for one in found["names"]],
        "kinds": [one["label"] for one in found["kinds"]],
        "about": found["about"],
        "sections": {
            one["section"]: f"{one['label']}: {one['statements'] + one['inferred']}"
            for one in found["sections"]
        },
    }
    told = _Telling(evidence, asked.limit)
    if "states" in found:
        answer["states"] = [told.statement(one) for one in found["states"]]
        evidence.numbers([iri])
    if "section" in found:
        answer["section"] = found["section"]
        answer["statements"] = [told.statement(one) for one in found["values"]]
        answer["as_object"] = [told.statement(one, "subjects") for one in found["subjects"]]
        answer["situations"] = [told.situation(one) for one in found["situations"][: asked.limit]]
        if (number := len(found["situations"])) > asked.limit:
            answer["note"] = (
                f"The first {asked.limit} of {number} situations; `limit` and `asof` change that."
            )
    link = await permanent(ask, "/fragments", given(subject=iri))
    filled = {name: value for name, value in answer.items() if value not in (None, [], {})}
    return {**filled, **await evidence.told(ask, asked.language), **link}


class _Telling:
    """Tells statements in short, with at most `limit` values, and their claims by number."""

    def __init__(self, evidence: Evidence, limit: int) -> None:
        self._evidence, self._limit = evidence, limit

    def statement(self, one: dict[str, Any], ends: str = "values") -> dict[str, Any]:
        """Return a statement: the values of a property, or the `subjects` that have the thing as its value."""
        values = one["values"][: min(self._limit, _OF_INFERRED) if one["inferred"] else self._limit]
        told: dict[str, Any] = {"subject": one["subject"]} if "subject" in one else {}
        told |= {"property": readable(one["property"]), "label": one["label"]}
        if one["inferred"]:
            told["inferred"] = True
        told[ends] = [self._value(value) for value in values]
        if one["count"] > len(values):
            told["of"] = one["count"]
        return told

    def situation(self, one: dict[str, Any]) -> dict[str, Any]:
        """Return a situation or event: what else is in it, as what, when."""
        told = {
            "iri": one["iri"],
            "label": one["label"],
            "with": [end["iri"] for end in one["with"]],
            "as": [concept["label"] for concept in one["as"]],
            "when": [time["value"] for time in one["times"]],
            "held": one["held"],
            "claims": self._claims(one["sources"]),
        }
        return {name: value for name, value in told.items() if value not in (None, [])}

    def _value(self, value: dict[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = {"term": value["value"]}
        if "label" in value:
            told["label"] = value["label"]
        if claims := self._claims(value["sources"]):
            told["claims"] = claims
        return told

    def _claims(self, sources: Iterable[dict[str, Any]]) -> list[int | str]:
        return self._evidence.numbers(one["claim"] for one in sources if "claim" in one)


TOOLS: Final = (
    Tool(
        "search",
        "Find things by name",
        "Find IRIs of states, bodies, persons, events, documents, terms and saved questions by name, in English, "
        "Russian or Belarusian. Names only: what is said of a thing tells `describe`.",
        Search,
        search,
    ),
    Tool(
        "describe",
        "What is said of a thing",
        "Tell what a thing (or claim, document, passage) is, and what is said of it, by section, each statement with "
        "the numbers of its claims; `as_object` are those whose value it is. Without a claim a statement is of the "
        "register; `inferred` follows by rule (`why`).",
        Describe,
        describe,
    ),
)
"""The tools of this module."""
