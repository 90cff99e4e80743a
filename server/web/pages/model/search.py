"""Finding a thing by its name: for the search page and for the suggestions of a page that does not exist."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import Literal

from server.engine.reading import Reader
from server.namespaces import BASE
from server.web.pages.model.graph import text

_MOST: Final = 40
_LONGEST: Final = 200
_WORDS: Final = 8
_NEAR: Final = 8
_CANDIDATES: Final = 2000
_NAMES: Final = f"""VALUES ?property {{ rdfs:label skos:prefLabel skos:altLabel eik:acronym eik:nameVariant }}
        ?iri ?property ?name . BIND(LCASE(STR(?name)) AS ?lower)
        FILTER(STRSTARTS(STR(?iri), "{BASE}"))"""


def find(words: str) -> Reader[list[str]]:
    """Return the IRIs of things whose label, acronym or name variant holds every word, the shortest names first."""
    wanted = [Literal(word) for word in re.findall(r"\w+", words[:_LONGEST].lower())][:_WORDS]
    if not wanted:
        return []
    holds = " && ".join(f"CONTAINS(?lower, {word})" for word in wanted)
    (rows,) = yield [
        f"""SELECT ?iri (MIN(STRLEN(?name)) AS ?length) WHERE {{
        {_NAMES} FILTER({holds}) }} GROUP BY ?iri ORDER BY ?length ?iri LIMIT {_MOST}"""
    ]
    return [text(row, "iri") for row in rows]


def near(path: str) -> Reader[list[str]]:
    """Return the IRIs of things whose name shares words that follow one another in a path, those that share most first.

    Every name is looked at once, however many words the path has.
    """
    words = re.findall(r"\w{3,}", path.rpartition("/")[2][:_LONGEST].lower())[:_WORDS]
    if not words:
        return []
    shared = " + ".join(f"IF(CONTAINS(?lower, {Literal(word)}), 1, 0)" for word in sorted(set(words)))
    (rows,) = yield [
        f"""SELECT ?iri ?lower (STRLEN(?name) AS ?length) ?shared WHERE {{
        {_NAMES} BIND({shared} AS ?shared) FILTER(?shared > 0) }}
        ORDER BY DESC(?shared) ?length ?iri LIMIT {_CANDIDATES}"""
    ]
    named = sorted((int(text(row, "length")), text(row, "iri"), text(row, "lower")) for row in rows)
    for size in range(len(words), 0, -1):
        for start in range(len(words) - size + 1):
            run = words[start : start + size]
            found = dict.fromkeys(iri for _, iri, name in named if all(word in name for word in run))
            if found:
                return list(found)[:_NEAR]
    return []
