"""Terms as SPARQL 1.1 Query Results JSON has them (section 3.2.2), with triples as RDF 1.2 adds them."""

from __future__ import annotations

from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from server.rdf.terms import XSD, Term

_STRING = XSD["string"]


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
            typed = {} if term.datatype == _STRING else {"datatype": term.datatype.value}
            return {"type": "literal", "value": term.value, **typed}
        case _:
            parts = ("subject", "predicate", "object")
            return {"type": "triple", "value": {name: to_json(getattr(term, name)) for name in parts}}
