"""The list of discrepancies as data: CSV with a row for each, JSON with the sides."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from server.rdf.terms import Term
from server.web.pages.discrepancies.wording import Wording
from server.web.pages.model.at_issue import Given, Side
from server.web.pages.model.attestation import Attestation
from server.web.pages.model.discrepancies import Discrepancy

COLUMNS: Final = (
    "discrepancy",
    "label",
    "gist",
    "sort",
    "scope",
    "kind",
    "severity",
    "settledBy",
    "about",
    "documents",
    "claims",
    "thing",
    "property",
    "values",
)
_BETWEEN_IRIS: Final = " "
_BETWEEN_SIDES: Final = " | "


def as_csv(listed: Iterable[Discrepancy], wording: Wording) -> str:
    """Return a row for each; several IRIs are divided by spaces, the values of the sides at the first point by bars."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for one in listed:
        first = one.points[0] if one.points else None
        given = [value for side in one.sides for value in side.given if value.point == first]
        table.writerow(
            (
                *_head(one, wording).values(),
                _BETWEEN_IRIS.join(one.kinds),
                one.severity,
                _BETWEEN_IRIS.join(claim.iri for claim in one.settling),
                _BETWEEN_IRIS.join(one.about),
                _BETWEEN_IRIS.join(one.documents),
                _BETWEEN_IRIS.join(claim.iri for claim in one.claims),
                first.thing if first else "",
                first.property if first else "",
                _BETWEEN_SIDES.join(", ".join(map(_text, value.values)) for value in given),
            )
        )
    return written.getvalue()


def as_json(listed: Sequence[Discrepancy], wording: Wording) -> str:
    """Return the number of discrepancies and each with its sides."""
    data = {
        "total": len(listed),
        "discrepancies": [
            {
                **_head(one, wording),
                "kinds": one.kinds,
                "severity": one.severity,
                "settledBy": [claim.iri for claim in one.settling],
                "about": one.about,
                "sides": [_side(side) for side in one.sides],
            }
            for one in listed
        ],
    }
    return json.dumps(data, ensure_ascii=False)


def _head(one: Discrepancy, wording: Wording) -> dict[str, str]:
    gist = wording.gist(one)
    return {
        "discrepancy": one.iri,
        "label": wording.labels[one.iri].text,
        "gist": gist.text if gist else "",
        "sort": one.sort.name.lower(),
        "scope": one.scope.name.lower(),
    }


def _side(side: Side) -> dict[str, Any]:
    return {"values": [_given(given) for given in side.given], "claims": [_claim(one) for one in side.claims]}


def _given(given: Given) -> dict[str, Any]:
    return {
        "thing": given.point.thing,
        "property": given.point.property,
        "values": [_value(value) for value in given.values],
    }


def _claim(claim: Attestation) -> dict[str, Any]:
    told = {
        "claim": claim.iri,
        "document": claim.document,
        "statedBy": claim.speakers,
        "stance": claim.stance,
        "passages": claim.passages,
        "recordKey": claim.record,
        "source": claim.source,
        "asOf": claim.as_of,
    }
    return {name: value for name, value in told.items() if value}


def _value(value: Term) -> dict[str, str]:
    """A term as SPARQL 1.1 Query Results JSON Format, section 3.2.2, writes one."""
    if not isinstance(value, Literal):
        return {"type": "uri" if isinstance(value, NamedNode) else "bnode", "value": _text(value)}
    if value.language:
        return {"type": "literal", "value": value.value, "xml:lang": value.language}
    return {"type": "literal", "value": value.value, "datatype": value.datatype.value}


def _text(value: Term) -> str:
    return value.value if isinstance(value, NamedNode | Literal) else str(value)
