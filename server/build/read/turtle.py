"""Turtle and TriG files: parsed, with the places of what stands in them, and brought into the project's style.

pyoxigraph parses; it says where a syntax error is but not where a triple stands, and it drops comments. Both are found
here, by tokens of text that pyoxigraph accepted: they are parted and not validated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, Quad, RdfFormat

from server.faults import Fault, InvalidInput
from server.namespaces import PREFIXES
from server.rdf.blank_nodes import surroundings
from server.rdf.iris import short
from server.rdf.look_alikes import LOOK_ALIKE_REMEDY, look_alikes
from server.rdf.terms import TYPE
from server.rdf.turtle import Unwritable, turtle

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
      | (?P<comment>\#[^\r\n]*)
      | (?P<iri><[^<>\s]*>)
      | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
          | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
      | (?P<at>@[A-Za-z][A-Za-z0-9-]*)
      | (?P<mark>\^\^|[.;,\[\](){}])
      | (?P<name>(?:[^\s<>"'{}\[\](),;\#\\^@]|\\.)+?(?=\.*(?:[\s<>"'{}\[\](),;\#^@]|$)))
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_CHARACTERS: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}

FORMATS: Final = {".ttl": RdfFormat.TURTLE, ".trig": RdfFormat.TRIG}
_DECLARATIONS: Final = "".join(f"@prefix {prefix}: <{iri}> . " for prefix, iri in PREFIXES.items())
_SYNTAX_REMEDY: Final = "correct the Turtle at this place"


class Token(NamedTuple):
    """`kind` is comment, iri, string, at, mark, name or other; `line` counts from 1."""

    kind: str
    text: str
    line: int


@dataclass
class _Node:
    """What stands between one pair of brackets: the line where they open, and the terms within, nested ones too."""

    line: int
    terms: set[str] = field(default_factory=set)


@dataclass
class _Statement:
    line: int
    subject: str = ""
    terms: dict[str, int] = field(default_factory=dict)
    nodes: list[_Node] = field(default_factory=list)
    pairs: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Positions:
    """Lines of one Turtle or TriG file.

    `prefixes` holds each declared prefix with its namespace and line, `comments` each comment with its line,
    `header` the comment lines before the first statement.
    """

    prefixes: dict[str, tuple[str, int]]
    comments: tuple[Token, ...]
    header: tuple[str, ...]
    _statements: dict[str, list[_Statement]]
    _first: dict[str, int]
    _anonymous: tuple[_Statement, ...] = ()
    _places: Mapping[str, list[tuple[int, str]]] = field(default_factory=dict)

    def line(self, subject: str, *terms: str) -> int | None:
        """Return the line of a term (IRI or lexical form) in a statement about `subject`.

        Falls back to the line where the subject's first statement starts, then to the first mention of it.
        """
        statements = self._statements.get(subject, [])
        for statement in statements:
            if terms and all(term in statement.terms for term in terms):
                return statement.terms[terms[-1]]
        return statements[0].line if statements else self._first.get(subject)

    def describes(self, subject: str, *terms: str) -> bool:
        """Tell whether some statement about `subject` holds every one of the terms."""
        return any(all(term in s.terms for term in terms) for s in self._statements.get(subject, []))

    def elsewhere(self, iri: str) -> list[int]:
        """Return the lines that name an IRI in statements about something else."""
        return sorted({line for line, subject in self._places.get(iri, ()) if subject != iri})

    def mention(self, term: str) -> int | None:
        """Return the line of the first mention of an IRI or lexical form."""
        return self._first.get(term)

    def pair(self, subject: str, predicate: str, value: str) -> int | None:
        """Return the line of a value (IRI or lexical form) that `subject` has for a predicate."""
        statements = self._statements.get(subject, ())
        return next((s.pairs[predicate, value] for s in statements if (predicate, value) in s.pairs), None)

    def node(self, owner: str, terms: frozenset[str]) -> int | None:
        """Return the line of a blank node: where brackets open that hold these terms, in a statement about `owner`.

        Without an owner the node is a subject itself. Of several that hold the terms the one with the fewest others.
        """
        statements = self._statements.get(owner, []) if owner else self._anonymous
        found = [node for statement in statements for node in statement.nodes if node.terms >= terms]
        if not owner:
            found += [_Node(s.line, {*s.terms}) for s in statements if s.terms.keys() >= terms]
        return min(found, key=lambda node: len(node.terms)).line if found else None


def positions(text: str) -> Positions:
    """Index a Turtle or TriG text that parses."""
    reader = _Reader()
    for token in _tokens(text):
        reader.take(token)
    return Positions(
        reader.prefixes,
        tuple(reader.comments),
        tuple(reader.header),
        reader.statements,
        reader.first,
        tuple(reader.anonymous),
        reader.places,
    )


class _Reader:
    """Follows the statements of a token stream; nested brackets belong to the statement that holds them."""

    def __init__(self) -> None:
        self.prefixes: dict[str, tuple[str, int]] = {}
        self.comments: list[Token] = []
        self.header: list[str] = []
        self.statements: dict[str, list[_Statement]] = {}
        self.first: dict[str, int] = {}
        self.places: dict[str, list[tuple[int, str]]] = {}
        self.anonymous: list[_Statement] = []
        self._started = False
        self._open: list[_Node] = []
        self._predicate: str | None = None
        self._current: _Statement | None = None
        self._directive: list[Token] | None = None

    def take(self, token: Token) -> None:
        if token.kind == "comment":
            if self._started:
                self.comments.append(token)
            else:
                self.header.append(token.text.rstrip())
            return
        self._started = True
        if self._directive is not None:
            self._continue_directive(token)
        elif token.text.lower() in ("@prefix", "@base", "prefix", "base") and self._current is None:
            self._directive = [token]
        elif token.kind == "mark":
            self._mark(token.text, token.line)
        elif token.text.startswith("_:"):
            self._current = self._current or self._begin(token.line)
        elif (term := self._term(token)) is not None:
            self.first.setdefault(term, token.line)
            if self._current is None:
                self._current = _Statement(token.line, term)
                self._predicate = None
                self.statements.setdefault(term, []).append(self._current)
            elif not self._open:
                self._pair(self._current, term, token.line)
            self._current.terms.setdefault(term, token.line)
            if token.kind != "string":
                self.places.setdefault(term, []).append((token.line, self._current.subject))
            for node in self._open:
                node.terms.add(term)

    def _pair(self, statement: _Statement, term: str, line: int) -> None:
        if self._predicate is None:
            self._predicate = term
        else:
            statement.pairs.setdefault((self._predicate, term), line)

    def _begin(self, line: int) -> _Statement:
        """Begin a statement about a blank node."""
        self._predicate = None
        self.anonymous.append(_Statement(line))
        return self.anonymous[-1]

    def _continue_directive(self, token: Token) -> None:
        directive = self._directive or []
        directive.append(token)
        if token.kind != "iri":
            return
        if len(directive) == 3:
            name = directive[1]
            self.prefixes[name.text.rstrip(":")] = (token.text[1:-1], name.line)
        self._directive = None

    def _mark(self, mark: str, line: int) -> None:
        if mark in "[(":
            self._current = self._current or self._begin(line)
            self._open.append(_Node(line))
            self._current.nodes.append(self._open[-1])
        elif mark in "])":
            self._open.pop()
        elif mark == ";" and not self._open:
            self._predicate = None
        elif mark in "{}" or (mark == "." and not self._open):
            self._current = None

    def _term(self, token: Token) -> str | None:
        if token.kind == "iri":
            return _unescape(token.text[1:-1])
        if token.kind == "string":
            return _string_value(token.text)
        if token.kind != "name":
            return None
        prefix, colon, local = token.text.partition(":")
        declared = self.prefixes.get(prefix)
        if colon and (namespace := declared[0] if declared else PREFIXES.get(prefix)):
            return namespace + _unescape(local)
        if token.text == "a":
            return TYPE.value
        return None if token.text == "GRAPH" else token.text


def _tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a Turtle or TriG text, comments included, white space left out."""
    line = 1
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup or "other", match.group()
        if kind != "space":
            yield Token(kind, token, line)
        line += token.count("\n")


