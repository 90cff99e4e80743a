"""Answers compared before anything is timed: rows as multisets, graphs as sets, on every constant of every query."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from http.client import HTTPException
from typing import Any, Final

import pyoxigraph as ox

from server.commands.load.requests import with_literal
from server.namespaces import PREFIXES
from tests.system.bench.load import prepared
from tests.system.bench.mix import Case
from tests.system.bench.systems import Server

Answer = Counter[Any]
"""What was answered, such that equal answers are equal values; blank nodes are all alike."""

_XSD: Final = PREFIXES["xsd"]
_NUMBERS: Final = frozenset(_XSD + name for name in ("integer", "decimal", "double", "float"))
_LITERAL: Final = "compared000"


class NoAnswer(Exception):
    """There was no answer that can be read; the message says why."""


@dataclass(frozen=True)
class Compared:
    """How one system answered one query: seconds for its first text, and the difference, empty if there is none."""

    case: str
    seconds: float
    difference: str


def ask(server: Server, text: str, case: Case, seconds: float) -> Answer:
    """One answer. Raises NoAnswer, TimeoutError after so many seconds."""
    request = prepared(server.system.path, text, case.accept)
    try:
        status, body = server.get(request.path, request.accept, seconds)
    except TimeoutError:
        raise
    except (OSError, HTTPException) as error:
        raise NoAnswer(str(error) or type(error).__name__) from None
    if status != 200:
        raise NoAnswer(f"status {status}: {body[:120].decode('utf-8', 'replace').strip()!r}")
    try:
        return _graph(body) if case.form == "GRAPH" else rows(json.loads(body))
    except (ValueError, SyntaxError, KeyError) as error:
        raise NoAnswer(f"cannot be read: {error}") from None


def rows(document: Mapping[str, Any]) -> Answer:
    """The rows of a result in SPARQL 1.1 Query Results JSON Format, or its boolean."""
    if "boolean" in document:
        return Counter([document["boolean"]])
    found: Iterable[Mapping[str, Mapping[str, str]]] = document["results"]["bindings"]
    return Counter(frozenset((name, _term(term)) for name, term in row.items()) for row in found)


def compare(server: Server, case: Case, expected: Mapping[str, Answer], seconds: float) -> Compared:
    """Ask a system for every constant of a query; `expected` holds the right answers by text.

    A system that takes longer than `seconds` is started anew, as it would go on with what nobody waits for.
    """
    taken = 0.0
    for number, text in enumerate(asked(case)):
        begin = time.monotonic()
        try:
            answer = ask(server, text, case, seconds)
        except TimeoutError:
            server.restart()
            return Compared(case.name, seconds, f"no answer within {seconds:g} s")
        except NoAnswer as error:
            return Compared(case.name, time.monotonic() - begin, str(error))
        taken = taken or time.monotonic() - begin
        if answer != expected[text]:
            return Compared(case.name, taken, f"constant {number}: {_difference(answer, expected[text])}")
    return Compared(case.name, taken, "")


def asked(case: Case) -> list[str]:
    """The texts whose answers are compared: the default as it stands, then each constant with a literal of its own."""
    return [case.texts[0], *(with_literal(text, _LITERAL) for text in case.texts)]


def _difference(found: Answer, expected: Answer) -> str:
    more, fewer = (found - expected).total(), (expected - found).total()
    return f"{found.total()} rows instead of {expected.total()} ({more} of them others, {fewer} missing)"


def _term(term: Mapping[str, str]) -> tuple[str, ...]:
    if term["type"] == "bnode":
        return ("bnode",)
    if term["type"] == "uri":
        return "uri", term["value"]
    if language := term.get("xml:lang"):
        return "text", term["value"], language.lower()
    datatype = term.get("datatype", _XSD + "string")
    if datatype in _NUMBERS:
        return "number", _number(term["value"])
    return "literal", term["value"], datatype


def _number(text: str) -> str:
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return text


def _graph(body: bytes) -> Answer:
    triples = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
    return Counter({tuple(map(_node, (quad.subject, quad.predicate, quad.object))) for quad in triples})


def _node(node: object) -> str:
    return "_:" if isinstance(node, ox.BlankNode) else str(node)
