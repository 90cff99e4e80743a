"""The parameter `values` of a bindings-restricted fragment (brTPF): a data block of SPARQL without its keyword.

What is sent is read here, term by term, and never becomes part of a query as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from server.endpoint.fragments.terms import BlankNodeNames
from server.endpoint.problems import HttpProblem, Slug
from server.rdf.terms import SimpleTerm, parse_term
from server.sparql.parser import parse_values
from server.sparql.scanner import Unreadable
from server.sparql.tree import BlankNode, Iri, Literal, TripleTerm, Undef

Binding = Mapping[str, SimpleTerm]
"""Variable name → term; what a row leaves undefined is absent."""

_ELSEWHERE: Final = ox.NamedNode("urn:x-eikg:elsewhere")
"""In place of a blank node of somebody else, which is none of ours: no data holds it."""

_FORMS: Final = 'as (?a ?b) { (<iri> "text"@en) (UNDEF 5) } or ?a { <iri> }'


def read_bindings(text: str, most: int, names: BlankNodeNames) -> tuple[Binding, ...]:
    """The rows of a data block (SPARQL 1.1 Query, section 10.2). Raises HttpProblem if it is none, or above `most`.

    A row of one term where there are several variables binds nothing, and so does one with a blank node: the first is
    how Comunica says that it has no bindings, the second is a node of another source.
    """
    try:
        block = parse_values(text)
    except Unreadable as error:
        raise _wrong(str(error)) from None
    variables = [variable.name for variable in block.variables]
    if len(set(variables)) < len(variables):
        raise _wrong("a variable stands twice")
    if len(block.rows) > most:
        raise HttpProblem(
            Slug.TOO_LARGE,
            413,
            f"The parameter `values` holds {len(block.rows):,} rows; send at most {most:,} with one request.",
            {"parameter": "values"},
        )
    found = []
    for row in block.rows:
        if len(row.terms) not in (len(variables), 1):
            raise _wrong(f"a row has {len(row.terms)} terms for {len(variables)} variables")
        terms = [_term(text[term.start : term.end], term) for term in row.terms]
        if len(terms) == len(variables):
            found.append(
                {
                    name: names.meant(term) if isinstance(term, ox.NamedNode) else term
                    for name, term in zip(variables, terms, strict=True)
                    if term is not None
                }
            )
    return tuple(found)


def _term(written: str, node: Iri | Literal | BlankNode | TripleTerm | Undef) -> SimpleTerm | None:
    """The term that is written at a node; it is one of Turtle's, too, but for UNDEF and names with a prefix."""
    match node:
        case Undef():
            return None
        case BlankNode():
            return _ELSEWHERE
        case Literal(datatype=None):
            raise _wrong("a datatype is an IRI in angle brackets")
    try:
        found = parse_term(written, prefixes=False)
    except ValueError:
        raise _wrong(f"{written[:40]} is no term") from None
    if not isinstance(found, ox.NamedNode | ox.Literal):
        raise _wrong(f"{written[:40]} is no term")
    return found


def _wrong(reason: str) -> HttpProblem:
    detail = f"The parameter `values` is no data block of SPARQL: {reason}. Write it {_FORMS}."
    return HttpProblem(Slug.REQUEST, 400, detail, {"parameter": "values"})
