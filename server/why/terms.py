"""The terms of a triple as people write them: IRIs, prefixed names, literals in Turtle's notation."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from server.namespaces import PREFIXES
from server.rdf.terms import literal_text, short

Term = NamedNode | BlankNode | Literal | Triple
_PROLOGUE: Final = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
_BARE_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]+")
_BLANK: Final = re.compile(r"_:(c14n\d+)")


class InvalidTerm(ValueError):
    """A text that is no term of its place; the message says which and what to write instead."""


def read_triple(subject: str, predicate: str, value: str) -> Triple:
    """Return the triple of three terms. Raises InvalidTerm."""
    node, link, end = _term("subject", subject), _term("predicate", predicate), _term("object", value)
    if not isinstance(node, NamedNode | BlankNode):
        raise InvalidTerm(f"the subject {subject} is no IRI")
    if not isinstance(link, NamedNode):
        raise InvalidTerm(f"the predicate {predicate} is no IRI")
    return Triple(node, link, end)


def _term(place: str, text: str) -> Term:
    text = text.strip()
    if place == "predicate" and text == "a":
        text = "rdf:type"
    if blank := _BLANK.fullmatch(text):
        return BlankNode(blank[1])
    prefix, colon, _ = text.partition(":")
    if colon and prefix not in PREFIXES and _BARE_IRI.fullmatch(text):
        text = f"<{text}>"
    try:
        quads = list(parse(f"{_PROLOGUE}<urn:s> <urn:p> {text} .", format=RdfFormat.TURTLE))
    except SyntaxError:
        quads = []
    if len(quads) != 1 or isinstance(quads[0].object, BlankNode) or quads[0].subject != NamedNode("urn:s"):
        wanted = "an IRI or a prefixed name" + (
            ', or a literal such as "EAEU"@en' if place == "object" else ""
        )
        raise InvalidTerm(f"the {place} {text or '(nothing)'} cannot be read: write {wanted}")
    found: Term = quads[0].object
    return found


def contracted(term: Term) -> str:
    """Write a term as Turtle would, with the prefixes of the project's table."""
    if isinstance(term, NamedNode):
        return short(term.value)
    if isinstance(term, Literal):
        return literal_text(term, lambda _: None)
    return str(term)
