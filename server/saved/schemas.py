"""What a value of a parameter must be, as JSON Schema: for the description of the API and for who sent a wrong one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from server.saved.values import LANGUAGE_TAG, LONGEST, LONGEST_TAG, MOST

Schema = dict[str, Any]

VALUES: Final[Mapping[str, Schema]] = {
    "iri": {
        "description": "An IRI in full, or with one of the project's prefixes, as in body:eaeu.",
        "type": "string",
        "format": "iri",
        "maxLength": LONGEST,
    },
    "date": {"description": "A day.", "type": "string", "format": "date"},
    "string": {"description": "A text.", "type": "string", "maxLength": LONGEST},
    "integer": {
        "description": "A whole number.",
        "type": "integer",
        "minimum": -(10**18) + 1,
        "maximum": 10**18 - 1,
    },
    "language": {
        "description": "A language tag, as en, ru or be.",
        "type": "string",
        "pattern": f"^{LANGUAGE_TAG}$",
        "maxLength": LONGEST_TAG,
    },
}
"""By the type of the parameter; what the readers of server/saved/values.py take."""


def or_empty(value: Schema) -> Schema:
    """Return the schema of a value that may be left empty, as a form leaves it: then it is not given."""
    return {"anyOf": [value, {"const": ""}]}


def several(value: Schema) -> Schema:
    """Return the schema of what a request gives a parameter: values one after the other, as several parameters."""
    return {"type": "array", "items": value, "minItems": 1, "maxItems": MOST}
