"""`/quality`: what the checks of ontology/checks measured in this release, and what was waived and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint
from pyoxigraph import Literal

from server.engine.reading import Reader, together
from server.engine.rows import Row
from server.web.pages.model.graph import text
from server.web.pages.model.labels import Label, best
from server.web.pages.rendering import labels, language, page, site

blueprint: Final = Blueprint("quality", __name__)
SEVERITIES: Final = ("Violation", "Warning", "Info")
"""The severities of SHACL, worst first."""


@dataclass(frozen=True)
class Measurement:
    """One check: its name, the fault it looks for, why that matters, after which catalogue, how many are open."""

    name: str
    title: Label
    reason: Label
    after: str
    severity: str
    value: int


@dataclass(frozen=True)
class Waived:
    """A finding that stands: the check, the thing concerned, the reason."""

    check: str
    subject: str
    reason: str


@blueprint.get("/quality")
def quality() -> str:
    """Every check with its number of open findings, by severity; then the waivers with their reasons."""
    measured, waived = site().graph.read(together(_measured(language()), _waived()))
    by_severity = {s: [one for one in measured if one.severity == s] for s in SEVERITIES}
    return page(
        "quality.html",
        measured=by_severity,
        totals={severity: sum(one.value for one in some) for severity, some in by_severity.items()},
        waived=waived,
        labels=labels(one.subject for one in waived),
    )


def _measured(reader: str) -> Reader[list[Measurement]]:
    """Return what was measured, in the language of the reader or one that stands in for it."""
    rows, said = yield [
        """SELECT ?name ?after ?severity ?value WHERE { GRAPH graph:quality {
        ?measurement dqv:isMeasurementOf ?metric ; dqv:value ?value .
        ?metric dcterms:identifier ?name ; sh:severity ?severity .
        OPTIONAL { ?metric dcterms:source ?after } } } ORDER BY ?name""",
        """SELECT ?name ?title ?reason WHERE { GRAPH graph:quality {
        ?metric dcterms:identifier ?name { ?metric rdfs:label ?title } UNION { ?metric skos:note ?reason } } }""",
    ]
    titles, reasons = (_best(said, column, reader) for column in ("title", "reason"))
    return [
        Measurement(
            text(row, "name"),
            titles[text(row, "name")],
            reasons[text(row, "name")],
            text(row, "after") if "after" in row else "",
            text(row, "severity").rpartition("#")[2],
            int(text(row, "value")),
        )
        for row in rows
        if text(row, "name") in titles.keys() & reasons.keys()
    ]


def _best(rows: Iterable[Row], column: str, reader: str) -> dict[str, Label]:
    given: dict[str, list[Label]] = defaultdict(list)
    for row in rows:
        if isinstance(term := row.get(column), Literal):
            given[text(row, "name")].append(Label(term.value, term.language or ""))
    return {name: found for name, listed in given.items() if (found := best(listed, reader))}


def _waived() -> Reader[list[Waived]]:
    (rows,) = yield [
        """SELECT ?name ?subject ?reason WHERE { GRAPH graph:quality {
        ?waiver oa:hasTarget ?subject ; oa:bodyValue ?reason ; prov:wasDerivedFrom ?measurement .
        ?measurement dqv:isMeasurementOf ?metric . ?metric dcterms:identifier ?name } }
        ORDER BY ?name ?subject"""
    ]
    return [Waived(text(row, "name"), text(row, "subject"), text(row, "reason")) for row in rows]
