"""The words of a SPARQL query, as far as they must be known before it is parsed.

pyoxigraph neither refuses SERVICE nor gives away the dataset of a query, so both are read here from the tokens of
SPARQL 1.1 Query, section 19.8. Every quantifier is possessive and every string may lack its end, so that the time
is linear in the length of the text whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

_NAME: Final = r"\w\-\u00b7-\U0010ffff"
"""At least every PN_CHARS: a wrong character is for the parser to refuse."""

NAME_CHARACTERS: Final = (
    r"\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0300-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f"
    r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
"""What PN_CHARS has beyond ASCII, for a class of characters (SPARQL 1.1 Query, section 19.8, rules 164 to 167)."""

_TOKEN: Final = re.compile(
    rf"""
    (?: [\x20\t\r\n]++ | \#[^\r\n]*+ )*+ (?:
      (?P<iri>      < (?: [^<>"{{}}|^`\\\x00-\x20] | \\u[0-9A-Fa-f]{{4}} | \\U[0-9A-Fa-f]{{8}} )*+ > )
    | (?P<string>   \"\"\" (?: "?"? (?: [^"\\] | \\. ) )*+ (?: \"\"\" )?
                  | '''    (?: '?'? (?: [^'\\] | \\. ) )*+ (?: ''' )?
                  | "      (?: [^"\\\r\n] | \\. )*+ "?
                  | '      (?: [^'\\\r\n] | \\. )*+ '? )
    | (?P<language> @ [A-Za-z]++ (?: -++ [A-Za-z0-9]++ )*+ )
    | (?P<variable> [?$] [{_NAME}]++ )
    | (?P<number>   [0-9]++ )
    | (?P<word>     [{_NAME}][{_NAME}.]*+ (?! : ) )
    | (?P<name>     [{_NAME}.]*+ : (?: [{_NAME}.:] | % [0-9A-Fa-f]{{2}} | \\. )*+ )
    | (?P<other>    . )
    | (?P<end>      \Z )
    )
    """,
    re.VERBOSE | re.DOTALL,
)
"""White space and comments, if there are any, and what follows them."""

_KINDS: Final = ("", *_TOKEN.groupindex)
_END: Final = _TOKEN.groupindex["end"]

SHORT: Final = 5_000
"""Characters of a text that the serving process reads itself. A longer one is searched for words there, no more: it is
read by evaluators, as to read its tokens would have others wait."""

_UPDATE: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
_FORMS: Final = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
_PLAIN_OPENING: Final = re.compile(
    r"""(?: [\x20\t\r\n]++ | \#[^\r\n]*+ | PREFIX[\x20\t\r\n]++[\w\-]*+:[\x20\t\r\n]*+<[^<>"\s\\]*+> )*+
    (SELECT|ASK|CONSTRUCT|DESCRIBE) (?=[\x20\t\r\n*?${(<])""",
    re.VERBOSE | re.IGNORECASE,
)
"""The keyword of a query behind a prologue of the usual kind."""

_FROM: Final = re.compile(r"(?<![^\W\d])(?<!:)FROM(?!\w)", re.IGNORECASE)
_UNMISTAKABLE_IRI: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*+://")


class Token(NamedTuple):
    """A token: `kind` is the name of its group above, `start` its offset in characters."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """The token as a keyword, or an empty string if it cannot be one."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(query: str) -> Iterable[Token]:
    """The tokens of a query without white space and comments. Never fails: what is no token is `other`."""
    return _kept_tokens(query) if len(query) <= SHORT else _tokens(query)


@lru_cache(maxsize=32)
def _kept_tokens(query: str) -> tuple[Token, ...]:
    # A request asks for the tokens of its query some ten times, mostly of a short one.
    return (*_tokens(query),)


def _tokens(query: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(query):
        if (number := match.lastindex or 0) != _END:
            yield Token(_KINDS[number], match[number], match.start(number))


def token_from(query: str, offset: int) -> Token | None:
    """The first token at or behind an offset, read as if the text began there; None at the end."""
    match = _TOKEN.match(query, offset)
    number = (match and match.lastindex) or _END
    return (
        None if match is None or number == _END else Token(_KINDS[number], match[number], match.start(number))
    )


def calls_service(query: str) -> bool:
    """Whether the query may contain a SERVICE pattern (SPARQL 1.1 Federated Query, section 2).

    Errs on the side of refusing. The engine ends no keyword at a word's end (`SERVICEex:a {` and `trueSERVICE<…>`
    are service calls to it), so a keyword that merely contains SERVICE counts, and so does a prefix that does
    so where a group follows its name, as it does after an endpoint.
    """
    if "service" not in query.lower():
        return False
    before = ""
    suspect = False
    for token in tokens(query):
        if suspect and token.text == "{":
            return True
        suspect = False
        if token.kind == "word" and "SERVICE" in token.word:
            return True
        if token.kind == "name" and "service" in token.text.partition(":")[0].lower():
            suspect = before not in ("GRAPH", "FROM", "NAMED")
        if token.kind == "iri" and _may_be_comparison(token) and "service" in query[token.start :].lower():
            return True
        before = token.word
    return False


def asks_graphs(query: str) -> bool:
    """Whether the query may contain a GRAPH pattern (SPARQL 1.1 Query, section 13.3); errs on the side of yes."""
    if "graph" not in query.lower():
        return False
    before, suspect = "", False
    for token in tokens(query):
        if (suspect and token.text == "{") or (token.kind == "word" and "GRAPH" in token.word):
            return True
        is_one = token.kind == "name" and "graph" in token.text.partition(":")[0].lower()
        suspect = is_one and before not in ("FROM", "NAMED")
        before = token.word
    return False


def _may_be_comparison(token: Token) -> bool:
    # `?a<?b#>` is an IRI to this tokenizer, but after an operand the parser reads `<`, `?b` and a comment: what
    # follows would be read differently here and there.
    return ("#" in token.text or "'" in token.text) and not _UNMISTAKABLE_IRI.match(token.text)


def loads(update: str) -> bool:
    """Whether the update may contain a LOAD operation (SPARQL 1.1 Update, section 3.1.4); errs on refusing, too."""
    return any(
        "LOAD" in token.word
        or (token.kind == "iri" and _may_be_comparison(token) and "load" in update[token.start :].lower())
        for token in tokens(update)
    )


def is_update(query: str) -> bool:
    """Whether the first keyword after the prologue belongs to SPARQL 1.1 Update."""
    opening = _opening(query)
    return opening is not None and opening.word in _UPDATE


def form_keyword(query: str) -> str:
    """The keyword of the query's form, or of its first update operation; an empty string if there is none."""
    return plain_form_keyword(query) or ((opening := _opening(query)) and opening.word) or ""


def plain_form_keyword(query: str) -> str:
    """As `form_keyword`, found without reading tokens: an empty string as well behind an unusual prologue."""
    plain = _PLAIN_OPENING.match(query)
    return plain[1].upper() if plain else ""


def with_iris_renamed(query: str, renamed: Mapping[str, str]) -> str:
    """The query with other IRIs in the place of some."""
    parts: list[str] = []
    end = 0
    for token in tokens(query):
        if token.kind == "iri" and token.text[1:-1] in renamed:
            parts += [query[end : token.start], f"<{renamed[token.text[1:-1]]}>"]
            end = token.end
    return "".join([*parts, query[end:]])


def is_ambiguous(token: Token) -> bool:
    """Whether the parser may read this token and what follows it in another way than this module does."""
    return token.kind == "iri" and _may_be_comparison(token)


@dataclass(frozen=True)
class DatasetClauses:
    """The FROM clauses of a query as they are written, and the prologue that gives their names a meaning."""

    prologue: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def dataset_clauses(query: str) -> DatasetClauses:
    """The FROM and FROM NAMED clauses (SPARQL 1.1 Query, section 13.2). FROM is no keyword anywhere else."""
    if not _FROM.search(query):
        return DatasetClauses("", (), ())
    opening = _opening(query)
    found: dict[str, list[str]] = {"FROM": [], "NAMED": []}
    clause = ""
    for token in tokens(query):
        if clause and token.kind in ("iri", "name"):
            found[clause].append(token.text)
        clause = "FROM" if token.word == "FROM" else "NAMED" if clause and token.word == "NAMED" else ""
    return DatasetClauses(
        query[: opening.start] if opening else "", tuple(found["FROM"]), tuple(found["NAMED"])
    )


def undeclared_prefix(query: str) -> Token | None:
    """The first prefixed name whose prefix the query does not declare."""
    return next(undeclared_prefixes(query), None)


def undeclared_prefixes(query: str) -> Iterator[Token]:
    """Every prefixed name whose prefix is not declared before it."""
    declared = {"_"}
    before = ""
    for token in tokens(query):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                yield token
        before = token.word


def is_finished(string: str) -> bool:
    """Whether a token that is a string has its closing quotation mark."""
    mark = string[:3] if string[:3] in ('"""', "'''") else string[0]
    body = string[len(mark) :]
    return body.endswith(mark) and (len(body) - len(mark) - len(body[: -len(mark)].rstrip("\\"))) % 2 == 0


def _opening(query: str) -> Token | None:
    if plain := _PLAIN_OPENING.match(query):
        return Token("word", plain[1], plain.start(1))
    return next((token for token in _tokens(query) if token.word in _FORMS or token.word in _UPDATE), None)


_PLAIN_IRI: Final = r"<[A-Za-z][A-Za-z0-9+.\-]*://[^\x00-\x20<>\"{}|^`\\]*>"
_PLAIN_STRING: Final = r"\"[^\"\r\n]*\"|'[^'\r\n]*'"
_SPACE: Final = re.compile(r"[ \t\r\n]+")
_STRINGS: Final = re.compile(f"({_PLAIN_STRING})")
_COMMENTS: Final = re.compile(f"({_PLAIN_STRING}|{_PLAIN_IRI})|#[^\r\n]*")
_OTHER_IRI_WITH_MARK: Final = re.compile(
    r"<(?![A-Za-z][A-Za-z0-9+.\-]*://)[^\x00-\x20<>\"{}|^`\\]*[#']|<[^\x00-\x20<>]*'"
)
"""An IRI, or what looks like one, in which a comment or a string may seem to begin."""


def normalised(query: str) -> str:
    """The query with every comment and run of white space between tokens as one space: it means the same.

    A query of a kind that tokens alone cannot tell apart is its own normal form, and so is one with an unfinished
    string, which would go on where the line no longer ends, and one that is long.
    """
    return query if len(query) > SHORT else _normal_form(query)


@lru_cache(maxsize=32)  # a request needs it twice
def _normal_form(query: str) -> str:
    if "\\" in query or '"""' in query or "'''" in query or _OTHER_IRI_WITH_MARK.search(query):
        return _by_tokens(query)
    # The plain case, a few passes over the text: what is neither a string nor a comment stands outside of both.
    text = _COMMENTS.sub(r"\1", query) if "#" in query else query
    parts = _STRINGS.split(text)
    outside = [_SPACE.sub(" ", part) for part in parts[::2]]
    if any('"' in part or "'" in part for part in outside):
        return _by_tokens(query)
    parts[::2] = outside
    return "".join(parts).strip(" ")


def _by_tokens(query: str) -> str:
    found = [*tokens(query)]
    if any(is_ambiguous(one) or (one.kind == "string" and not is_finished(one.text)) for one in found):
        return query
    parts: list[str] = []
    end = len(query) - len(query.lstrip())
    for token in found:
        parts.append(f" {token.text}" if token.start > end and parts else token.text)
        end = token.end
    return "".join(parts)
