"""What the names in a query mean: its prefixes and base (SPARQL 1.1 Query, section 4.1), of queries right or wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.namespaces import BASE
from server.rdf.iris import resolve, unescaped
from server.sparql.tokens import Token, tokens
from server.sparql.tree import Prologue

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*+:")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True)
class WrittenIri:
    """An IRI that stands in a query: in full, as it is written (`<…>` or a prefixed name), and at which offset."""

    iri: str
    written: str
    start: int


def read_prologue(query: str, base: str = BASE) -> Prologue:
    """The declarations that a query or update begins with, up to the first that is not complete."""
    prefixes: dict[str, str] = {}
    end = 0
    following = iter(tokens(query))
    for token in following:
        if token.word == "VERSION" and (version := next(following, None)) and version.kind == "string":
            end = version.end  # of SPARQL 1.2: it declares nothing that matters here
            continue
        name = next(following, None) if token.word == "PREFIX" else None
        iri = next(following, None) if name or token.word == "BASE" else None
        if iri is None or iri.kind != "iri":
            break
        if name is None:
            base = full_iri(iri.text, base)
        elif name.kind == "name" and name.text.find(":") == len(name.text) - 1:
            prefixes[name.text[:-1]] = full_iri(iri.text, base)
        else:
            break
        end = iri.end
    return Prologue(0, end, prefixes, base)


def iri_of(written: str, prologue: Prologue) -> str | None:
    """The IRI that `<…>` or a prefixed name means under a prologue; None where it has no such prefix."""
    if written.startswith("<"):
        return full_iri(written, prologue.base)
    prefix, _, local = written.partition(":")
    namespace = prologue.prefixes.get(prefix)
    return None if namespace is None else namespace + unescaped(local)


def written_iris(query: str) -> Iterator[WrittenIri]:
    """The IRIs that stand in a query or update, outside declarations.

    Names with a prefix that it does not declare, and prefixes without a name behind them, are left out.
    """
    prologue = read_prologue(query)
    before: tuple[Token | None, Token | None] = (None, None)
    for token in tokens(query):
        if token.kind in ("iri", "name") and not _is_declaration(before):
            written = without_dots(token.text) if token.kind == "name" else token.text
            iri = None if written.endswith(":") else iri_of(written, prologue)
            if iri is not None:
                yield WrittenIri(iri, written, token.start)
        before = before[1], token


def _is_declaration(before: tuple[Token | None, Token | None]) -> bool:
    first, last = (token.word if token else "" for token in before)
    return "PREFIX" in (first, last) or last == "BASE"


def full_iri(written: str, base: str) -> str:
    """The IRI that is written as `<…>`, resolved against a base."""
    reference = without_escapes(written[1:-1])
    return reference if _ABSOLUTE.match(reference) else resolve(reference, base)


def without_dots(text: str) -> str:
    """A name or word without the dots at its end, which are no part of it unless the first is escaped."""
    bare = text.rstrip(".")
    return text[: len(bare) + 1] if bare.endswith("\\") else bare


def without_escapes(text: str) -> str:
    """The characters that a string or IRI stands for (SPARQL 1.1 Query, sections 19.2 and 19.7)."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code is None:
        return _ESCAPED.get(found[3], found[3])
    number = int(code, 16)
    return "\ufffd" if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF else chr(number)
