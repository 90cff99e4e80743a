"""`why`, `verify` and `disagreements`: on what a statement stands, who says it, and who says otherwise."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from pydantic import Field

from server.mcp.asking import Ask, Refused, data, given
from server.mcp.evidence import Evidence
from server.mcp.results import value
from server.mcp.things import iri_of
from server.mcp.tool import Answer, Arguments, Language, OptionalName, Thing, Tool
from server.namespaces import BASE
from server.rdf.iris import local_name, readable

_MOST_PREMISES: Final = 30
_MOST_LISTED: Final = 10
Term = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2000,
        description='IRI, prefixed name or literal, e.g. body:eaeu, "2015-01-01"',
    ),
]
Property = Annotated[
    str, Field(min_length=1, max_length=500, description="IRI or prefixed name, e.g. eik:memberOf")
]


class Triple(Arguments):
    """A statement."""

    subject: Thing
    predicate: Property
    object: Term
    language: Language = "en"


async def why(ask: Ask, asked: Triple) -> Answer:
    """Return the proof of a statement, from the claims and files that state its premises."""
    try:
        found = await data(ask, "/why", [*_spo(asked), ("format", "json")])
    except Refused as refused:
        near = "; ".join(refused.members.get("near", ()))
        raise Refused(f"{refused} Near to it: {near}." if near else str(refused)) from None
    evidence = Evidence()
    steps = _Steps(evidence)
    proof = steps.told(found)
    answer: Answer = {"proof": proof}
    if steps.left_out:
        answer["note"] = f"{steps.left_out} more premises are told at `iri`."
    return {**answer, **await evidence.told(ask, asked.language), "iri": _named("why", _spo(asked))}


class _Steps:
    """Tells a proof in short, its first premises; `left_out` counts the others."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence, self._left, self.left_out = evidence, _MOST_PREMISES, 0

    def told(self, one: dict[str, Any]) -> dict[str, Any]:
        """Return a statement with what states it, or the rule and premises that it follows from."""
        told: dict[str, Any] = {"statement": statement(one["triple"])}
        if claims := self._evidence.numbers(claim["claim"] for claim in one["claims"]):
            told["claims"] = claims
        elif one["files"]:
            told["stated_in"] = one["files"]
        if one["rule"]:
            told["rule"] = one["rule"]["name"]
            told["from"] = []
            for premise in one["premises"]:
                if self._left:
                    self._left -= 1
                    told["from"].append(self.told(premise))
                else:
                    self.left_out += 1
        return told


class Attributed(Arguments):
    """A statement or a saved question, and to whom it is attributed."""

    subject: Annotated[OptionalName, Field(description="Of the statement, e.g. state:belarus")] = ""
    predicate: Annotated[OptionalName, Field(description="Of the statement, e.g. eik:memberOf")] = ""
    object: Annotated[
        str, Field(max_length=2000, description="Of the statement: IRI, prefixed name or literal")
    ] = ""
    question: Annotated[
        str,
        Field(
            max_length=2000,
            description="In place of a statement: saved question, e.g. members-of-a-body?body=body:eaeu",
        ),
    ] = ""
    speaker: Annotated[
        OptionalName, Field(description="Who is to have said it, e.g. person:oleg-leshenyuk")
    ] = ""
    document: Annotated[OptionalName, Field(description="Where it is to be said, e.g. doc:belarus-facts")] = (
        ""
    )
    language: Language = "en"


async def verify(ask: Ask, asked: Attributed) -> Answer:
    """Return whether a speaker or document says a statement, or each row of an answer, else who does."""
    if not (asked.speaker or asked.document):
        raise Refused("Say to whom the statement is attributed: give `speaker`, `document` or both.")
    source = [
        (name, await iri_of(ask, text, name))
        for name, text in (("speaker", asked.speaker), ("document", asked.document))
        if text
    ]
    triple = [("s", asked.subject), ("p", asked.predicate), ("o", asked.object)]
    stated = [name for name, text in triple if text]
    if asked.question:
        if stated:
            raise Refused(
                "Give a `question`, or a statement by `subject`, `predicate` and `object`, not both."
            )
        return await _rows_verified(ask, asked, source)
    if len(stated) < len(triple):
        raise Refused(
            "Give the statement by `subject`, `predicate` and `object`, or a saved `question` with its values."
        )
    found = await data(ask, "/verify", [*triple, *source, ("format", "json")])
    evidence = Evidence()

    def numbers(claims: list[dict[str, Any]]) -> list[int | str]:
        return evidence.numbers(one["claim"] for one in claims)

    def others(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"value": value(one["value"]), "claims": numbers([one])} for one in listed[:_MOST_LISTED]]

    told = {
        "verdict": found["verdict"],
        "meaning": _VERDICTS[found["verdict"]],
        "statement": statement(found["triple"]),
        "said_there": numbers(found["there"]),
        "ascribed": numbers(found["ascribed"]),
        "contradicted_by": others(found["contradictedBy"]),
        "said_elsewhere": numbers(found["elsewhere"]),
        "follows_from": {
            "there": numbers(found["followsFrom"]["there"]),
            "elsewhere": numbers(found["followsFrom"]["elsewhere"]),
        }
        if found["rule"]
        else None,
        "other_values": others(found["otherValues"]),
        "unheard": found["unheard"],
    }
    filled = {name: given for name, given in told.items() if given not in (None, [])}
    filled["holds"] = found["holds"]
    return {
        **filled,
        **await evidence.told(ask, asked.language),
        "iri": _named("verify", [*triple, *source]),
    }


