"""The few tokens of SPARQL 1.1 (section 19.8) that saved queries are searched for, outside comments and strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_STRING: Final = (
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
)
_IRI: Final = r'<[^<>"{}|^`\\\x00-\x20]*>'
_TOKEN: Final = re.compile(
    rf"""
      (?P<comment>\#[^\n]*)
    | (?P<iri>{_IRI})
    | (?P<string>{_STRING})
    | (?P<values>\bVALUES\s+[?$](?P<variable>\w+)\s*\{{(?P<body>(?:{_IRI}|{_STRING}|[^{{}}"'<#])*)\}})
    | (?P<prefix>\bPREFIX\s+(?P<declared>[\w.-]*):\s*<(?P<namespace>[^>]*)>)
    | (?P<variable_use>[?$]\w+)
    | (?P<name>[A-Za-z][\w.-]*)?:(?P<local>\w(?:[\w.-]*[\w-])?)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class ValuesBlock:
    """A block `VALUES ?variable { body }`; `start` and `end` are the offsets of the body."""

    variable: str
    body: str
    start: int
    end: int


@dataclass(frozen=True)
class NamedIri:
    """An IRI that the query names, written in full or with a prefix; `offset` is where it stands."""

    iri: str
    written: str
    offset: int


def values_blocks(query: str) -> list[ValuesBlock]:
    """Return the blocks `VALUES ?name { … }` in order; the form `VALUES (?name) { … }` is a constant, no parameter."""
    return [
        ValuesBlock(match["variable"], match["body"], match.start("body"), match.end("body"))
        for match in _TOKEN.finditer(query)
        if match["values"]
    ]


def named_iris(query: str) -> Iterator[NamedIri]:
    """Yield every IRI that stands in the query itself, with prefixes resolved; declarations are left out."""
    prefixes: dict[str, str] = {}
    for match in _TOKEN.finditer(query):
        if match["prefix"]:
            prefixes[match["declared"]] = match["namespace"]
        elif match["values"]:
            yield from _names(match["body"], prefixes, match.start("body"))
        else:
            yield from _named(match, prefixes, 0)


def _names(text: str, prefixes: dict[str, str], offset: int) -> Iterator[NamedIri]:
    for match in _TOKEN.finditer(text):
        yield from _named(match, prefixes, offset)


def _named(match: re.Match[str], prefixes: dict[str, str], offset: int) -> Iterator[NamedIri]:
    if match["iri"]:
        yield NamedIri(match["iri"][1:-1], match["iri"], offset + match.start())
    elif match["local"] and (match["name"] or "") in prefixes:
        yield NamedIri(prefixes[match["name"] or ""] + match["local"], match[0], offset + match.start())


def line_of(text: str, offset: int) -> int:
    """Return the line, counted from 1, in which an offset stands."""
    return text.count("\n", 0, offset) + 1
