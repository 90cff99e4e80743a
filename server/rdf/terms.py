"""RDF terms and lists of them: their types, and how Turtle, SPARQL queries and SPARQL results in JSON write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from server.namespaces import BASE, EIK, PREFIXES
from server.rdf.iris import prefixed, short

Node = NamedNode | BlankNode
"""What may be the subject of a triple in RDF 1.1."""

SimpleTerm = NamedNode | BlankNode | Literal
"""A term without parts: every term of RDF 1.1."""

Term = SimpleTerm | Triple
"""What may be the object of a triple (RDF 1.2 adds triples to RDF 1.1)."""

_PROLOGUE: Final = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
_SUBJECT, _PREDICATE = NamedNode("urn:x:s"), NamedNode("urn:x:p")

UNDEF: Final = "UNDEF"
"""What a row of VALUES holds in place of a term where it binds nothing (SPARQL 1.1 Query, section 10.2.1)."""

_CLOSING: Final = re.compile(r'"(?="|\Z)')
"""A quote that could end a long string: one before another quote or at the very end."""
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}

_IRI: Final = re.compile(r'[^\x00-\x20<>"{}|^`\\]+')
_LANGUAGE: Final = re.compile(r"[A-Za-z]+(-[A-Za-z0-9]+)*")
_ESCAPED: Final = re.compile(r'[\x00-\x1f"\\\x7f]')

Used = Callable[[str], None]
"""Told each prefix that a written term uses."""

Objects = Callable[[Term, NamedNode], Sequence[Term]]
"""The objects that a subject has for a predicate."""


@dataclass(frozen=True)
class Namespace:
    """A namespace, by its IRI: `RDF["type"]` is the term `type` of it."""

    iri: str

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.iri + name)


DCAT: Final = Namespace(PREFIXES["dcat"])
DCTERMS: Final = Namespace(PREFIXES["dcterms"])
OWL: Final = Namespace(PREFIXES["owl"])
PROV: Final = Namespace(PREFIXES["prov"])
RDF: Final = Namespace(PREFIXES["rdf"])
RDFS: Final = Namespace(PREFIXES["rdfs"])
SD: Final = Namespace(PREFIXES["sd"])
SH: Final = Namespace(PREFIXES["sh"])
SKOS: Final = Namespace(PREFIXES["skos"])
TERMS: Final = Namespace(EIK)
"""The project's own terms."""
VOID: Final = Namespace(PREFIXES["void"])
XSD: Final = Namespace(PREFIXES["xsd"])

UNCOMMITTED: Final = frozenset(
    NamedNode(PREFIXES["stance"] + name) for name in ("denies", "predicts", "recommends")
)
"""The stances of claims that do not put forward what they state."""

TYPE: Final = RDF["type"]


def named(name: str) -> NamedNode:
    """The IRI of a name with one of the project's prefixes, as `dqv:Metric`. Raises KeyError for another prefix."""
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def is_anonymous(statement: Triple | Quad) -> bool:
    """Whether the subject or the object of a triple or quad is a blank node."""
    return isinstance(statement.subject, BlankNode) or isinstance(statement.object, BlankNode)


def iris(quad: Quad) -> Iterator[str]:
    """The IRIs of a quad: subject, predicate, object, datatype, graph."""
    for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value


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


_XSD: Final = XSD.iri
_STRING: Final = _XSD + "string"
_LANGUAGE_STRING: Final = RDF.iri + "langString"

_BARE: Final = {
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    _XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    _XSD + "boolean": re.compile(r"true|false"),
}
"""The lexical forms that are read back as they are without quotation marks, by datatype."""


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


def to_json(term: Term) -> dict[str, Any]:
    """A term as the value of a binding; xsd:string is the datatype of a literal for which none is given."""
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Literal() if term.language:
            return {"type": "literal", "value": term.value, "xml:lang": term.language}
        case Literal():
            typed = {} if term.datatype.value == _STRING else {"datatype": term.datatype.value}
            return {"type": "literal", "value": term.value, **typed}
        case _:
            parts = ("subject", "predicate", "object")
            return {"type": "triple", "value": {name: to_json(getattr(term, name)) for name in parts}}


FIRST: Final = RDF["first"]
REST: Final = RDF["rest"]
NIL: Final = RDF["nil"]


@dataclass(frozen=True)
class RdfList:
    """The items of a list and the cells that hold them; `whole`: it has neither a gap nor a fork, and ends with nil."""

    items: tuple[Term, ...]
    cells: tuple[Term, ...]
    whole: bool


def read_list(head: Term, objects: Objects) -> RdfList:
    """The list that begins at a term, up to where it ends, breaks off or comes back to itself."""
    items: list[Term] = []
    cells: dict[Term, None] = {}
    whole = True
    node = head
    while node != NIL and node not in cells:
        cells[node] = None
        first, rest = objects(node, FIRST), objects(node, REST)
        whole = whole and len(first) == len(rest) == 1
        items += first[:1]
        if not rest:
            break
        node = rest[0]
    return RdfList(tuple(items), tuple(cells), whole and node == NIL)
