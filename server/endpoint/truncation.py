"""Ending a result that was cut short such that nobody takes it for whole, and such that whoever looks sees why.

The broken transfer alone goes unnoticed by clients that ignore it, and half a table or half a list of triples parses.
So where a stream fails its last bytes are a reason in the format's own words, followed or preceded by something that
the format's grammar does not allow to be the end.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterable, AsyncIterator
from typing import Final

from server.endpoint.formats import (
    CSV,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    RESULTS_JSON,
    RESULTS_XML,
    TRIG,
    TSV,
    TURTLE,
)
from server.endpoint.problems import of_error
from server.engine import EngineError

_QUOTE: Final = '"'
_JSON: Final = (RESULTS_JSON.media_type, JSON_LD.media_type)
_XML: Final = (RESULTS_XML.media_type, RDF_XML.media_type)
_TRIPLES: Final = tuple(form.media_type for form in (TURTLE, N_TRIPLES, TRIG, N_QUADS))
_BEGUN_LINE: Final = re.compile(rb".*\n[^\r\n]", re.DOTALL)
"""Up to the first byte of the last line that has one."""

_LINES: Final = (*_TRIPLES, CSV.media_type, TSV.media_type)
"""Formats of which a part parses if it ends where a line does."""


async def marked(chunks: AsyncIterable[bytes], media_type: str) -> AsyncIterator[bytes]:
    """The chunks; where they fail, a last one that says why, and then the failure."""
    quoted = False
    try:
        async for chunk in within_lines(chunks) if media_type in _LINES else chunks:
            if media_type == CSV.media_type:
                quoted ^= bool(chunk.count(b'"') % 2)
            yield chunk
    except EngineError as error:
        yield mark(media_type, of_error(error).document(), quoted)
        raise


async def within_lines(chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in chunks of which none but the last ends where a line does.

    Nothing can be said to a client that does not read; what it has when it is given up shall not be whole lines.
    """
    rest = b""
    try:
        async for chunk in chunks:
            chunk = rest + chunk
            begun = _BEGUN_LINE.match(chunk)
            within = begun.end() if begun else 0 if chunk.endswith((b"\r", b"\n")) else len(chunk)
            rest = chunk[within:]
            yield chunk[:within]
    except EngineError:
        yield rest
        raise
    if rest:
        yield rest


def mark(media_type: str, problem: dict[str, object], quoted: bool = False) -> bytes:
    """The last bytes of a result in one of the text formats that a problem ended; no bytes for another format.

    `quoted`: whether a CSV result ends within quotes.
    """
    reason = f"The result is incomplete: {problem['detail']}"
    if media_type in _JSON:  # a member in a place without a comma, and no bracket after it
        return f'\n{{"incomplete":{json.dumps(problem)}'.encode()
    if media_type in _XML:  # a tag without an end
        return f"\n<!-- {reason.replace('--', '- -')} -->\n<".encode()
    if media_type in _TRIPLES:  # an IRI without an end
        return f"\n# {_line(reason)}\n<".encode()
    if media_type == TSV.media_type:  # no RDF term begins so
        return f"\n# {_line(reason)}\n".encode()
    if media_type == CSV.media_type:  # a quotation without an end
        return f"\r\n{'' if quoted else _QUOTE}# {_line(reason)}\r\n".encode()
    return b""


def _line(text: str) -> str:
    return " ".join(text.replace('"', "'").split())
