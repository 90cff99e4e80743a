"""Turtle and TriG files parsed, and brought into the project's style, with what is wrong in them as faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

from server.build.read.positions import Positions, positions
from server.faults import Fault, InvalidInput
from server.namespaces import PREFIXES
from server.rdf.turtle import Unwritable, turtle

FORMATS: Final = {".ttl": RdfFormat.TURTLE, ".trig": RdfFormat.TRIG}
_DECLARATIONS: Final = "".join(f"@prefix {prefix}: <{iri}> . " for prefix, iri in PREFIXES.items())
_SYNTAX_REMEDY: Final = "correct the Turtle at this place"


def suffix(file: str) -> str:
    """Return `.ttl` or `.trig`; raises KeyError for a file of another kind."""
    end = file[file.rfind(".") :]
    FORMATS[end]
    return end


@dataclass(frozen=True)
class Parsed:
    """The quads of a text, and its prefixes with their namespaces."""

    quads: tuple[Quad, ...]
    prefixes: Mapping[str, str]


def parsed(text: str, file: str, *, declare_prefixes: bool = False) -> Parsed:
    """Parse a Turtle or TriG text; lexical forms stay as written.

    `file` gives the format and is named in faults.
    With `declare_prefixes` the project's prefixes need no declaration in the text. Raises InvalidInput.
    """
    try:
        # On the first line, so that lines keep their numbers.
        source = _DECLARATIONS + text if declare_prefixes else text
        parser = pyoxigraph.parse(source, FORMATS[suffix(file)], rename_blank_nodes=True)
        return Parsed(tuple(parser), parser.prefixes)
    except SyntaxError as error:
        raise InvalidInput([_syntax_fault(error, file)]) from None


def parse(text: str, file: str) -> tuple[Quad, ...]:
    """Parse a Turtle or TriG text as `parsed` does, for its quads only."""
    return parsed(text, file).quads


def _syntax_fault(error: SyntaxError, file: str) -> Fault:
    message = str(error.msg).split(": ", 1)[-1].rsplit(" (line ", 1)[0]
    if message.startswith("The prefix ") and message.endswith(" has not been declared"):
        name = message.removeprefix("The prefix ").split(":")[0]
        remedy = (
            "run `eikg format`, which declares it"
            if name in PREFIXES
            else "use a prefix of the table in server/namespaces.py"
        )
        return Fault(file, error.lineno, f"{name}:", "unknown-prefix", "the prefix is not declared", remedy)
    column = f" (column {error.offset})" if error.offset else ""
    return Fault(file, error.lineno, None, "syntax", f"{message}{column}", _SYNTAX_REMEDY)


def styled(text: str, file: str) -> str:
    """Return a Turtle or TriG text in the project's style, with the same dataset and header comment.

    Raises InvalidInput if it does not parse, holds a comment after the header, or has no form in this style.
    """
    return written(parsed(text, file, declare_prefixes=True).quads, positions(text), file)


def written(quads: Iterable[Quad], where: Positions, file: str) -> str:
    """Write parsed quads in the project's style under the header comment that `where` holds; see `styled`."""
    if where.comments:
        raise InvalidInput(
            Fault(
                file,
                comment.line,
                None,
                "comment",
                f"a comment after the header would be lost: {comment.text[:60]}",
                "put it into skos:editorialNote or into the header at the top of the file",
            )
            for comment in where.comments
        )
    try:
        return turtle(quads, where.header)
    except Unwritable as error:
        raise InvalidInput([Fault(file, None, None, "blank-node", str(error), "see the message")]) from None
