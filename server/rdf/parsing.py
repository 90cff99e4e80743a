"""Terms read from Turtle, with the prefixes of the project's table."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode, RdfFormat, parse

from server.namespaces import PREFIXES
from server.rdf.terms import Term

_PROLOGUE: Final = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
_SUBJECT, _PREDICATE = NamedNode("urn:x:s"), NamedNode("urn:x:p")


def parse_term(text: str, *, prefixes: bool = True) -> Term:
    """The one term that a text is in Turtle; without `prefixes`, IRIs are in `<…>`. Raises ValueError if it is none."""
    prologue = _PROLOGUE if prefixes else ""
    try:
        quads = [*parse(f"{prologue}<urn:x:s> <urn:x:p> {text} .", format=RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise ValueError(str(error)) from None
    if len(quads) != 1 or quads[0].subject != _SUBJECT or quads[0].predicate != _PREDICATE:
        raise ValueError("more than one term")
    found: Term = quads[0].object
    return found
