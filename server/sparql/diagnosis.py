"""What is wrong with a text that the engine refused, with a place, in words that a person can act on.

The engine says that a text is wrong, and seldom where or why. So the text is read once more: its tokens, its tree, the
rules beyond the grammar. Only what all of them let pass is told in the engine's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from server.namespaces import PREFIXES
from server.sparql.expectations import culprit, expected
from server.sparql.faults.characters import look_alike
from server.sparql.faults.declarations import bare_iri
from server.sparql.faults.lexical import lexical_violations
from server.sparql.faults.place import SHOWN, Place
from server.sparql.faults.rules import unknown_function, unsupported, violations
from server.sparql.faults.strictness import overlooked
from server.sparql.faults.structure import known_mistake
from server.sparql.faults.update_rules import update_violations
from server.sparql.faults.violation import Violation, line_and_column
from server.sparql.parser import parse
from server.sparql.scanner import Malformed, Unreadable
from server.sparql.tokens import Token, tokens, undeclared_prefix
from server.sparql.update_reader import parse_update
from server.sparql.vocabulary import AGGREGATES, FUNCTIONS, KEYWORDS, function_meant, keyword_meant

_SENTENCE: Final = re.compile(r"(?:^|one of |, )([A-Z][A-Za-z]*(?: [\w?']+){2,})(?:, |$)")
_WORD: Final = re.compile(r"[^\s\"'<>(){}]+")


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
    """The first of all that is wrong with a query, or an update, that pyoxigraph refused with `error`."""
    found = [*tokens(query)]
    lexical, undeclared = [*lexical_violations(found)], [*_undeclared(query)]
    try:
        first = min([*lexical, *_broken(query, update), *undeclared], key=_start, default=None)
    except Malformed as malformed:
        place = malformed.start
        before = [
            *(one for one in lexical if one.start <= place),
            *(one for one in (*undeclared, *_unknown_functions(found)) if one.start < place),
        ]
        first = min(before, key=_start, default=None)
        mistake = known_mistake(query, found, place, update)
        if mistake and (first is None or mistake.start < first.start):
            first = mistake
        if first is None:
            return _unexpected(query, found, place, update)
        if first.start == first.end:  # the text goes on somehow
            return described(query, first, expected(query, place, update))
    except Unreadable:  # it may be right, and is too deep for the tree
        first = min([*lexical, *undeclared], key=_start, default=None)
    return described(query, _closer(query, first)) if first else _in_words_of_the_engine(query, error, update)


def overlooked_fault(query: str, update: bool = False) -> SyntaxFault | None:
    """What SPARQL forbids in a query, or an update, that the engine lets pass; None if nothing."""
    found = overlooked(query, update)
    return described(query, found) if found else None


def described(query: str, violation: Violation, candidates: tuple[str, ...] = ()) -> SyntaxFault:
    """A violation as a fault with its place in lines and columns."""
    line, column = line_and_column(query, violation.start)
    token = query[violation.start : violation.end]
    return SyntaxFault(violation.message, line, column, token, candidates, violation.advice, violation.meant)


def _broken(query: str, update: bool) -> list[Violation]:
    """The rules beyond the grammar that are broken. Raises Unreadable."""
    if update:
        return [*update_violations(parse_update(query))]
    tree = parse(query)
    return [*violations(tree)] or [*unsupported(tree)]


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


def _unknown_functions(found: Sequence[Token]) -> Iterator[Violation]:
    """The words before brackets that name nothing in SPARQL, for a text without a tree."""
    for token, following in pairwise(found):
        known = (
            token.word in FUNCTIONS or token.word in AGGREGATES or token.word in KEYWORDS or token.text == "a"
        )
        if following.text == "(" and token.kind == "word" and not known:
            yield unknown_function(token.start, token.text)


def _closer(query: str, violation: Violation) -> Violation:
    """A violation, or the letter of another script in the word at its place that may be its cause."""
    word = query[violation.start : violation.end]
    found = look_alike(word, violation.start) if _WORD.fullmatch(word) else None
    if found and word[0] in "?$" and found.meant not in query:
        return violation  # a name of its own
    return found or violation


def _in_words_of_the_engine(query: str, error: SyntaxError, update: bool) -> SyntaxFault:
    """The fault where the engine's parser stops, for a text in which nothing else is found."""
    stop = culprit(query, update)
    start, end = (stop.start, stop.end) if stop else (len(query.rstrip()), len(query.rstrip()))
    if sentence := _SENTENCE.search(str(error).partition("expected ")[2]):
        message = sentence[1].replace("The SELECT", "the SELECT")
    else:
        message = f"“{stop.text[:SHOWN]}” cannot stand here" if stop else "the text ends too early"
    return described(
        query, Violation(start, end, message), () if sentence else expected(query, start, update)
    )


def _unexpected(query: str, found: Sequence[Token], start: int, update: bool) -> SyntaxFault:
    """The fault that is the token at `start`, from which no query goes on."""
    token = Place(query, found, start).token
    candidates = expected(query, start, update)
    if token.kind == "end":
        advice = "add WHERE { … }" if "WHERE" in candidates else ""
        return described(query, Violation(start, start, "the text ends too early", advice), candidates)
    following = next((one for one in found if one.start >= token.end), None)
    meant = _word_meant(token, following, candidates)
    advice = f"did you mean {meant}?" if meant else _advice(token, candidates)
    violation = Violation(start, token.end, f"“{token.text[:SHOWN]}” cannot stand here", advice, meant)
    closer = _closer(query, violation)
    return described(query, closer, candidates if closer is violation else ())


def _advice(token: Token, candidates: Sequence[str]) -> str:
    text = token.text[:SHOWN]
    if "SELECT" in candidates and "ASK" in candidates:
        return "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"
    if token.word in FUNCTIONS or token.word in AGGREGATES:
        return f"write {text}(…)"
    if token.text == "A" and "an IRI" in candidates:
        return "write a, in small letters"
    if token.kind == "word" and token.text[:1].isalpha() and token.word not in KEYWORDS:
        if "a literal" in candidates and "{" not in candidates:
            return f'write ?{text} for a variable, "{text}" for a string'
        if "a variable" in candidates:
            return f"a variable begins with a question mark: ?{text}"
        if "an IRI" in candidates:
            return f"a name has a prefix: write :{text}, or <{text}>"
    if token.text in ("}", ".", ";") and ("a literal" in candidates or "an IRI" in candidates):
        return "a triple has a subject, a property and an object"
    if token.text == ")" and "a literal" in candidates:
        return "an expression is missing before it"
    if token.kind in ("variable", "iri", "name", "string", "number", "word"):
        if "." in candidates:
            return "end the triple before it with a full stop"
        if "," in candidates:
            return "put a comma before it"
        if "AS" in candidates:
            return "write AS before the name of a value"
        if ")" in candidates:
            return "close the bracket before it"
    if "{" in candidates and "." not in candidates and "a literal" not in candidates:
        return "write a group in braces, { … }"
    return ""


def _word_meant(token: Token, following: Token | None, expected: Iterable[str]) -> str:
    if not token.text[:1].isalpha() or token.word in FUNCTIONS or token.word in AGGREGATES:
        return ""
    keywords = frozenset(name for name in expected if name.isupper())
    calls = following is not None and following.text == "("
    return (
        keyword_meant(token.text, keywords)
        or (function_meant(token.text) if calls else "")
        or keyword_meant(token.text)
    )
