"""Mistakes in the prologue, and in IRIs without their brackets."""

from __future__ import annotations

from server.sparql.faults.lexical import malformed_iri
from server.sparql.faults.place import SHOWN, TO_SPACE, Place
from server.sparql.faults.violation import Violation
from server.sparql.tokens import Token
from server.sparql.vocabulary import SCHEMES


def declaration(place: Place) -> Violation | None:
    """A declaration of a prefix or base that is not complete, not of SPARQL or not at the top."""
    token = place.token
    if token.text.lower() in ("@prefix", "@base"):
        keyword = token.text[1:].upper()
        return place.here(f"{token.text} is of Turtle", f"write {keyword}, and no full stop behind it")
    if (
        token.text in (".", ";")
        and place.near(-1).kind == "iri"
        and _declares(place.near(-3), place.near(-2))
    ):
        return place.here("a declaration of SPARQL has no full stop", f"take the “{token.text}” away")
    if token.text.upper() == "PREFIX:":
        return place.here("the colon stands behind the prefix", "write PREFIX name: <…>")
    if token.word == "PREFIX" and not place.open:
        return _prefix(place)
    if token.word == "BASE" and not place.open:
        return _namespace(place, 1)
    if token.word in ("PREFIX", "BASE"):
        return place.here(f"{token.word} cannot stand in a pattern", "put it at the top of the query")
    return None


def _declares(first: Token, second: Token) -> bool:
    return first.word == "PREFIX" or second.word == "BASE"


def _prefix(place: Place) -> Violation | None:
    name = place.near(1)
    if name.kind == "iri":
        return Violation(
            name.start, name.end, "PREFIX has no name", f"write PREFIX name: {name.text[:SHOWN]}"
        )
    if name.word == "PREFIX":
        return Violation(name.start, name.end, "PREFIX stands twice", "take one away")
    if name.kind == "word":
        return Violation(
            name.start,
            name.end,
            f"the colon behind “{name.text[:SHOWN]}” is missing",
            f"write PREFIX {name.text}:",
        )
    if name.kind != "name":
        return Violation(name.start, name.end, "PREFIX wants a name with a colon", "write PREFIX name: <…>")
    prefix, _, local = name.text.partition(":")
    if local:
        return Violation(name.start, name.end, "a prefix ends with its colon", f"write PREFIX {prefix}: <…>")
    return _namespace(place, 2)


def _namespace(place: Place, distance: int) -> Violation | None:
    token = place.near(distance)
    if token.text == "<" and (found := malformed_iri(place.text, token.start)):
        return found
    if token.kind == "iri":
        return None
    written = TO_SPACE.match(place.text, token.start)
    if token.kind == "name" and written:
        return Violation(token.start, written.end(), "an IRI stands between < and >", f"write <{written[0]}>")
    return Violation(token.start, token.end, "an IRI between < and > is missing", "write <…>")


def iri(place: Place) -> Violation | None:
    """What was meant as an IRI, or the sign of a percent encoding."""
    token = place.token
    if token.text[:1] == "<":
        return malformed_iri(place.text, token.start)
    if token.text == "%" and place.near(-1).kind == "name":
        return place.here("“%” in a name wants two hexadecimal digits", "write \\% for the sign itself")
    return None


def bare_iri(text: str, token: Token) -> Violation | None:
    """An IRI that stands without < and >, where its scheme would be a prefix."""
    written = TO_SPACE.match(text, token.start)
    if token.text.partition(":")[0].lower() not in SCHEMES or written is None:
        return None
    end = written.end() - len(written[0]) + len(written[0].rstrip(".,;)"))
    iri = text[token.start : end]
    return Violation(token.start, end, "an IRI stands between < and >", f"write <{iri}>")
