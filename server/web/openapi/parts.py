"""The parts of a description of the API, as OpenAPI has them: parameters, responses, operations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from server.endpoint.formats import HTML, Format
from server.endpoint.problem_kinds import KINDS
from server.namespaces import BASE

Part = dict[str, Any]
"""An object of the OpenAPI document, or a JSON Schema."""

TEXT: Final[Part] = {"type": "string"}
IRI: Final[Part] = {"type": "string", "format": "iri"}

PROBLEM: Final[Part] = {
    "description": "A problem document (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "enum": [f"{BASE}problem/{slug}" for slug in KINDS]},
        "title": TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": TEXT,
        "request": {"description": "The id of the request, as X-Request-Id has it.", "type": "string"},
        "parameter": {"description": "The name of the parameter that is wrong.", "type": "string"},
        "reason": {"description": "What is wrong with its value, by a key.", "type": "string"},
        "allowed": {"description": "The JSON Schema of what it may be.", "type": "object"},
        "example": {"description": "An address that works.", "type": "string"},
        "examples": {"description": "Addresses that work.", "type": "array", "items": TEXT},
        "values": {"description": "Where the values that give rows are listed.", "type": "string"},
        "offered": {"description": "What there is to choose from.", "type": "array", "items": TEXT},
    },
}

_REFUSALS: Final[Mapping[int, str]] = {
    400: "A parameter or the body is not what it may be.",
    401: "The token is missing or wrong.",
    403: "Not allowed.",
    404: "There is nothing at this address.",
    405: "The address does not take this method.",
    406: "None of the formats asked for is offered.",
    408: "The body did not arrive in time.",
    409: "What is asked for cannot be as things are.",
    410: "What was here is deprecated.",
    412: "What is there is not what If-Match or If-None-Match takes it for.",
    413: "The request or its result is too large.",
    415: "The Content-Type is none that is read here.",
    421: "The request names another host than this server.",
    429: "The client asks for more than its share.",
    503: "A limit was met, or the server is busy.",
}
"""Statuses of problem documents, with what they mean."""

EVERYWHERE: Final = (400, 404, 405, 406, 412, 413, 429, 503)
"""Statuses with which any address may refuse a request."""

_UNREAD: Final[Mapping[int, str]] = {
    414: "The address is longer than the server reads.",
    431: "The header fields are too many or too long; where the head as a whole is, no document says so.",
}
"""Statuses of what is refused before it is read, so that an answer may be without content."""


def responses() -> Part:
    """Return the components for the responses that are problem documents."""
    content = {
        "application/problem+json": {"schema": reference("schemas", "Problem")},
        "text/plain": {"schema": TEXT},
        "text/html": {"schema": TEXT},
    }
    return {
        f"Refused{status}": {"description": meaning, "content": content}
        for status, meaning in _REFUSALS.items()
    }


def reference(section: str, name: str) -> Part:
    """Return a reference to a component."""
    return {"$ref": f"#/components/{section}/{name}"}


def parameter(
    name: str,
    description: str,
    schema: Part,
    *,
    examples: Sequence[Any] = (),
    required: bool = False,
    place: str = "query",
) -> Part:
    """Return a parameter; an array is sent as several parameters of one name."""
    found: Part = {"name": name, "in": place, "description": description, "schema": schema}
    if required or place == "path":
        found["required"] = True
    if examples:
        found["examples"] = {f"example-{number}": {"value": one} for number, one in enumerate(examples, 1)}
    return found


def in_path(name: str, description: str, schema: Part, *examples: Any) -> Part:
    """Return a parameter that is a part of the path."""
    return parameter(name, description, schema, examples=examples, place="path")


def content_of(formats: Iterable[Format], schemas: Mapping[str, Part]) -> Part:
    """Return the content of a response that comes in formats, with the schemas of those that are JSON."""
    return {form.media_type: {"schema": schemas.get(form.media_type, _bytes(form))} for form in formats}


def _bytes(form: Format) -> Part:
    return TEXT if form.text or form is HTML or form.media_type.endswith("xml") else {}


@dataclass(frozen=True)
class Operation:
    """What one method of an address takes and gives.

    `content` is that of the answer 200; `more` are further responses by status, `refusals` further statuses of problem
    documents. `body` is the request's, by media type.
    """

    summary: str
    tag: str
    content: Part
    parameters: tuple[Part, ...] = ()
    body: Part = field(default_factory=dict)
    more: Mapping[int, Part] = field(default_factory=dict)
    refusals: tuple[int, ...] = ()
    headers: Mapping[str, Part] = field(default_factory=dict)
    security: bool = False

    def written(self, name: str) -> Part:
        """Return the operation as OpenAPI has it, under a name of its own."""
        answers: Part = {}
        if self.content:
            answers["200"] = {"description": "The answer.", "content": self.content}
            if self.headers:
                answers["200"]["headers"] = dict(self.headers)
        for status in {*EVERYWHERE, *self.refusals}:
            answers[str(status)] = reference("responses", f"Refused{status}")
        answers |= {str(status): {"description": meaning} for status, meaning in _UNREAD.items()}
        answers |= {str(status): part for status, part in self.more.items()}
        found: Part = {
            "operationId": name,
            "summary": self.summary,
            "tags": [self.tag],
            "parameters": [*self.parameters],
            "responses": dict(sorted(answers.items())),
        }
        if self.body:
            found["requestBody"] = {"required": True, "content": self.body}
        if self.security:
            found["security"] = [{"token": []}]
        return found
