"""`schema`: the classes and properties of the ontology with their uses, as the release describes itself (VoID)."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import Field
from pyoxigraph import NamedNode

from server.mcp.asking import Ask, Refused, data, given
from server.mcp.evidence import Evidence, rows
from server.mcp.tool import Answer, Arguments, Language, OptionalName, Tool
from server.namespaces import EIK, OWN
from server.rdf.iris import expanded, readable

_TERM: Final = {"classes": "class", "properties": "property"}
_MOST_TERMS: Final = 60
_EXAMPLES: Final = 3


class Schema(Arguments):
    """Which term."""

    term: Annotated[
        OptionalName, Field(description="Class or property, e.g. eik:Membership; without it all classes")
    ] = ""
    language: Language = "en"


async def schema(ask: Ask, asked: Schema) -> Answer:
    """Return the classes by use; or one term with its definition, uses and examples from the data."""
    known = await data(ask, "/editor/terms.json", given(lang=asked.language))
    if not asked.term:
        return _classes(known)
    iri = expanded(asked.term if ":" in asked.term else f"{OWN}:{asked.term}")
    called = next((called for kind, called in _TERM.items() if iri in known[kind]), None)
    if called is None:
        raise Refused(await _unknown(ask, iri, known, asked.term))
    entry = {**known["classes"], **known["properties"]}[iri]
    evidence = Evidence()
    answer: Answer = {"iri": iri, "name": readable(iri), "kind": called, **entry}
    of: dict[str, list[list[Any]]] = known["of"]
    if called == "class":
        listed = of.get(iri, [])
        answer["properties"] = {readable(one): number for one, number in listed[:_MOST_TERMS]}
        pattern = f"?thing a {NamedNode(iri)}"
        claimed = f"{pattern} . GRAPH ?claim {{ ?thing ?property ?value }}"
    else:
        uses = {readable(one): number for one, listed in of.items() for name, number in listed if name == iri}
        answer["used_by"] = dict(sorted(uses.items(), key=lambda one: -one[1])[:_MOST_TERMS])
        pattern = f"?thing {NamedNode(iri)} ?value"
        claimed = f"GRAPH ?claim {{ {pattern} }}"
    answer["examples"] = await _examples(ask, pattern, claimed, evidence)
    return {**answer, **await evidence.told(ask, asked.language)}


def _classes(known: dict[str, Any]) -> Answer:
    counted = {readable(iri): one for iri, one in known["classes"].items() if iri.startswith(EIK)}
    used = sorted(counted.items(), key=lambda one: (-one[1]["count"], one[0]))
    return {
        "classes": {name: f"{one['count']}: {one['label']}" for name, one in used if one["count"]},
        "note": "The numbers are those of members, inferred ones too. With `term` one class or property is told.",
    }


async def _examples(ask: Ask, pattern: str, claimed: str, evidence: Evidence) -> list[dict[str, Any]]:
    """Return the first statements that a claim makes of what fits a pattern; without any, what fits it."""
    found = await rows(ask, f"SELECT * {{ {claimed} ?claim a <{EIK}Claim> }} LIMIT {_EXAMPLES}")
    found = found or await rows(ask, f"SELECT * {{ {pattern} }} LIMIT {_EXAMPLES}")
    return [
        {
            **{name: value for name, value in row.items() if name != "claim"},
            **({"claims": evidence.numbers([row["claim"]])} if "claim" in row else {}),
        }
        for row in found
    ]


async def _unknown(ask: Ask, iri: str, known: dict[str, Any], written: str) -> str:
    """Say that there is no such term, and which is nearest."""
    name = iri.rpartition("/")[2].casefold()
    alike = [readable(one) for kind in _TERM for one in known[kind] if one.casefold().endswith(f"/{name}")]
    if not alike:
        hits = (await data(ask, "/search.json", given(q=name[:60])))["hits"]
        alike = [readable(hit["iri"]) for hit in hits if any(hit["iri"] in known[kind] for kind in _TERM)]
    meant = f" Did you mean {', '.join(alike[:5])}?" if alike else " Without `term` all classes are told."
    return f"The ontology has no class or property {written}.{meant}"


TOOLS: Final = (
    Tool(
        "schema",
        "Classes and properties",
        "Tell the classes of the ontology with their sizes, or one class or property: definition, number of uses, what "
        "it is used with, examples with their claims. Read before writing SPARQL.",
        Schema,
        schema,
    ),
)
"""The tools of this module."""