def _unescape(text: str) -> str:
    """Resolve the escapes of a Turtle string or local name."""

    def character(match: re.Match[str]) -> str:
        code = match.group(1)
        return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else _CHARACTERS.get(code, code)

    return _ESCAPE.sub(character, text) if "\\" in text else text


def _string_value(token: str) -> str:
    """Return the value of a string token, with either quote, short or long."""
    quotes = 3 if token[:3] in ('"""', "'''") else 1
    return _unescape(token[quotes:-quotes])


def suffix(file: str) -> str:
    """Return `.ttl` or `.trig`; raises KeyError for a file of another kind."""
    end = file[file.rfind(".") :]
    FORMATS[end]
    return end


@dataclass(frozen=True)
class Parsed:
    """The quads of a text, and its prefixes with their namespaces."""

    quads: tuple[Quad, ...]
    prefixes: Mapping[str, str]


def parsed(text: str, file: str, *, declare_prefixes: bool = False) -> Parsed:
    """Parse a Turtle or TriG text; lexical forms stay as written.

    `file` gives the format and is named in faults.
    With `declare_prefixes` the project's prefixes need no declaration in the text. Raises InvalidInput.
    """
    # On the first line, so that lines keep their numbers.
    declarations = _DECLARATIONS if declare_prefixes else ""
    try:
        parser = pyoxigraph.parse(declarations + text, FORMATS[suffix(file)], rename_blank_nodes=True)
        return Parsed(tuple(parser), parser.prefixes)
    except SyntaxError as error:
        raise InvalidInput([_syntax_fault(error, file, len(declarations))]) from None


