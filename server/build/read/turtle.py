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
from pyoxigraph import Quad, RdfFormat

from server.faults import Fault, InvalidInput
from server.namespaces import PREFIXES
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
class _Statement:
    line: int
    subject: str = ""
    terms: dict[str, int] = field(default_factory=dict)


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
    _places: dict[str, list[tuple[int, str]]]

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
        self._started = False
        self._depth = 0
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
            self._mark(token.text)
        elif (term := self._term(token)) is not None:
            self.first.setdefault(term, token.line)
            if self._current is None:
                self._current = _Statement(token.line, term)
                self.statements.setdefault(term, []).append(self._current)
            self._current.terms.setdefault(term, token.line)
            if token.kind != "string":
                self.places.setdefault(term, []).append((token.line, self._current.subject))

    def _continue_directive(self, token: Token) -> None:
        directive = self._directive or []
        directive.append(token)
        if token.kind != "iri":
            return
        if len(directive) == 3:
            name = directive[1]
            self.prefixes[name.text.rstrip(":")] = (token.text[1:-1], name.line)
        self._directive = None

    def _mark(self, mark: str) -> None:
        if mark in "[(":
            self._current = self._current or _Statement(0)
            self._depth += 1
        elif mark in "])":
            self._depth -= 1
        elif mark in "{}" or (mark == "." and self._depth == 0):
            self._current = None

    def _term(self, token: Token) -> str | None:
        if token.kind == "iri":
            return _unescape(token.text[1:-1])
        if token.kind == "string":
            return _string_value(token.text)
        if token.kind != "name" or token.text.startswith("_:"):
            return None
        prefix, colon, local = token.text.partition(":")
        if colon and prefix in self.prefixes:
            return self.prefixes[prefix][0] + _unescape(local)
        return None if token.text in ("a", "GRAPH") else token.text


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
    try:
        # On the first line, so that lines keep their numbers.
        source = _DECLARATIONS + text if declare_prefixes else text
        parser = pyoxigraph.parse(source, FORMATS[suffix(file)], rename_blank_nodes=True)
        return Parsed(tuple(parser), parser.prefixes)
    except SyntaxError as error:
        raise InvalidInput([_syntax_fault(error, file)]) from None


def parse(text: str, file: str) -> tuple[Quad, ...]:
    """Parse a Turtle or TriG text as `parsed` does, for its quads only."""
    return parsed(text, file).quads


def _syntax_fault(error: SyntaxError, file: str) -> Fault:
    message = str(error.msg).split(": ", 1)[-1].rsplit(" (line ", 1)[0]
    if message.startswith("The prefix ") and message.endswith(" has not been declared"):
        name = message.removeprefix("The prefix ").split(":")[0]
        remedy = (
            "run `eikg format`, which declares it"
            if name in PREFIXES
            else "use a prefix of the table in server/namespaces.py"
        )
        return Fault(file, error.lineno, f"{name}:", "unknown-prefix", "the prefix is not declared", remedy)
    column = f" (column {error.offset})" if error.offset else ""
    return Fault(file, error.lineno, None, "syntax", f"{message}{column}", _SYNTAX_REMEDY)


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
    try:
        return turtle(quads, where.header)
    except Unwritable as error:
        raise InvalidInput([Fault(file, None, None, "blank-node", str(error), "see the message")]) from None
