"""Turning the parser's complaint into a message with a place that a person can act on.

pyoxigraph tells where its furthest attempt ended, and an attempt at a keyword ends as many characters after its start
as the keyword is long, whatever the text there: `SELCT *` is refused at column 10, where CONSTRUCT would end. So the
text is parsed once more with its words so far apart that an attempt at one cannot reach the next.

It names only what it tried where that attempt ended, too, which is seldom all that could stand there: so it is asked of
one candidate after another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from server.namespaces import BASE, PREFIXES
from server.sparql.faults.characters import look_alike
from server.sparql.faults.declarations import bare_iri
from server.sparql.faults.lexical import lexical_violations
from server.sparql.faults.place import Place
from server.sparql.faults.rules import unsupported, violations
from server.sparql.faults.strictness import overlooked
from server.sparql.faults.structure import known_mistake
from server.sparql.faults.update_rules import update_violations
from server.sparql.faults.violation import Violation, line_and_column
from server.sparql.parser import parse
from server.sparql.rewriting import BOOLEANS, WANT_BRACKET
from server.sparql.scanner import Malformed, Unreadable
from server.sparql.tokens import Token, tokens, undeclared_prefix
from server.sparql.update_reader import parse_update
from server.sparql.vocabulary import KEYWORDS, function_meant, keyword_meant

_GAP: Final = " " * 32
"""Longer than every keyword of SPARQL."""

_APART: Final = frozenset("{}[],;)")
"""Punctuation that may have space on both sides; `(` may not, as the engine wants it right behind a function."""

_PLACE: Final = re.compile(r"error at (\d+):(\d+)")
_SENTENCE: Final = re.compile(r"(?:^|one of |, )([A-Z][A-Za-z]*(?: [\w?']+){2,})(?:, |$)")
_SHOWN: Final = 40

_LONGEST: Final = 8192
"""Characters of the text before the place up to which candidates are tried; each costs a parse of it."""

_CANDIDATES: Final = (
    *(("SELECT", "SELECT"), ("ASK", "ASK"), ("CONSTRUCT", "CONSTRUCT"), ("DESCRIBE", "DESCRIBE")),
    *(("PREFIX", "PREFIX"), ("INSERT", "INSERT"), ("DELETE", "DELETE"), ("FROM", "FROM"), ("WHERE", "WHERE")),
    *(("a variable", "?v"), ("an IRI", "<urn:x>"), ("a literal", '"x"'), ("a number", "1")),
    *((text, text) for text in ("*", "{", "}", "(", ")", "]", ".", ";", ",", "=", "AS", "BY")),
    *(
        (text, text)
        for text in ("FILTER", "OPTIONAL", "UNION", "GROUP", "HAVING", "ORDER", "LIMIT", "VALUES")
    ),
)
"""What to call it, and an example of it."""


@dataclass(frozen=True)
class SyntaxFault:
    """What is wrong with a text and where: `line` and `column` count from 1, in characters.

    `token` is what stands there, empty at the end of the text; `expected` names what could, as far as that is known;
    `advice` says what to do about it, and `meant` is the word to write instead, if that is known.
    """

    message: str
    line: int
    column: int
    token: str = ""
    expected: tuple[str, ...] = ()
    advice: str = ""
    meant: str = ""


def diagnose(query: str, error: SyntaxError, update: bool = False) -> SyntaxFault:
    """What is wrong with a query, or an update, that pyoxigraph refused with `error`: the first of all that is found.

    That are faults of tokens, the place from which no query of SPARQL goes on, the rules beyond the grammar, and
    prefixes that are not declared.
    """
    found = [*tokens(query)]
    culprit: int | None = None
    broken: list[Violation] = []
    try:
        if update:
            broken += update_violations(parse_update(query))
        else:
            tree = parse(query)
            broken += [*violations(tree)] or [*unsupported(tree)]
    except Malformed as malformed:
        culprit = malformed.start
        broken += filter(None, [known_mistake(query, found, culprit, update)])
    except Unreadable:
        pass  # it may be right, and is too deep for the tree
    first = min([*lexical_violations(found), *broken, *_undeclared(query)], key=_start, default=None)
    if first and (culprit is None or first.start <= culprit or first in broken):
        return described(query, _looking_closely(query, first))
    return _unexpected(query, found, error, update, culprit)


def overlooked_fault(query: str, update: bool = False) -> SyntaxFault | None:
    """What SPARQL forbids in a query, or an update, that the engine lets pass; None if nothing."""
    found = overlooked(query, update)
    return described(query, found) if found else None


def described(query: str, violation: Violation, expected: tuple[str, ...] = ()) -> SyntaxFault:
    """A violation as a fault with its place in lines and columns."""
    line, column = line_and_column(query, violation.start)
    token = query[violation.start : violation.end]
    return SyntaxFault(violation.message, line, column, token, expected, violation.advice, violation.meant)


def _start(violation: Violation) -> int:
    return violation.start


def _undeclared(query: str) -> Iterator[Violation]:
    token = undeclared_prefix(query)
    if token is None:
        return
    prefix = token.text.partition(":")[0]
    namespace = PREFIXES.get(prefix, "…")
    yield bare_iri(query, token) or Violation(
        token.start,
        token.end,
        f"the prefix “{prefix}:” is not declared",
        f"add PREFIX {prefix}: <{namespace}>",
    )


def _looking_closely(query: str, violation: Violation) -> Violation:
    """A violation, or the letter of another script in the word at its place that may be its cause."""
    written = query[violation.start : violation.end]
    return (None if written[:1] in "\"'<“" else look_alike(written, violation.start)) or violation


def _unexpected(
    query: str, found: Sequence[Token], error: SyntaxError, update: bool, start: int | None
) -> SyntaxFault:
    """The fault that is the token at `start`, or where the engine's parser stops if that is None."""
    if start is None:
        culprit = _culprit(query, update)
        start = culprit.start if culprit else len(query.rstrip())
        sentence = _SENTENCE.search(str(error).partition("expected ")[2])
        if sentence:
            message = (
                f"{sentence[1][0].lower()}{sentence[1][1:]}"
                if sentence[1].startswith("The ")
                else sentence[1]
            )
            return described(query, Violation(start, culprit.end if culprit else start, message))
    token = Place(query, found, start).token
    expected = _expected(_widened(query[:start])[0], update)
    if token.kind == "end":
        return described(query, Violation(start, start, "the text ends too early"), expected)
    meant = _word_meant(token, next((one for one in found if one.start >= token.end), None), expected)
    advice = f"did you mean {meant}?" if meant else _advice(token, expected)
    unexpected = Violation(start, token.end, f"“{token.text[:_SHOWN]}” cannot stand here", advice, meant)
    closer = _looking_closely(query, unexpected)
    return described(query, closer, expected if closer is unexpected else ())


