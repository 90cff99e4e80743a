"""Finding a thing by its name: for the search page and for the suggestions of a page that does not exist."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import Literal

from server.web.pages.model.graph import PROLOGUE, Rows, text

_MOST: Final = 40
_LONGEST: Final = 200


def find(rows: Rows, words: str, most: int = _MOST) -> list[str]:
    """Return the IRIs of things whose label, acronym or name variant holds every word, the shortest names first."""
    wanted = [Literal(word) for word in re.findall(r"\w+", words[:_LONGEST].lower())][:8]
    if not wanted:
        return []
    holds = " && ".join(f"CONTAINS(?lower, {word})" for word in wanted)
    query = f"""{PROLOGUE}SELECT ?iri (MIN(STRLEN(?name)) AS ?length) WHERE {{
        VALUES (?property) {{ (rdfs:label) (skos:prefLabel) (skos:altLabel) (eik:acronym) (eik:nameVariant) }}
        ?iri ?property ?name . BIND(LCASE(STR(?name)) AS ?lower) FILTER({holds})
        FILTER(STRSTARTS(STR(?iri), "https://w3id.org/eikg/")) }}
        GROUP BY ?iri ORDER BY ?length ?iri LIMIT {int(most)}"""
    return [text(row, "iri") for row in rows(query)]


def near(rows: Rows, path: str) -> list[str]:
    """Return the IRIs of things whose name shares the words of a path, those that share most first."""
    slug = re.findall(r"\w{3,}", path.rpartition("/")[2].lower())
    for size in range(len(slug), 0, -1):
        for start in range(len(slug) - size + 1):
            if found := find(rows, " ".join(slug[start : start + size]), 8):
                return found
    return []
