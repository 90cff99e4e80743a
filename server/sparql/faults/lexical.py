"""Faults within one token: strings without an end, wrong escapes, IRIs that are none (SPARQL 1.1 Query, section 19)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from server.namespaces import BASE
from server.sparql.faults.characters import named, strange_characters
from server.sparql.faults.violation import Violation
from server.sparql.prologue import full_iri
from server.sparql.tokens import Token, is_finished

_ESCAPE: Final = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.|\Z)", re.DOTALL)
_STRING_ESCAPES: Final = frozenset("tbnrf\"'\\")
_LOCAL_ESCAPES: Final = frozenset("_~.-!$&'()*+,;=/?#@%")
_HIGHEST: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)
_NOT_IN_IRIS: Final = re.compile(r"[<>\"{}|^`\\\x00-\x20]")
_IRI_BEGINS: Final = re.compile(r"<(?=[A-Za-z][A-Za-z0-9+.\-]*:|[/#]|[A-Za-z0-9_\-]+[/#>])")
_LINE: Final = re.compile(r"[^\r\n]*")
_SHOWN: Final = 60


def lexical_violations(tokens: Sequence[Token]) -> Iterator[Violation]:
    """What is wrong with tokens wherever they stand, in no order; `tokens` are those of the whole text."""
    yield from strange_characters(tokens)
    for token in tokens:
        match token.kind:
            case "string":
                yield from _wrong_escapes(token, _STRING_ESCAPES)
                if not is_finished(token.text):
                    yield _unfinished(token)
            case "iri":
                yield from _wrong_iri(token)
            case "name":
                yield from _wrong_escapes(token, _LOCAL_ESCAPES)


def malformed_iri(text: str, start: int) -> Violation | None:
    """Why the “<” at an offset, where an IRI may stand, begins none; None where it does not look like one either."""
    if not _IRI_BEGINS.match(text, start):
        return None
    line = _LINE.match(text, start)
    end = line.end() if line else len(text)
    wrong = _NOT_IN_IRIS.search(text, start + 1)
    if wrong is None or wrong.start() >= end:
        return Violation(start, end, "the IRI that begins here has no end", "close it with “>”")
    close = text.find(">", start, end)
    character = wrong[0]
    if character in " \t" and close > 0 and not set(text[start + 1 : close]) & set('<{}"?$'):
        return Violation(start, close + 1, "the IRI has a space in it", "write %20 for it, or take it out")
    if character == ">":
        return None
    if character in " \t" or close < 0:
        return Violation(start, wrong.start(), "the IRI that begins here has no end", "close it with “>”")
    advice = f"write %{ord(character):02X} for it" if character != "<" else "close the IRI with “>”"
    return Violation(wrong.start(), wrong.end(), f"“{character}” cannot stand in an IRI", advice)


def _unfinished(token: Token) -> Violation:
    mark = token.text[:3] if token.text[:3] in ('"""', "'''") else token.text[0]
    advice = f"close it with {mark} on the same line; a string over several lines stands between three marks"
    if len(mark) > 1:
        advice = f"close it with {mark}"
    return Violation(token.start, token.end, "the string that begins here has no end", advice)


def _wrong_escapes(token: Token, allowed: frozenset[str]) -> Iterator[Violation]:
    for found in _ESCAPE.finditer(token.text):
        written = found[0]
        start = token.start + found.start()
        if len(written) > len("\\u"):
            number = int(f"0x{written[2:]}", 0)
            if number > _HIGHEST or number in _SURROGATES:
                message = f"{written} is no character"
                advice = "write the character itself, or its own code: \\U and eight digits above \\uFFFF"
                yield Violation(start, start + len(written), message, advice)
        elif token.kind == "string" and written[1:] in ("u", "U"):
            digits = "four" if written == "\\u" else "eight"
            message = f"{written} is not followed by {digits} hexadecimal digits"
            yield Violation(start, start + 2, message, f"write {digits} of them, or \\\\ for a backslash")
        elif written[1:] not in allowed and written != "\\":
            what = written if written[1:].isprintable() else f"a backslash before {named(written[1])}"
            message = f"{what} is no escape sequence"
            advice = "write \\\\ for a backslash" if token.kind == "string" else "write the IRI in full, <…>"
            yield Violation(start, start + 2, message, advice)


def _wrong_iri(token: Token) -> Iterator[Violation]:
    for escape in _wrong_escapes(token, frozenset()):
        yield escape
        return
    try:
        ox.NamedNode(full_iri(token.text, BASE))
    except ValueError as error:
        reason = str(error)
        message = f"{token.text[:_SHOWN]} is no IRI: {reason[:1].lower()}{reason[1:]}"
        advice = "percent-encode what an IRI cannot hold; %25 is the percent sign"
        yield Violation(token.start, token.end, message, advice)
