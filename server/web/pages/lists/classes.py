"""The classes of the ontology that have members, as trees, and where the list of each stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from server.engine.reading import Reader
from server.namespaces import EIK
from server.rdf.iris import readable
from server.web.pages.lists.ties import Ties
from server.web.pages.model.graph import text


@dataclass(frozen=True)
class Branch:
    """A class with the number of its members, and the classes right below it that have some."""

    iri: str
    count: int
    narrower: tuple[Branch, ...]


def list_path(class_iri: str) -> str | None:
    """Return the path of the list of a class; None for a class that is not the project's own."""
    name = class_iri.removeprefix(EIK)
    return f"/lists/{name}" if class_iri.startswith(EIK) and name.isidentifier() else None


def tied_path(property_iri: str, to: str) -> str:
    """Return the address of the list of what a property ties to a thing."""
    return f"/lists/tied?{urlencode({'property': readable(property_iri), 'to': readable(to)})}"


def member_counts() -> Reader[dict[str, int]]:
    """Return the number of members of each own class that has some, inferred ones too."""
    (rows,) = yield [
        f"""SELECT ?class (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
        ?thing a ?class FILTER(ISIRI(?thing) && STRSTARTS(STR(?class), "{EIK}")) }} GROUP BY ?class"""
    ]
    return {text(row, "class"): int(text(row, "count")) for row in rows if "class" in row}


def trees(counts: Mapping[str, int], ties: Ties, name: Callable[[str], str]) -> tuple[Branch, ...]:
    """Return the classes that have members as trees, those beside one another in the order of their names."""
    below: dict[str, list[str]] = {iri: [] for iri in counts}
    top = []
    for iri in sorted(counts, key=lambda iri: name(iri).casefold()):
        above = [one for one in sorted(ties.above.get(iri, ())) if one in counts]
        for one in above:
            below[one].append(iri)
        if not above:
            top.append(iri)

    def branch(iri: str, way: frozenset[str]) -> Branch:
        way |= {iri}
        return Branch(iri, counts[iri], tuple(branch(one, way) for one in below[iri] if one not in way))

    return tuple(branch(iri, frozenset()) for iri in top)
