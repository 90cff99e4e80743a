"""The JSON Schemas of what the API answers in JSON."""

from __future__ import annotations

from typing import Final

from server.web.openapi.parts import PROBLEM, TEXT, Part

_TERM: Final[Part] = {
    "description": "An RDF term.",
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode", "triple"]},
        "value": {"type": ["string", "object"]},
        "xml:lang": TEXT,
        "datatype": TEXT,
    },
}

_RESULTS: Final[Part] = {
    "description": "SPARQL 1.1 Query Results JSON Format; a page of a saved query has `page` in its head.",
    "type": "object",
    "required": ["head"],
    "properties": {
        "head": {
            "type": "object",
            "properties": {
                "vars": {"type": "array", "items": TEXT},
                "page": {
                    "type": "object",
                    "required": ["total", "limit", "offset"],
                    "properties": {
                        "total": {"type": "integer", "minimum": 0},
                        "limit": {"type": ["integer", "null"], "minimum": 1},
                        "offset": {"type": "integer", "minimum": 0},
                    },
                },
            },
        },
        "results": {
            "type": "object",
            "required": ["bindings"],
            "properties": {
                "bindings": {"type": "array", "items": {"type": "object", "additionalProperties": _TERM}}
            },
        },
        "boolean": {"type": "boolean"},
    },
}

_JSON_LD: Final[Part] = {"description": "JSON-LD 1.1.", "type": ["object", "array"]}

_LISTED: Final[Part] = {"type": "array", "items": {"type": "object"}}
_COUNT: Final[Part] = {"type": "integer", "minimum": 0}


def _object(description: str, **members: Part) -> Part:
    return {
        "description": description,
        "type": "object",
        "required": [*members],
        "properties": dict(members),
    }


SCHEMAS: Final[Part] = {
    "Problem": PROBLEM,
    "Results": _RESULTS,
    "JsonLd": _JSON_LD,
    "Explanation": {"description": "What `explain` found.", "type": "object"},
    "Proof": {"description": "A proof as a tree.", "type": ["object", "array"]},
    "Values": _object(
        "Values that a parameter of a saved query can be given so that its answer has rows.",
        query=TEXT,
        parameter=TEXT,
        text=TEXT,
        total=_COUNT,
        values={"type": "array", "items": _object("A value.", iri=TEXT, label=TEXT)},
    ),
    "Search": _object(
        "What a text may mean, the nearest first.",
        query=TEXT,
        total=_COUNT,
        hits={"type": "array", "items": _object("A hit.", iri=TEXT, label=TEXT, kind=TEXT)},
        counts={"type": "object"},
        meant={"type": "object"},
    ),
    "Suggestions": {
        "description": "OpenSearch Suggestions 1.1: the text, names, what they are, addresses.",
        "type": "array",
        "minItems": 4,
        "maxItems": 4,
        "items": {"type": ["string", "array"], "items": TEXT},
    },
    "List": {
        "description": "The members of a class, or what a property ties to a thing.",
        "type": "object",
        "required": ["total", "query"],
        "properties": {"total": _COUNT, "query": TEXT},
    },
    "Discrepancies": {
        "description": "Where claims differ, each with its sides.",
        "type": ["object", "array"],
    },
    "Attribution": _object(
        "Whether a statement is said by those to whom it is attributed.",
        verdict=TEXT,
        triple={"type": "object"},
        there=_LISTED,
        elsewhere=_LISTED,
        contradictedBy=_LISTED,
        holds={"type": "boolean"},
    ),
    "AttributedAnswer": _object(
        "Whether the rows of a saved question are said by those to whom they are attributed.",
        question=TEXT,
        iri=TEXT,
        verdicts={"type": "object"},
        total={"type": "integer"},
        complete={"type": "boolean"},
        rows=_LISTED,
        claims=_LISTED,
    ),
    "Thing": _object(
        "What is said of a thing: its sections, and the statements of one of them.",
        iri=TEXT,
        label=TEXT,
        names=_LISTED,
        kinds=_LISTED,
        sections=_LISTED,
    ),
    "Citation": _object("How something is cited.", iri=TEXT, text=TEXT, permanent=TEXT, bibtex=TEXT),
    "SavedQueries": _object("Saved queries, with their parameters.", total=_COUNT, queries=_LISTED),
    "Passage": _object(
        "Whether a text is a passage.", verdict={"enum": ["exact", "unknown"]}, sha256=TEXT, passages=_LISTED
    ),
    "Connections": {"description": "Paths between two things, the shortest first.", "type": "object"},
    "Labels": {
        "description": "By IRI.",
        "type": "object",
        "additionalProperties": _object("What it is called.", label=TEXT, language=TEXT),
    },
    "Terms": {"description": "Classes and properties, and the properties of each class.", "type": "object"},
    "Benchmark": {"description": "Questions in words, as text2sparql-client reads them.", "type": "object"},
    "Releases": _object("The releases that are kept.", releases=_LISTED),
    "Manifest": _object("What a release is made of.", digest=TEXT, counts={"type": "object"}),
    "Health": _object(
        "How the server is.",
        status={"enum": ["live", "ready", "not ready"]},
        release=TEXT,
        evaluators=_COUNT,
        running=_COUNT,
        waiting=_COUNT,
        damaged={"type": ["boolean", "array", "string", "null"]},
    ),
    "OpenApi": {
        "description": "OpenAPI 3.1.",
        "type": "object",
        "required": ["openapi", "info", "paths", "components"],
    },
}
"""The schemas by the names under which responses refer to them."""