async def _rows_verified(ask: Ask, asked: Attributed, source: list[tuple[str, str]]) -> Answer:
    """Return for each of the first rows of a saved question whether the source says what it stands on."""
    wanted = [("question", asked.question), *source]
    found = await data(ask, "/verify", [*wanted, ("limit", str(_MOST_LISTED)), ("format", "json")])
    evidence = Evidence()
    rows = [
        {
            "values": {name: value(term) for name, term in row["values"].items()},
            "verdict": row["verdict"],
            "said_there": evidence.numbers(row["there"]),
            "said_elsewhere": evidence.numbers(row["elsewhere"]),
        }
        for row in found["rows"]
    ]
    answer: Answer = {
        "verdicts": found["verdicts"],
        "meaning": {verdict: _VERDICTS[verdict] for verdict in found["verdicts"]},
        "rows": [{name: told for name, told in row.items() if told} for row in rows],
        "total": found["total"],
    }
    if not found["complete"]:
        answer["note"] = found["detail"]
    return {**answer, **await evidence.told(ask, asked.language), "iri": _named("verify", wanted)}


_VERDICTS: Final = {
    "asserted": "It is said there.",
    "evaluated": "It is said there, as a judgement.",
    "reported": "It is reported there.",
    "quoted": "It is quoted there.",
    "predicted": "It stands there as a forecast, not as a fact.",
    "recommended": "It stands there as a recommendation, not as a fact.",
    "denied": "It stands there as what is not so.",
    "contradicted": "Another value is given there, and both cannot be right.",
    "ascribed": "Somebody else says there that the speaker holds it.",
    "inferred": "Nobody says it: it follows from what is said there, alone or with what others say.",
    "partly": "Of what the row stands on, a part is said there, the rest by others alone.",
    "said-by-others": "Not said there: others say it.",
    "not-said": "Nobody says it.",
}
"""The verdicts of /verify in words."""


class Disagreements(Arguments):
    """Which disagreements."""

    about: Annotated[OptionalName, Field(description="Thing that they are about, e.g. state:belarus")] = ""
    document: Annotated[OptionalName, Field(description="Document on a side, e.g. doc:belarus-facts")] = ""
    scope: Annotated[
        str,
        Field(
            pattern="^(documents|reference|within|)$",
            description="documents: between documents; reference: with the record; within: one document with itself",
        ),
    ] = ""
    limit: Annotated[int, Field(ge=1, le=20)] = 4
    offset: Annotated[int, Field(ge=0, le=10_000)] = 0
    language: Language = "en"


async def disagreements(ask: Ask, asked: Disagreements) -> Answer:
    """Return where claims differ, with both sides, contradictions between documents first."""
    about = await iri_of(ask, asked.about, "about") if asked.about else ""
    document = await iri_of(ask, asked.document, "document") if asked.document else ""
    wanted = given(about=about, document=document, scope=asked.scope)
    found = await data(ask, "/discrepancies.json", [*wanted, *given(lang=asked.language)])
    evidence = Evidence()
    chosen = found["discrepancies"][asked.offset : asked.offset + asked.limit]
    answer: Answer = {
        "total": found["total"],
        "disagreements": [
            {
                "iri": one["discrepancy"],
                "label": one["label"],
                "gist": one["gist"],
                "severity": local_name(one["severity"]),
                "sides": [_side(side, evidence) for side in one["sides"]],
                **({"settled_by": settled} if (settled := evidence.numbers(one["settledBy"])) else {}),
            }
            for one in chosen
        ],
    }
    if asked.offset + len(chosen) < found["total"]:
        answer["note"] = f"{len(chosen)} of {found['total']}; `offset` goes on."
    link = {"page": f"{BASE}discrepancies"}
    return {**answer, **await evidence.told(ask, asked.language), **link}


def _side(side: dict[str, Any], evidence: Evidence) -> dict[str, Any]:
    told: dict[str, Any] = {"claims": evidence.numbers(one["claim"] for one in side["claims"])}
    if side["values"]:
        told["values"] = [
            {
                "thing": one["thing"],
                "property": readable(one["property"]),
                "values": [value(term) for term in one["values"]],
            }
            for one in side["values"]
        ]
    return told


def statement(triple: dict[str, Any]) -> str:
    """Return a triple in a line."""
    return " ".join(_written(triple[part]) for part in ("subject", "predicate", "object"))


def _written(term: dict[str, Any]) -> str:
    if term["type"] == "uri":
        return readable(term["value"])
    return f"_:{term['value']}" if term["type"] == "bnode" else f'"{value(term)}"'


def _spo(asked: Triple) -> list[tuple[str, str]]:
    return [("s", asked.subject), ("p", asked.predicate), ("o", asked.object)]


def _named(path: str, parameters: list[tuple[str, str]]) -> str:
    """Return the IRI of a proof or verdict: the path under which every server of the project tells it."""
    return f"{BASE}{path}?{urlencode(parameters)}"


TOOLS: Final = (
    Tool(
        "why",
        "Why a statement holds",
        "Tell on what a statement stands: the claims that state it, or the rule and premises it follows from.",
        Triple,
        why,
    ),
    Tool(
        "verify",
        "Who says a statement",
        "Check an attribution before writing it down: whether a speaker or document says a statement, and how; else "
        "who says it, who contradicts it, or from what it follows.",
        Attributed,
        verify,
    ),
    Tool(
        "disagreements",
        "Where sources differ",
        "List where claims differ, with both sides and what settles it, if anything. Give both sides in an answer.",
        Disagreements,
        disagreements,
    ),
)
"""The tools of this module."""
