"""The saved queries in the description of the API, made of their front matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from server.endpoint.formats import HTML, JSON_LD, RESULTS_JSON
from server.saved.offers import offered_in
from server.saved.paging import FURTHEST, MOST_ROWS
from server.saved.query import Parameter, SavedQuery
from server.saved.schemas import VALUES, or_empty, several
from server.search.words import MOST
from server.web.openapi.parts import TEXT, Operation, Part, content_of, in_path, parameter, reference
from server.web.pages.queries.asked import formats_of
from server.web.pages.queries.offered import MOST_VALUES

_TAG: Final = "Saved queries"
_SCHEMAS: Final[Part] = {
    RESULTS_JSON.media_type: reference("schemas", "Results"),
    JSON_LD.media_type: reference("schemas", "JsonLd"),
}

PAGING: Final = (
    parameter(
        "limit",
        "Rows of a page; without it all rows are given.",
        {"type": "integer", "minimum": 1, "maximum": MOST_ROWS},
        examples=(20,),
    ),
    parameter(
        "offset",
        "Rows before the page.",
        {"type": "integer", "minimum": 0, "maximum": FURTHEST},
        examples=(0,),
    ),
)
"""The parameters of a page of rows."""

_EXPLAIN: Final = parameter(
    "explain", "What each row or triple stands on, in place of the answer.", {"const": "sources"}
)

_EXPLAINED: Final[Part] = {"application/json": {"schema": reference("schemas", "Explanation")}}

_OF_A_PAGE: Final[Part] = {
    "X-Total-Count": {
        "description": "The number of all rows, where `limit` or `offset` is given.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "ETag": {"description": "The entity tag of the answer.", "schema": TEXT},
    "Link": {
        "description": "The address for good, and first, prev, next and last page (RFC 8288).",
        "schema": TEXT,
    },
}


def paths_of(query: SavedQuery) -> Iterator[tuple[str, Operation]]:
    """Yield the addresses of a saved query with what GET takes and gives there."""
    own = tuple(map(_parameter, query.parameters))
    paging = PAGING if query.form == "SELECT" else ()
    headers = _OF_A_PAGE if query.form == "SELECT" else {}
    title, formats = query.title["en"], formats_of(query)
    yield (
        f"/queries/{query.name}",
        Operation(title, _TAG, content_of((HTML, *formats), _SCHEMAS), own + paging),
    )
    suffix = in_path(
        "suffix", "The name of a format.", {"enum": [name for form in formats for name in form.names]}, "json"
    )
    yield (
        f"/queries/{query.name}.{{suffix}}",
        Operation(
            f"{title}: the answer alone",
            _TAG,
            content_of(formats, _SCHEMAS) | _EXPLAINED,
            (suffix, *own, *paging, _EXPLAIN),
            headers=headers,
        ),
    )
    if listed := offered_in(query):
        yield f"/queries/{query.name}/values/{{parameter}}", _values(query, listed)


def _parameter(one: Parameter) -> Part:
    examples = [[*one.values]] if one.values else []
    return parameter(
        one.name,
        one.label["en"],
        several(reference("schemas", f"{'Required' if one.required else 'Optional'}-{one.type}")),
        examples=examples,
        required=one.required,
    )


def _values(query: SavedQuery, listed: Sequence[Parameter]) -> Operation:
    names = [one.name for one in listed]
    others = (_parameter(replace(one, required=False)) for one in query.parameters)
    return Operation(
        f"{query.title['en']}: the values of a parameter that give rows",
        _TAG,
        {"application/json": {"schema": reference("schemas", "Values")}},
        (
            in_path("parameter", "The parameter whose values are listed.", {"enum": names}, names[0]),
            parameter("text", f"Words of a label, in any language; the first {MOST} are read.", TEXT),
            parameter(
                "limit", "Values in the answer.", {"type": "integer", "minimum": 1, "maximum": MOST_VALUES}
            ),
            *others,
        ),
    )


def value_schemas() -> Part:
    """Return the schemas of the values of parameters, by the names under which parameters refer to them."""
    required = {f"Required-{kind}": schema for kind, schema in VALUES.items()}
    return required | {f"Optional-{kind}": or_empty(schema) for kind, schema in VALUES.items()}
