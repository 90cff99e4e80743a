"""The documents of a release: how far each has been read, and the code under which its passages are cited."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from server.engine.reading import Reader, together
from server.engine.rows import Row
from server.namespaces import OWN
from server.web.pages.model.graph import text


@dataclass(frozen=True)
class Passage:
    """One segment: `state` is covered (carries claims), marked (states nothing, for the reason `mark`) or open."""

    iri: str
    number: str
    state: str
    mark: str


@dataclass(frozen=True)
class Coverage:
    """A document with its passages in the order of the text and the number of the claims that are made in them.

    `parts` are the documents that are printed in it, each with how many of these claims are its own.
    """

    document: str
    passages: tuple[Passage, ...]
    claims: int
    parts: tuple[tuple[str, int], ...] = ()

    def count(self, state: str) -> int:
        """Return how many passages are covered, marked or open."""
        return sum(passage.state == state for passage in self.passages)

    @property
    def counts(self) -> dict[str, int]:
        """The figures that the page's sentence about the document names."""
        states = {state: self.count(state) for state in ("covered", "marked", "open")}
        return {**states, "segments": len(self.passages), "claims": self.claims}

    @property
    def named(self) -> tuple[str, ...]:
        """The IRIs of the documents that want a label."""
        return (self.document, *(part for part, _ in self.parts))


@dataclass(frozen=True)
class Origin:
    """Who made a document, and when it was issued as its date in EDTF says; empty where nobody says."""

    creators: tuple[str, ...] = ()
    issued: str = ""


@dataclass(frozen=True)
class Documents:
    """The coverage of every document that has passages, the short code of every one that makes claims, and origins."""

    coverages: tuple[Coverage, ...]
    short_codes: Mapping[str, str]
    origins: Mapping[str, Origin]


def documents() -> Reader[Documents]:
    """Return the documents of the release."""
    with_passages, with_claims, origins = yield [
        f"SELECT DISTINCT ?d WHERE {{ ?s {OWN}:position ?n ; {OWN}:startOffset ?o ; {OWN}:inDocument ?d }}",
        f"SELECT DISTINCT ?d WHERE {{ ?claim a {OWN}:Claim ; {OWN}:inDocument ?d }}",
        f"""SELECT DISTINCT ?d ?creator ?issued WHERE {{ ?d a {OWN}:SourceDocument
        OPTIONAL {{ ?d dcterms:creator ?creator }} OPTIONAL {{ ?d {OWN}:issuedOn ?issued }} }}
        ORDER BY ?creator ?issued""",
    ]
    coverages = yield from together(*map(coverage_of, sorted(text(row, "d") for row in with_passages)))
    return Documents(coverages, short_codes(text(row, "d") for row in with_claims), _origins(origins))


def _origins(rows: Iterable[Row]) -> dict[str, Origin]:
    found: dict[str, Origin] = {}
    for row in rows:
        before = found.get(text(row, "d"), Origin())
        creators = dict.fromkeys((*before.creators, *filter(None, [text(row, "creator")])))
        found[text(row, "d")] = Origin(tuple(creators), before.issued or text(row, "issued"))
    return found


def coverage_of(document: str) -> Reader[Coverage]:
    """Return the coverage of a document; raises ValueError for an IRI that is not well formed."""
    node = NamedNode(document)
    listed, claims, by_document = yield [
        f"""SELECT ?s (COUNT(?claim) AS ?claims) (SAMPLE(?mark) AS ?why) WHERE {{
        ?s {OWN}:inDocument {node} ; {OWN}:position ?position .
        OPTIONAL {{ ?claim {OWN}:passage ?s }} OPTIONAL {{ ?s {OWN}:markedAs ?mark }}
        }} GROUP BY ?s ?position ORDER BY ?position""",
        f"""SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE {{
        ?claim {OWN}:passage ?s . ?s {OWN}:inDocument {node} ; {OWN}:position ?position }}""",
        f"""SELECT ?part (COUNT(DISTINCT ?claim) AS ?n) WHERE {{
        ?claim {OWN}:passage ?s ; {OWN}:inDocument ?part . ?s {OWN}:inDocument {node} ; {OWN}:position ?position
        FILTER(?part != {node}) }} GROUP BY ?part ORDER BY ?part""",
    ]
    passages = []
    for row in listed:
        state = "covered" if text(row, "claims") != "0" else "marked" if "why" in row else "open"
        iri = text(row, "s")
        passages.append(Passage(iri, iri.rpartition("-")[2], state, text(row, "why")))
    parts = tuple((text(row, "part"), int(text(row, "n"))) for row in by_document)
    return Coverage(document, tuple(passages), int(text(claims[0], "n")), parts)


def short_codes(iris: Iterable[str]) -> dict[str, str]:
    """Return a short code for each document: as many initials of its name as tell it from every other one.

    L for leshenyuk-2021, Rm for reference-memberships; where initials do not suffice more letters of its last word, as
    Rdo for reference-documents, and the whole name where those do not.
    """
    codes: dict[str, str] = {}
    left, length = sorted(set(iris)), 1
    while left:
        spelt = {iri: _initials(iri, length) for iri in left}
        taken = Counter((*spelt.values(), *codes.values()))
        codes |= {iri: code for iri, code in spelt.items() if taken[code] == 1 or code == _name(iri)}
        left, length = [iri for iri in left if iri not in codes], length + 1
    return codes


def _name(iri: str) -> str:
    return iri.rpartition("/")[2]


def _initials(iri: str, length: int) -> str:
    words: list[str] = re.findall(r"[0-9]+|[^\W\d_]+", _name(iri))
    if length > sum(map(len, words)):
        return _name(iri)
    first, *others = words[:length]
    initials = first[0].upper() + "".join(word if word.isdigit() else word[0].lower() for word in others)
    further = length - len(words)
    last = words[-1]
    if further <= 0:
        return initials
    return _name(iri) if last.isdigit() or further >= len(last) else initials + last[1 : 1 + further].lower()
