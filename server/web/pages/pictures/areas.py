"""Which outline a state has, by the codes that the graph gives it, and what is said of entities that are contested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from server.engine.reading import Reader
from server.engine.rows import Row
from server.namespaces import OWN
from server.web.pages.model.graph import text
from server.web.pages.model.labels import Label
from server.web.pages.model.statements import Source
from server.web.pages.pictures.claims import CLAIM, CLAIM_COLUMNS, sources_in

COUNTRIES: Final = "http://publications.europa.eu/resource/authority/country/"
"""The European Union's table of countries, whose names are ISO 3166-1 alpha-3 codes, as alignments lead to it."""

_LATITUDE: Final = "<http://www.w3.org/2003/01/geo/wgs84_pos#lat>"
_LONGITUDE: Final = "<http://www.w3.org/2003/01/geo/wgs84_pos#long>"


@dataclass(frozen=True)
class Standing:
    """What one claim says that a contested entity is."""

    texts: tuple[Label, ...]
    source: Source


@dataclass(frozen=True)
class Contested:
    """An entity whose standing is contested: who says what it is, discrepancies about it, and where its seat is."""

    iri: str
    standings: tuple[Standing, ...]
    discrepancies: tuple[str, ...]
    place: tuple[float, float] | None

    @property
    def named(self) -> tuple[str, ...]:
        """The IRIs that want a label."""
        sources = (iri for standing in self.standings for iri in standing.source.named)
        return (self.iri, *self.discrepancies, *sources)


@dataclass(frozen=True)
class Areas:
    """The thing that has each code, M49 or alpha-3, and what is contested."""

    by_code: Mapping[str, str]
    contested: tuple[Contested, ...]


def areas() -> Reader[Areas]:
    """Return what the graph says of areas."""
    codes, said, about, places = yield [
        f"""SELECT DISTINCT ?thing ?code WHERE {{
        VALUES ?kind {{ {OWN}:State {OWN}:ContestedEntity }} ?thing a ?kind
        {{ ?thing {OWN}:m49|{OWN}:iso3 ?code }} UNION {{
        ?thing skos:exactMatch|skos:closeMatch ?match FILTER(STRSTARTS(STR(?match), "{COUNTRIES}"))
        BIND(STRAFTER(STR(?match), "{COUNTRIES}") AS ?code) }} }} ORDER BY ?thing""",
        f"""SELECT ?thing ?status {CLAIM_COLUMNS} WHERE {{
        ?thing a {OWN}:ContestedEntity . GRAPH ?claim {{ ?thing {OWN}:givenStatus ?status }} {CLAIM} }}""",
        f"""SELECT DISTINCT ?thing ?discrepancy WHERE {{
        ?thing a {OWN}:ContestedEntity . ?discrepancy a {OWN}:Discrepancy ; {OWN}:about ?thing }}""",
        f"""SELECT DISTINCT ?thing ?lat ?long WHERE {{
        ?thing a {OWN}:ContestedEntity OPTIONAL {{ ?thing {OWN}:seat|{OWN}:locatedIn ?place .
        ?place {_LATITUDE} ?lat ; {_LONGITUDE} ?long }} }} ORDER BY ?thing""",
    ]
    return Areas({text(row, "code"): text(row, "thing") for row in codes}, _contested(said, about, places))


def _contested(said: list[Row], about: list[Row], places: list[Row]) -> tuple[Contested, ...]:
    sources = sources_in(said)
    texts: dict[str, dict[str, dict[Label, None]]] = defaultdict(lambda: defaultdict(dict))
    for row in said:
        if isinstance(status := row["status"], Literal):
            texts[text(row, "thing")][text(row, "claim")][Label(status.value, status.language or "")] = None
    discrepancies: dict[str, set[str]] = defaultdict(set)
    for row in about:
        discrepancies[text(row, "thing")].add(text(row, "discrepancy"))
    found = {}
    for row in places:
        iri = text(row, "thing")
        standings = (Standing(tuple(given), sources[claim]) for claim, given in sorted(texts[iri].items()))
        place = (float(text(row, "long")), float(text(row, "lat"))) if "lat" in row else None
        found[iri] = Contested(iri, tuple(standings), tuple(sorted(discrepancies[iri])), place)
    return tuple(found.values())
