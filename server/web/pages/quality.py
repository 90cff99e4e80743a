"""`/quality`: what the checks of ontology/checks measured in this release, and what was waived and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint

from server.engine.reading import Reader, together
from server.web.pages.model.graph import text
from server.web.pages.rendering import labels, page, site

blueprint: Final = Blueprint("quality", __name__)
SEVERITIES: Final = ("Violation", "Warning", "Info")
"""The severities of SHACL, worst first."""


@dataclass(frozen=True)
class Measurement:
    """One check: its name, the fault it looks for, why that matters, after which catalogue, how many are open."""

    name: str
    title: str
    reason: str
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
    measured, waived = site().graph.read(together(_measured(), _waived()))
    by_severity = {s: [one for one in measured if one.severity == s] for s in SEVERITIES}
    return page(
        "quality.html",
        measured=by_severity,
        totals={severity: sum(one.value for one in some) for severity, some in by_severity.items()},
        waived=waived,
        labels=labels(one.subject for one in waived),
    )


def _measured() -> Reader[list[Measurement]]:
    (rows,) = yield [
        """SELECT ?name ?title ?reason ?after ?severity ?value WHERE { GRAPH graph:quality {
        ?measurement dqv:isMeasurementOf ?metric ; dqv:value ?value .
        ?metric dcterms:identifier ?name ; rdfs:label ?title ; skos:note ?reason ; sh:severity ?severity .
        OPTIONAL { ?metric dcterms:source ?after } } } ORDER BY ?name"""
    ]
    return [
        Measurement(
            text(row, "name"),
            text(row, "title"),
            text(row, "reason"),
            text(row, "after") if "after" in row else "",
            text(row, "severity").rpartition("#")[2],
            int(text(row, "value")),
        )
        for row in rows
    ]


def _waived() -> Reader[list[Waived]]:
    (rows,) = yield [
        """SELECT ?name ?subject ?reason WHERE { GRAPH graph:quality {
        ?waiver oa:hasTarget ?subject ; oa:bodyValue ?reason ; prov:wasDerivedFrom ?measurement .
        ?measurement dqv:isMeasurementOf ?metric . ?metric dcterms:identifier ?name } }
        ORDER BY ?name ?subject"""
    ]
    return [Waived(text(row, "name"), text(row, "subject"), text(row, "reason")) for row in rows]
