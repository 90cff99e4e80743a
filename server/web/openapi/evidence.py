"""The addresses that tell who says what and what ties what, name things for programs, and measure them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.endpoint.formats import CSV, HTML, JSON_LD, PLAIN_TEXT, TURTLE
from server.saved.paging import FURTHEST
from server.web.openapi.parts import IRI, TEXT, Operation, Part, content_of, in_path, parameter, reference
from server.web.pages.claim_profiles import NANOPUB
from server.web.pages.connections.asked import MOST_WITHOUT
from server.web.pages.connections.paths import LONGEST
from server.web.pages.editor.answers import MOST_LABELS
from server.web.pages.verify import LONGEST_TEXT
from server.web.pages.verify_answer import MOST_ROWS
from server.web.rdf import RDF

_JSON: Final = "application/json"
_GIVEN: Final[Part] = {"anyOf": [IRI, {"const": ""}]}
_LINKED: Final[Part] = {JSON_LD.media_type: reference("schemas", "JsonLd")}


def _json(name: str) -> Part:
    return {_JSON: {"schema": reference("schemas", name)}}


_ATTRIBUTED: Final[Part] = {
    _JSON: {
        "schema": {
            "anyOf": [reference("schemas", "Attribution"), reference("schemas", "AttributedAnswer")],
        }
    }
}
_TRIPLE: Final = (
    parameter("s", "The subject.", _GIVEN, examples=("state:belarus",)),
    parameter("p", "The predicate.", _GIVEN, examples=("eik:memberOf",)),
    parameter("o", "The object.", {"type": "string", "format": "rdf-term"}, examples=("body:eaeu",)),
)
_DAY: Final[Part] = {"anyOf": [{"type": "string", "format": "edtf-day"}, {"const": ""}]}
_NAMED: Final = parameter(
    "iri", "A thing, in full or with a prefix.", IRI, examples=("state:belarus",), required=True
)
_NODE: Final[Part] = {"anyOf": [{"type": "string", "format": "connected-thing"}, {"const": ""}]}
_PASSAGE: Final[Part] = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT, "format": "passage"}
_AVOIDED: Final[Part] = {"type": "array", "items": IRI, "maxItems": MOST_WITHOUT}
_BETWEEN: Final = (
    parameter("one", "A thing.", _NODE, examples=("state:belarus",)),
    parameter("other", "Another thing.", _NODE, examples=("state:russia",)),
    parameter("steps", "The most steps.", {"enum": [*map(str, range(1, LONGEST + 1)), ""]}),
    parameter("document", "Only what this document says.", _GIVEN, examples=("doc:vysotskaya-2018",)),
    parameter("from", "Only what is of this day, month or year, or later.", _DAY, examples=("2014-09",)),
    parameter("to", "Only what is of this day, month or year, or earlier.", _DAY, examples=("2018",)),
    parameter("without", "A thing to leave out; repeated.", _AVOIDED),
)


def _passage(body: Part | None = None) -> Operation:
    return Operation(
        "Whether a text is exactly a passage that was read",
        "Attributions",
        content_of((HTML,), {}) | _json("Passage"),
        () if body else (parameter("text", "The text.", _PASSAGE, examples=("A text",)),),
        body or {},
        refusals=(408, 415),
    )


def _connections(content: Part) -> Mapping[str, Operation]:
    return {"get": Operation("How two things are connected", "Connections", content, _BETWEEN)}


def _benchmark(content: Part) -> Mapping[str, Operation]:
    return {"get": Operation("Questions in words with their queries and rows", "Benchmark", content)}


EVIDENCE: Final[Mapping[str, Mapping[str, Mapping[str, Operation]]]] = {
    "/verify": {
        "/verify": {
            "get": Operation(
                "Whether a triple, or each row of a saved question, is said by those to whom it is attributed",
                "Attributions",
                content_of((HTML, *RDF), _LINKED) | _ATTRIBUTED,
                (
                    *_TRIPLE,
                    parameter(
                        "question",
                        "In place of a triple: a saved question with its values.",
                        {"enum": ["recommendations", "members-of-a-body?body=body:eaeu", ""]},
                    ),
                    parameter(
                        "limit",
                        "Rows of the saved question.",
                        {"type": "integer", "minimum": 1, "maximum": MOST_ROWS},
                    ),
                    parameter(
                        "offset",
                        "Rows before them.",
                        {"type": "integer", "minimum": 0, "maximum": FURTHEST},
                    ),
                    parameter("speaker", "The speaker.", _GIVEN, examples=("person:oleg-leshenyuk",)),
                    parameter("document", "The document.", _GIVEN, examples=("doc:belarus-facts",)),
                ),
            )
        }
    },
    "/verify/passage": {
        "/verify/passage": {
            "get": _passage(),
            "post": _passage(
                {
                    "application/x-www-form-urlencoded": {
                        "schema": {"type": "object", "required": ["text"], "properties": {"text": _PASSAGE}},
                        "example": {"text": "A text"},
                    }
                }
            ),
        }
    },
    "/connections": {"/connections": _connections(content_of((HTML,), {}))},
    "/connections.json": {"/connections.json": _connections(_json("Connections"))},
    "/connections.csv": {"/connections.csv": _connections(content_of((CSV,), {}))},
    "/labels.json": {
        "/labels.json": {
            "get": Operation(
                "What things are called",
                "Search",
                _json("Labels"),
                (
                    parameter(
                        "iri",
                        "The IRI of a thing; repeated.",
                        {
                            "type": "array",
                            "items": {"type": "string", "format": "absolute-iri"},
                            "minItems": 1,
                            "maxItems": MOST_LABELS,
                        },
                        examples=(["https://w3id.org/eikg/id/state/belarus"],),
                        required=True,
                    ),
                ),
            )
        }
    },
    "/thing.json": {
        "/thing.json": {
            "get": Operation(
                "What is said of a thing, by section, with the claims",
                "Things",
                _json("Thing"),
                (
                    _NAMED,
                    parameter("section", "The section whose statements are told.", TEXT),
                    parameter("asof", "Only situations that held then.", _DAY, examples=("2016-03",)),
                ),
            )
        }
    },
    "/cite.json": {
        "/cite.json": {
            "get": Operation("How something is cited", "Things", _json("Citation"), (_NAMED,)),
        }
    },
    "/editor/terms.json": {
        "/editor/terms.json": {
            "get": Operation("Classes and properties with their uses", "Description", _json("Terms"))
        },
    },
    "/format": {
        "/format": {
            "post": Operation(
                "A query laid out anew",
                "SPARQL",
                content_of((PLAIN_TEXT,), {}),
                (),
                {
                    "application/x-www-form-urlencoded": {
                        "schema": {
                            "type": "object",
                            "required": ["query"],
                            "properties": {"query": TEXT},
                            "additionalProperties": False,
                        },
                        "example": {"query": "ASK { ?s ?p ?o }"},
                    }
                },
                refusals=(408, 415),
            )
        }
    },
    "/benchmark": {
        "/benchmark": _benchmark(content_of((HTML, TURTLE), {}) | _json("Benchmark")),
    },
    "/benchmark.json": {"/benchmark.json": _benchmark(_json("Benchmark"))},
    "/benchmark-held.json": {"/benchmark-held.json": _benchmark(_json("Benchmark"))},
    "/benchmark.ttl": {"/benchmark.ttl": _benchmark(content_of((TURTLE,), {}))},
    "/nanopub/<name>/<digest>": {
        "/nanopub/{name}/{digest}": {
            "get": Operation(
                "A claim as a nanopublication, at its own IRI",
                "Things",
                content_of(NANOPUB.formats, _LINKED),
                (
                    in_path("name", "The name of the claim.", TEXT, "leshenyuk-2021-083"),
                    in_path("digest", "The digest of the Trusty URI.", TEXT),
                ),
                more={
                    303: {
                        "description": "To the page of the claim, for who reads pages.",
                        "headers": {"Location": {"schema": TEXT}},
                    }
                },
            )
        }
    },
    "/llms.txt": {
        "/llms.txt": {
            "get": Operation(
                "What a language model should know", "Description", content_of((PLAIN_TEXT,), {})
            )
        }
    },
    "/llms-full.txt": {
        "/llms-full.txt": {
            "get": Operation("The same at length", "Description", content_of((PLAIN_TEXT,), {}))
        }
    },
}
"""By route of the web application, by address, and by method in lower case."""
