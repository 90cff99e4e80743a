"""Terms as Turtle and SPARQL write them: for people to read, and for queries that another program made."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from server.namespaces import BASE, PREFIXES
from server.rdf.iris import prefixed, short
from server.rdf.terms import Term

UNDEF: Final = "UNDEF"
"""What a row of VALUES holds in place of a term where it binds nothing (SPARQL 1.1 Query, section 10.2.1)."""

_XSD: Final = PREFIXES["xsd"]
_STRING: Final = _XSD + "string"
_LANGUAGE_STRING: Final = PREFIXES["rdf"] + "langString"

_BARE: Final = {
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    _XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    _XSD + "boolean": re.compile(r"true|false"),
}
"""The lexical forms that are read back as they are without quotation marks, by datatype."""

_CLOSING: Final = re.compile(r'"(?="|\Z)')
"""A quote that could end a long string: one before another quote or at the very end."""
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}

_IRI: Final = re.compile(r'[^\x00-\x20<>"{}|^`\\]+')
_LANGUAGE: Final = re.compile(r"[A-Za-z]+(-[A-Za-z0-9]+)*")
_ESCAPED: Final = re.compile(r'[\x00-\x1f"\\\x7f]')

Used = Callable[[str], None]
"""Told each prefix that a written term uses."""


def text(term: Term) -> str:
    """A term as Turtle writes it, with the prefixes of the project's table."""
    if isinstance(term, NamedNode):
        return short(term.value)
    return literal_text(term) if isinstance(term, Literal) else str(term)


def iri_text(node: NamedNode, used: Used) -> str:
    """An IRI as `short` writes it, telling `used` its prefix."""
    parts = prefixed(node.value)
    if parts is not None:
        used(parts[0])
    return short(node.value)


def literal_text(literal: Literal, used: Used = lambda _prefix: None) -> str:
    """A literal in Turtle's shortest form that keeps its lexical form: bare if it is a number or boolean."""
    datatype = literal.datatype.value
    pattern = _BARE.get(datatype)
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


def for_query(term: Term, origin: str = "") -> str:
    """A term of anybody's as it can be put into a query: nothing of it is taken over unescaped or unchecked.

    A blank node becomes an IRI (RDF 1.1 Concepts, section 3.5) that `origin` makes its own. Raises ValueError for a
    term that cannot be written.
    """
    if isinstance(term, NamedNode):
        return _iri(term.value)
    if isinstance(term, BlankNode):
        return _iri(f"{BASE}.well-known/genid/{origin}-{term.value}")
    if isinstance(term, Literal):
        return _literal(term)
    parts = (for_query(part, origin) for part in (term.subject, term.predicate, term.object))
    return f"<<( {' '.join(parts)} )>>"


def values_clause(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A VALUES clause (SPARQL 1.1 Query, section 10); the terms are written already."""
    heads = " ".join(f"?{name}" for name in names)
    lines = "\n".join(f"({' '.join(row)})" for row in rows)
    return f"VALUES ({heads}) {{\n{lines}\n}}"


def _iri(value: str) -> str:
    if not _IRI.fullmatch(value):
        raise ValueError("an IRI with a character that no IRI has")
    # Escaped, as to the check for SERVICE these two can make an IRI look like a comparison and a comment.
    return "<" + value.replace("#", "\\u0023").replace("'", "\\u0027") + ">"


def _literal(term: Literal) -> str:
    quoted = '"' + _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04X}", term.value) + '"'
    if term.language is not None:
        if not _LANGUAGE.fullmatch(term.language):
            raise ValueError("a language that is none")
        direction = getattr(term, "direction", None)
        return f"{quoted}@{term.language}" + (f"--{direction}" if direction else "")
    datatype = term.datatype.value
    return quoted if datatype in (_STRING, _LANGUAGE_STRING) else f"{quoted}^^{_iri(datatype)}"
