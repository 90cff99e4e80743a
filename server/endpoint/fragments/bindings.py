"""The parameter `values` of a bindings-restricted fragment (brTPF): a data block of SPARQL without its keyword.

What is sent is read here, token by token, and never becomes part of a query as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from server.endpoint.fragments.terms import Names
from server.endpoint.problems import Problem, Slug
from server.rdf.parsing import parse_term
from server.rdf.terms import SimpleTerm
from server.sparql.tokens import Token, tokens

Binding = Mapping[str, SimpleTerm]
"""Variable name → term; what a row leaves undefined is absent."""

_ELSEWHERE: Final = ox.NamedNode("urn:x-eikg:elsewhere")
"""In place of a blank node of somebody else, which is none of ours: no data holds it."""

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_FORMS: Final = 'as (?a ?b) { (<iri> "text"@en) (UNDEF 5) } or ?a { <iri> }'


def read_bindings(text: str, most: int, names: Names) -> tuple[Binding, ...]:
    """The rows of a data block (SPARQL 1.1 Query, section 10.2). Raises Problem if it is none or has more than `most`.

    A row of one term where there are several variables binds nothing, and so does one with a blank node: the first is
    how Comunica says that it has no bindings, the second is a node of another source.
    """
    reader = _Reader(text)
    variables, single = reader.head()
    rows = [*reader.rows(single)]
    if len(rows) > most:
        raise Problem(
            Slug.TOO_LARGE,
            413,
            f"The parameter `values` holds {len(rows):,} rows; send at most {most:,} with one request.",
            {"parameter": "values"},
        )
    for row in rows:
        if len(row) not in (len(variables), 1):
            raise _wrong(f"a row has {len(row)} terms for {len(variables)} variables")
    terms = iter(_parsed([term for row in rows for term in row if term != "UNDEF"]))
    found = []
    for row in rows:
        row_terms = [None if term == "UNDEF" else next(terms) for term in row]
        if len(row) == len(variables):
            found.append(
                {
                    name: names.meant(term) if isinstance(term, ox.NamedNode) else term
                    for name, term in zip(variables, row_terms, strict=True)
                    if term is not None
                }
            )
    return tuple(found)


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = [*tokens(text)]
        if self._tokens and self._tokens[0].word == "VALUES":
            del self._tokens[0]
        self._tokens.reverse()

    def head(self) -> tuple[list[str], bool]:
        """The variables, and whether there is one without brackets, so that rows have none either."""
        if self._peek().kind == "variable":
            variables = [self._next().text[1:]]
            self._expect("{")
            return variables, True
        self._expect("(")
        variables = []
        while self._peek().kind == "variable":
            variables.append(self._next().text[1:])
        self._expect(")")
        self._expect("{")
        if len(set(variables)) < len(variables):
            raise _wrong("a variable stands twice")
        return variables, False

    def rows(self, single: bool) -> Iterator[list[str]]:
        """The terms of each row, in Turtle; UNDEF for none."""
        while self._peek().text != "}":
            if single:
                yield [self._term()]
                continue
            self._expect("(")
            row = []
            while self._peek().text != ")":
                row.append(self._term())
            self._next()
            yield row
        self._next()
        if self._tokens:
            raise _wrong(f"“{self._tokens[-1].text[:40]}” stands behind its end")

    def _term(self) -> str:
        token = self._next()
        match token.kind:
            case "iri":
                return token.text
            case "string":
                return token.text + self._suffix()
            case "word" if token.word == "UNDEF":
                return "UNDEF"
            case "word" if token.text in ("true", "false"):
                return token.text
            case "name" if token.text.startswith("_:"):
                return str(_ELSEWHERE)
        number = self._joined(token)
        if not _NUMBER.match(number):
            raise _wrong(f"“{number[:40]}” is no term")
        return number

    def _suffix(self) -> str:
        token = self._peek(end=True)
        if token.kind == "language":
            return self._next().text
        if token.text != "^":
            return ""
        self._next()
        self._expect("^")
        datatype = self._next()
        if datatype.kind != "iri":
            raise _wrong("a datatype is an IRI in angle brackets")
        return f"^^{datatype.text}"

    def _joined(self, first: Token) -> str:
        """A token with those that follow it without a space: a number may be of several."""
        parts, end = [first.text], first.start + len(first.text)
        while (token := self._peek(end=True)).start == end and token.text not in "(){}":
            parts.append(self._next().text)
            end += len(token.text)
        return "".join(parts)

    def _peek(self, end: bool = False) -> Token:
        if not self._tokens:
            if end:
                return Token("end", "", -1)
            raise _wrong("it ends too early")
        return self._tokens[-1]

    def _next(self) -> Token:
        token = self._peek()
        self._tokens.pop()
        return token

    def _expect(self, text: str) -> None:
        token = self._next()
        if token.text != text:
            raise _wrong(f"“{token.text[:40]}” stands where “{text}” is expected")


def _parsed(terms: list[str]) -> list[SimpleTerm]:
    """Terms written in Turtle; each is one token by now, so that none can close a statement and begin another."""
    found: list[SimpleTerm] = []
    for term in dict.fromkeys(terms):
        try:
            value = parse_term(term, prefixes=False)
        except ValueError:
            raise _wrong(f"{term[:40]} is no term") from None
        if not isinstance(value, ox.NamedNode | ox.Literal):
            raise _wrong(f"{term[:40]} is no term")
        found.append(value)
    by_text = dict(zip(dict.fromkeys(terms), found, strict=True))
    return [by_text[term] for term in terms]


def _wrong(reason: str) -> Problem:
    detail = f"The parameter `values` is no data block of SPARQL: {reason}. Write it {_FORMS}."
    return Problem(Slug.REQUEST, 400, detail, {"parameter": "values"})
