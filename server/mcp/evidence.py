"""The claims on which an answer stands, each told once: who speaks, how, in which passage of which document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from pyoxigraph import NamedNode

from server.mcp.asking import Ask, data, given
from server.namespaces import EIK
from server.rdf.iris import local_name

MOST_CLAIMS: Final = 20
"""Claims that one answer tells; of more it says how many there are."""

_MOST_NAMES: Final = 50
"""IRIs of which /labels.json tells the labels at once."""


class Evidence:
    """Collects claims while an answer is put together; statements refer to them by their number in the list."""

    def __init__(self) -> None:
        self._claims: dict[str, int] = {}
        self._untold: set[str] = set()

    def numbers(self, claims: Iterable[str]) -> list[int | str]:
        """Note claims; the numbers of those that are told, or of several of which none is, the IRI of the first."""
        listed = [*claims]
        told: list[int | str] = [number for iri in listed if (number := self._number(iri)) is not None]
        return told or [*listed[:1]]

    def _number(self, claim: str) -> int | None:
        if claim not in self._claims and len(self._claims) >= MOST_CLAIMS:
            self._untold.add(claim)
            return None
        return self._claims.setdefault(claim, len(self._claims))

    async def told(self, ask: Ask, language: str) -> dict[str, Any]:
        """Return the members `claims`, `more_claims` if there are, and `names` of speakers and documents."""
        details = await _details(ask, [*self._claims])
        members: dict[str, Any] = {"claims": [{"claim": iri, **details.get(iri, {})} for iri in self._claims]}
        if self._untold:
            members["more_claims"] = len(self._untold)
        named = {
            iri
            for one in members["claims"]
            for name in ("document", "speaker")
            for iri in one.get(name, "").split()
        }
        return {**members, "names": await names(ask, sorted(named), language)}


async def names(ask: Ask, iris: Sequence[str], language: str) -> dict[str, str]:
    """Return what things are called, by IRI."""
    chosen = list(dict.fromkeys(iris))[:_MOST_NAMES]
    if not chosen:
        return {}
    found = await data(ask, "/labels.json", [*(("iri", iri) for iri in chosen), *given(lang=language)])
    return {iri: found[iri]["label"] for iri in chosen}


async def _details(ask: Ask, claims: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return document, speaker, stance and passage of claims, as the graph has them; several with spaces between."""
    listed = " ".join(str(NamedNode(iri)) for iri in claims)
    if not listed:
        return {}
    parts = " ".join(f"OPTIONAL {{ ?claim <{EIK}{term}> ?{name} }}" for name, term in _TERMS.items())
    found: dict[str, dict[str, dict[str, None]]] = {}
    for row in await rows(ask, f"SELECT * {{ VALUES ?claim {{ {listed} }} {parts} }}"):
        known = found.setdefault(row["claim"], {name: {} for name in _TERMS})
        for name in _TERMS.keys() & row.keys():
            known[name][local_name(row[name]) if name == "stance" else row[name]] = None
    return {
        iri: {name: " ".join(values) for name, values in known.items() if values}
        for iri, known in found.items()
    }


async def rows(ask: Ask, query: str) -> list[dict[str, str]]:
    """Return the rows of a query of the tool's own, each value as text."""
    found = await data(ask, "/sparql", given(query=query))
    return [{name: term["value"] for name, term in row.items()} for row in found["results"]["bindings"]]


_TERMS: Final = {
    "document": "inDocument",
    "speaker": "statedBy",
    "stance": "stance",
    "passage": "passage",
    "record": "recordKey",
}
"""What is told of a claim, by the terms of the ontology; what was checked elsewhere has a record, and no passage."""
