"""Rows and triples of answers in short, with the numbers of the claims on which each stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.mcp.evidence import Evidence


def shown(document: Mapping[str, Any], most: int, evidence: Evidence) -> dict[str, Any]:
    """Return the first rows or triples of an explanation of sources, or of results in SPARQL's JSON.

    Each has its `values`, the numbers of its `claims`, and whether a rule has part in it (`inferred`).
    """
    if "boolean" in document:
        return {"boolean": document["boolean"]}
    kind = "triples" if "triples" in document else "rows"
    listed = document["triples"] if kind == "triples" else document["results"]["bindings"]
    told: list[dict[str, Any]] = [
        {"values": {name: value(term) for name, term in row.items()}} for row in listed[:most]
    ]
    for row, source in zip(told, document.get("sources", ()), strict=False):
        if numbers := evidence.numbers(source["claims"]):
            row["claims"] = numbers
        if any(triple.get("rule") for triple in source["triples"]):
            row["inferred"] = True
    return {kind: told}


def value(term: Mapping[str, Any]) -> Any:
    """Return a term of SPARQL 1.1 Query Results JSON in short: its IRI or text, a triple term by its parts."""
    if term["type"] == "triple":
        return {name: value(part) for name, part in term["value"].items()}
    return term["value"]