def parse(text: str, file: str) -> tuple[Quad, ...]:
    """Parse a Turtle or TriG text as `parsed` does, for its quads only."""
    return parsed(text, file).quads


def _syntax_fault(error: SyntaxError, file: str, before: int) -> Fault:
    """Say what a parser found; its first line had `before` characters that the file does not have."""
    column = (error.offset or 0) - (before if error.lineno == 1 else 0)
    place = max(column, 1) if error.offset else None
    message = str(error.msg).split(": ", 1)[-1].rsplit(" (line ", 1)[0]
    if message.startswith("The prefix ") and message.endswith(" has not been declared"):
        name = message.removeprefix("The prefix ").split(":")[0]
        remedy = (
            "run `eikg format`, which declares it"
            if name in PREFIXES
            else "use a prefix of the table in server/namespaces.py"
        )
        message = "the prefix is not declared"
        if letters := look_alikes(name):
            message, remedy = f"the prefix is written with {letters}", LOOK_ALIKE_REMEDY
        return Fault(file, error.lineno, f"{name}:", "unknown-prefix", message, remedy, column=place)
    return Fault(file, error.lineno, None, "syntax", message, _SYNTAX_REMEDY, column=place)


def styled(text: str, file: str) -> str:
    """Return a Turtle or TriG text in the project's style, with the same dataset and header comment.

    Raises InvalidInput if it does not parse, holds a comment after the header, or has no form in this style.
    """
    return written(parsed(text, file, declare_prefixes=True).quads, positions(text), file)


def written(quads: Iterable[Quad], where: Positions, file: str) -> str:
    """Write parsed quads in the project's style under the header comment that `where` holds; see `styled`."""
    if where.comments:
        raise InvalidInput(
            Fault(
                file,
                comment.line,
                None,
                "comment",
                f"a comment after the header would be lost: {comment.text[:60]}",
                "put it into skos:editorialNote or into the header at the top of the file",
            )
            for comment in where.comments
        )
    given = tuple(quads)
    try:
        return turtle(given, where.header)
    except Unwritable as error:
        line, owner = line_of_node(where, given, error.node) if error.node else (None, "")
        subject = short(owner) if owner else None
        raise InvalidInput([Fault(file, line, subject, "blank-node", error.message, error.remedy)]) from None


def line_of_node(where: Positions, quads: Iterable[Quad], node: BlankNode) -> tuple[int | None, str]:
    """Return the line of a blank node among the quads of a file, and the named resource that it is a part of, or ""."""
    around = surroundings(quads, node)
    places = [
        where.node(about, terms)
        for terms in (around.within, around.own)
        for about in dict.fromkeys((around.owner, ""))
    ]
    return next((line for line in places if line), where.line(around.owner)), around.owner
