"""RDF terms in Turtle's shortest form that keeps their lexical form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.namespaces import PREFIXES

_PREFIX_OF: Final = {namespace: prefix for prefix, namespace in PREFIXES.items()}
_XSD: Final = PREFIXES["xsd"]
_STRING: Final = _XSD + "string"
_LANG_STRING: Final = PREFIXES["rdf"] + "langString"

_LETTER: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_INNER: Final = _LETTER + "_0-9\u00b7\u0300-\u036f\u203f-\u2040-"
_LOCAL: Final = re.compile(rf"[{_LETTER}_0-9](?:[{_INNER}.]*[{_INNER}])?")
"""PN_LOCAL (Turtle 1.1, section 6.5) without colons and escapes: a name that needs those stays a full IRI."""

_SHORT: Final = {
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    _XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    _XSD + "boolean": re.compile(r"true|false"),
}
_CLOSING: Final = re.compile(r'"(?="|\Z)')
"""A quote that could end a long string: one before another quote or at the very end."""
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}

Used = Callable[[str], None]
"""Told each prefix that a written term uses."""


def prefixed(iri: str) -> tuple[str, str] | None:
    """Split an IRI into prefix and local name of the project's table, or None if it must stay whole."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix, local = _PREFIX_OF.get(iri[:cut]), iri[cut:]
    if prefix is None or (local and not _LOCAL.fullmatch(local)):
        return None
    return prefix, local


def short(iri: str) -> str:
    """Return an IRI as a file would write it: prefixed where the table has its namespace, else in `<…>`."""
    parts = prefixed(iri)
    return f"<{iri}>" if parts is None else f"{parts[0]}:{parts[1]}"


def iri_text(node: NamedNode, used: Used) -> str:
    """Write an IRI, telling `used` its prefix."""
    parts = prefixed(node.value)
    if parts is not None:
        used(parts[0])
    return short(node.value)


def literal_text(literal: Literal, used: Used) -> str:
    """Write a literal: bare if it is a number or boolean in a form that Turtle reads back as such."""
    datatype = literal.datatype.value
    pattern = _SHORT.get(datatype)
    if pattern is not None and pattern.fullmatch(literal.value):
        return literal.value
    quoted = _quoted(literal.value)
    if literal.language is not None:
        return f"{quoted}@{literal.language}"
    return quoted if datatype == _STRING else f"{quoted}^^{iri_text(literal.datatype, used)}"


def _quoted(value: str) -> str:
    if "\n" not in value:
        return '"' + "".join(map(_escaped, value)) + '"'
    body = "".join(character if character in '\n"' else _escaped(character) for character in value)
    return '"""' + _CLOSING.sub('\\\\"', body) + '"""'


def _escaped(character: str) -> str:
    """Escape what Turtle requires, and what a reader of the file could not see."""
    if character == " " or (character.isprintable() and character not in '"\\'):
        return character
    if character in _ESCAPES:
        return _ESCAPES[character]
    if unicodedata.category(character) in ("Cn", "Co"):
        return character
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def iris(quad: Quad) -> Iterator[str]:
    """Yield the IRIs of a quad: subject, predicate, object, datatype, graph."""
    for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value
