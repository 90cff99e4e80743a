"""A graph as nested JSON: JSON-LD 1.1 Framing by the frame that stands beside the saved query."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

from flask import Response, request
from pyld import jsonld

from server.endpoint.problems import HttpProblem, Slug
from server.rdf.terms import TYPE
from server.web.answers import refuse_if_spent

_LARGEST: Final = 2 * 1024 * 1024
"""Bytes of a graph in JSON-LD that is framed, which takes some seconds for so much."""


def framed(frame: str, response: Response) -> Response:
    """Return the response with its JSON-LD in the shape of a frame. Raises HttpProblem for a graph too large for it."""
    if request.method == "HEAD":
        return response
    refuse_if_spent()
    response.set_data(_nested(_whole(response), frame))
    return response


def _whole(response: Response) -> bytes:
    """Return the body, of which no more is read than can be framed. Raises HttpProblem."""
    found, size = [], 0
    for piece in response.iter_encoded():
        found.append(piece)
        size += len(piece)
        if size > _LARGEST:
            response.close()
            detail = "The answer is too large to be nested; ask for less of it, or for Turtle."
            raise HttpProblem(Slug.RESULT, 413, detail)
    return b"".join(found)


def _nested(graph: bytes, frame: str) -> bytes:
    options = {"documentLoader": _refused, "omitGraph": False, "ordered": True}
    try:
        nodes = json.loads(graph)
    except ValueError:  # a limit ended it midway
        raise HttpProblem(Slug.DEADLINE, 503, "The answer was cut short, so it cannot be nested.") from None
    nested: dict[str, Any] = jsonld.frame(_typed(nodes), json.loads(frame), options)
    return json.dumps(nested, ensure_ascii=False, indent=1).encode() + b"\n"


def _typed(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write the classes of nodes as frames select by them: the engine writes rdf:type as any other property."""
    for node in nodes:
        if classes := node.pop(TYPE.value, None):
            node["@type"] = [one["@id"] for one in classes]
    return nodes


def _refused(address: str, _: object) -> NoReturn:
    """Nothing is fetched: a frame has its context in it."""
    raise ValueError(f"the context {address} would have to be fetched")
