"""Terms of other endpoints as this one's queries write them.

What is written here becomes part of a query, so nothing of a term is taken over unescaped or unchecked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import pyoxigraph as ox

from server.namespaces import BASE

UNDEF: Final = "UNDEF"

_IRI: Final = re.compile(r'[^\x00-\x20<>"{}|^`\\]+')
_LANGUAGE: Final = re.compile(r"[A-Za-z]+(-[A-Za-z0-9]+)*")
_PRIMARY_LANGUAGE: Final = re.compile(r"[A-Za-z]+")
_ESCAPED: Final = re.compile(r'[\x00-\x1f"\\\x7f]')
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_LANGUAGE_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def written(term: Term, origin: str) -> str:
    """A term in SPARQL. A blank node becomes an IRI (RDF 1.1 Concepts, section 3.5) that `origin` makes its own.

    Raises ValueError for one that cannot be written.
    """
    if isinstance(term, ox.NamedNode):
        return _iri(term.value)
    if isinstance(term, ox.BlankNode):
        return _iri(f"{BASE}.well-known/genid/{origin}-{term.value}")
    if isinstance(term, ox.Literal):
        return _literal(term)
    return (
        f"<<( {' '.join(written(part, origin) for part in (term.subject, term.predicate, term.object))} )>>"
    )


def sendable(term: Term) -> bool:
    """Whether the term means the same everywhere: another endpoint has it if and only if it is this term.

    Blank nodes have no name elsewhere, and numbers and dates are kept by their value here but as they are written
    there, so “5” would not find the “05” that it is equal to in this engine.
    """
    if isinstance(term, ox.NamedNode):
        return True
    if not isinstance(term, ox.Literal):
        return False
    if term.language is not None:
        return bool(_PRIMARY_LANGUAGE.fullmatch(term.language))
    return term.datatype.value == _STRING


def values(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A VALUES clause (SPARQL 1.1 Query, section 10); the terms are written already."""
    heads = " ".join(f"?{name}" for name in names)
    lines = "\n".join(f"({' '.join(row)})" for row in rows)
    return f"VALUES ({heads}) {{\n{lines}\n}}"


def _iri(value: str) -> str:
    if not _IRI.fullmatch(value):
        raise ValueError("an IRI with a character that no IRI has")
    # Escaped, as to the check for SERVICE these two can make an IRI look like a comparison and a comment.
    return "<" + value.replace("#", "\\u0023").replace("'", "\\u0027") + ">"


def _literal(term: ox.Literal) -> str:
    text = '"' + _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04X}", term.value) + '"'
    if term.language is not None:
        if not _LANGUAGE.fullmatch(term.language):
            raise ValueError("a language that is none")
        direction = getattr(term, "direction", None)
        return f"{text}@{term.language}" + (f"--{direction}" if direction else "")
    datatype = term.datatype.value
    return text if datatype in (_STRING, _LANGUAGE_STRING) else f"{text}^^{_iri(datatype)}"
