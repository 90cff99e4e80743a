"""What claims attest: who says something where and how, what their graphs state, and the documents they stand in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from server.engine.rows import Row
from server.namespaces import EIK, PREFIXES
from server.rdf.terms import TYPE
from server.web.pages.model.graph import text

_YEAR: Final = re.compile(r"[0-9]{4}")

METADATA: Final = tuple(
    EIK + name
    for name in ("inDocument", "statedBy", "stance", "passage", "recordKey", "source", "verification", "asOf")
)
"""What is read of a claim."""
DESCRIBING: Final = (TYPE.value, PREFIXES["dcterms"] + "creator", EIK + "issuedOn")
"""What is read of a document."""

Fields = Mapping[str, tuple[str, ...]]
"""The values of something by property, as text."""


@dataclass(frozen=True)
class Attestation:
    """A claim with its metadata and the triples of its graph. IRIs, empty where nothing is given."""

    iri: str
    document: str
    speakers: tuple[str, ...]
    stance: str
    passages: tuple[str, ...]
    record: str
    """The key of the record of a reference table, in place of passages."""
    source: str
    """Against what a reference claim was checked, in words."""
    verification: str
    as_of: str
    statements: tuple[Triple, ...]

    @property
    def named(self) -> tuple[str, ...]:
        """The IRIs of its metadata that want a label."""
        given = (self.document, *self.speakers, self.stance, *self.passages, self.verification)
        return tuple(iri for iri in given if iri)


@dataclass(frozen=True)
class Work:
    """A document as it is cited: `issued` is a date in EDTF; a source is one whose passages were read."""

    iri: str
    creators: tuple[str, ...] = ()
    issued: str = ""
    is_source: bool = False

    @property
    def year(self) -> str:
        """The year in which it was issued, or the first of those in which it may have been."""
        found = _YEAR.search(self.issued)
        return found[0] if found else ""

    @property
    def or_later(self) -> bool:
        """Whether it may have been issued after that year as well."""
        return self.issued.rstrip("]").endswith("..")


def fields(rows: Iterable[Row], subject: str) -> dict[str, Fields]:
    """Return the values of ?p by the subject and the property, from rows with ?p and ?o, each once and in order."""
    found: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for row in sorted(rows, key=lambda row: text(row, "o")):
        found[text(row, subject)][text(row, "p")].setdefault(text(row, "o"))
    return {iri: {name: tuple(values) for name, values in given.items()} for iri, given in found.items()}


def attestations(metadata: Iterable[Row], statements: Iterable[Row]) -> dict[str, Attestation]:
    """Return claims from rows of ?claim ?p ?o, their metadata, and of ?claim ?s ?p ?o, what they state."""
    stated: dict[str, dict[Triple, None]] = defaultdict(dict)
    for row in sorted(statements, key=lambda row: (text(row, "claim"), *map(str, row.values()))):
        subject, predicate, value = row["s"], row["p"], row["o"]
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode):
            stated[text(row, "claim")].setdefault(Triple(subject, predicate, value))
    return {
        iri: _attestation(iri, given, tuple(stated[iri]))
        for iri, given in sorted(fields(metadata, "claim").items())
    }


def _attestation(iri: str, given: Fields, statements: tuple[Triple, ...]) -> Attestation:
    def first(name: str) -> str:
        return next(iter(given.get(EIK + name, ())), "")

    return Attestation(
        iri,
        first("inDocument"),
        given.get(EIK + "statedBy", ()),
        first("stance"),
        given.get(EIK + "passage", ()),
        first("recordKey"),
        first("source"),
        first("verification"),
        first("asOf"),
        statements,
    )


def works(rows: Iterable[Row]) -> dict[str, Work]:
    """Return documents from rows of ?document ?p ?o."""
    source = EIK + "SourceDocument"
    return {
        iri: Work(
            iri,
            given.get(PREFIXES["dcterms"] + "creator", ()),
            next(iter(given.get(EIK + "issuedOn", ())), ""),
            source in given.get(TYPE.value, ()),
        )
        for iri, given in fields(rows, "document").items()
    }