def _advice(token: Token, expected: Sequence[str]) -> str:
    if token.kind == "word" and "a variable" in expected and token.word not in KEYWORDS:
        return f"a variable begins with a question mark: ?{token.text[:_SHOWN]}"
    if token.kind in ("variable", "iri", "name") and "." in expected:
        return "end the triple before it with a full stop"
    if token.text in ("}", ".", ";") and "a literal" in expected:
        return "a triple has a subject, a property and an object"
    return ""


def _word_meant(token: Token, following: Token | None, expected: Iterable[str]) -> str:
    if not token.text[:1].isalpha():
        return ""
    keywords = frozenset(name for name in expected if name.isupper())
    calls = following is not None and following.text == "("
    return (
        keyword_meant(token.text, keywords)
        or (function_meant(token.text) if calls else "")
        or keyword_meant(token.text)
    )


def _parse(text: str, update: bool) -> None:
    store = ox.Store()
    if update:
        store.update(text, base_iri=BASE)
    else:
        store.query(text, base_iri=BASE)


def _culprit(query: str, update: bool) -> Token | None:
    """The token at which no reading of the query goes on; None if that is its end."""
    widened, starts = _widened(query)
    try:
        _parse(widened, update)
    except SyntaxError as error:
        match = _PLACE.match(str(error))
    else:
        match = None
    if match is None:
        return None
    offset = _offset(widened, match)
    reached = [(start, token) for start, token in starts if start <= offset]
    if len(reached) > 1 and reached[-1][0] == offset and _adjacent(reached[-2][1], reached[-1][1]):
        return reached[-2][
            1
        ]  # a word that is no keyword was tried as a prefix, up to the colon that is not there
    return reached[-1][1] if reached else None


def _expected(before: str, update: bool) -> tuple[str, ...]:
    """What may follow a text that ends with a gap, by name; none if it is too long to try."""
    if len(before) > _LONGEST:
        return ()
    return tuple(name for name, text in _CANDIDATES if _goes_on(f"{before}{text}{_GAP}", update))


def _goes_on(text: str, update: bool) -> bool:
    """Whether the parser gets past the end of a text that is followed by nothing but a character that no token has."""
    try:
        _parse(f"{text}\x01", update)
    except SyntaxError as error:
        place = _PLACE.match(str(error))
        return place is not None and _offset(text, place) >= len(text)
    return True


def _offset(text: str, place: re.Match[str]) -> int:
    """The offset of a place that the parser names by line and column."""
    return sum(len(line) + 1 for line in text.split("\n")[: int(place[1]) - 1]) + int(place[2]) - 1


def _adjacent(word: Token | None, other: Token | None) -> bool:
    return bool(word and other and word.kind == "word" and word.end == other.start)


def _widened(query: str) -> tuple[str, list[tuple[int, Token | None]]]:
    """The query with wide gaps, and where in it each token, or None for its end, starts."""
    parts: list[str] = []
    starts: list[tuple[int, Token | None]] = []
    length, end, before = 0, 0, ""
    for token in tokens(query):
        bracket_of_function = token.text == "(" and before.upper() in WANT_BRACKET
        apart = token.start > end or token.text in _APART or before in _APART or before == "("
        if apart and not bracket_of_function:
            parts.append(_GAP)
            length += len(_GAP)
        starts.append((length, token))
        parts.append(token.text.lower() if token.word in BOOLEANS else token.text)
        length += len(token.text)
        end, before = token.end, token.text
    return "".join([*parts, _GAP]), [*starts, (length + len(_GAP), None)]
