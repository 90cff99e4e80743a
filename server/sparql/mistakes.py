"""Mistakes that people make often, known by the token at which a query stops to be SPARQL and by what is around it.

Most are habits of SQL, Turtle and programming languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from server.sparql.lexical import malformed_iri
from server.sparql.tokens import Token
from server.sparql.violation import Violation, line_and_column
from server.sparql.vocabulary import AGGREGATES

_CLOSING: Final = {"{": "}", "(": ")", "[": "]"}
_OPENING: Final = {closing: opening for opening, closing in _CLOSING.items()}
_CLAUSES: Final = frozenset(
    """SELECT ASK CONSTRUCT DESCRIBE FROM WHERE FILTER BIND VALUES OPTIONAL UNION MINUS GRAPH SERVICE EXISTS GROUP HAVING
    ORDER LIMIT OFFSET PREFIX BASE INSERT DELETE""".split()
)
_MODIFIERS: Final = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_ORDER: Final = "the order is WHERE, GROUP BY, HAVING, ORDER BY, LIMIT and OFFSET, VALUES"
_OPERATORS: Final = {
    "AND": "write &&",
    "OR": "write ||",
    "LIKE": "write CONTAINS(STR(?x), …) or REGEX(STR(?x), …)",
    "ILIKE": 'write REGEX(STR(?x), …, "i")',
    "IS": "write !BOUND(?x) or BOUND(?x)",
    "BETWEEN": "write ?x >= … && ?x <= …",
    "MOD": "write ?a - ?b * FLOOR(?a / ?b)",
    "%": "write ?a - ?b * FLOOR(?a / ?b)",
    "==": "write =",
    "<>": "write !=",
    "&": "write &&",
    "|": "write ||",
}
_NO_VALUES: Final = frozenset(("NULL", "NIL", "NONE"))
_DATE: Final = re.compile(r"(?<![\w.])[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,4}")
_COMMENTS: Final = ("//", "/*", "--")
_SCHEMES: Final = frozenset(("http", "https", "urn", "mailto", "ftp", "file", "tag"))
_TO_SPACE: Final = re.compile(r"[^\s<>{}\"]+")
_SHOWN: Final = 40


@dataclass(frozen=True)
class Place:
    """The place at which a text stops to be SPARQL; `tokens` are those of the whole text."""

    text: str
    tokens: Sequence[Token]
    start: int

    @cached_property
    def index(self) -> int:
        """The number of the token at the place, or of tokens if it is the end."""
        return next((number for number, token in enumerate(self.tokens) if token.end > self.start), len(self.tokens))

    @cached_property
    def token(self) -> Token:
        """What stands there; it may be the rest of a token."""
        if self.index == len(self.tokens):
            return Token("end", "", self.start)
        token = self.tokens[self.index]
        return token if token.start >= self.start else Token("other", token.text[self.start - token.start :], self.start)

    def near(self, distance: int) -> Token:
        """A token before or behind that at the place, by its distance in tokens."""
        number = self.index + distance
        if distance < 0 and self.index < len(self.tokens) and self.tokens[self.index].start < self.start:
            number += 1  # the place is within a token, whose beginning comes before it
            if distance == -1:
                token = self.tokens[self.index]
                return Token(token.kind, token.text[: self.start - token.start], token.start)
        return self.tokens[number] if 0 <= number < len(self.tokens) else Token("end", "", self.start)

    @cached_property
    def open(self) -> list[Token]:
        """The brackets that are open there, the outermost first."""
        found: list[Token] = []
        for token in self.tokens[: self.index]:
            if token.text in _CLOSING:
                found.append(token)
            elif found and token.text == _CLOSING[found[-1].text]:
                found.pop()
        return found

    @property
    def bracket(self) -> str:
        """The innermost bracket that is open there, if any is."""
        return self.open[-1].text if self.open else ""

    @cached_property
    def clause(self) -> str:
        """The keyword whose clause the place is in, of those in the innermost bracket."""
        number = self.index - 1
        depth = 0
        while number >= 0:
            token = self.tokens[number]
            depth += {")": 1, "]": 1, "}": 1, "(": -1, "[": -1, "{": -1}.get(token.text, 0)
            if depth < 0:
                return self.tokens[number - 1].word if number else ""
            if depth == 0 and token.word in _CLAUSES:
                return token.word
            number -= 1
        return ""

    @cached_property
    def in_values(self) -> bool:
        """Whether the place is among the rows of VALUES."""
        braces = [one for one in self.open[-2:] if one.text == "{"]
        if not braces:
            return False
        number = self.tokens.index(braces[-1]) - 1
        while number >= 0 and (self.tokens[number].kind == "variable" or self.tokens[number].text in ("(", ")")):
            number -= 1
        return number >= 0 and self.tokens[number].word == "VALUES"

    @cached_property
    def levels(self) -> list[str]:
        """The keywords at the same depth of brackets before the place."""
        found: list[list[str]] = [[]]
        for token in self.tokens[: self.index]:
            if token.text in _CLOSING:
                found.append([])
            elif token.text in _OPENING and len(found) > 1:
                found.pop()
            elif token.word:
                found[-1].append(token.word)
        return found[-1]

    def here(self, message: str, advice: str = "") -> Violation:
        """The violation that the token at the place is."""
        return Violation(self.start, self.token.end, message, advice)


def known_mistake(text: str, tokens: Sequence[Token], start: int) -> Violation | None:
    """The mistake at the first place that no query goes on from, if it is a known one."""
    place = Place(text, tokens, start)
    return next(filter(None, (mistake(place) for mistake in _MISTAKES)), None)


def _declaration(place: Place) -> Violation | None:
    token = place.token
    if token.text.lower() in ("@prefix", "@base"):
        keyword = token.text[1:].upper()
        return place.here(f"{token.text} is of Turtle", f"write {keyword}, and no full stop behind it")
    if token.text in (".", ";") and place.near(-1).kind == "iri" and _declares(place.near(-3), place.near(-2)):
        return place.here("a declaration of SPARQL has no full stop", f"take the “{token.text}” away")
    if token.word == "PREFIX" and not place.open:
        return _prefix(place)
    if token.word == "BASE" and not place.open:
        return _namespace(place, 1)
    if token.word in ("PREFIX", "BASE"):
        return place.here(f"{token.word} cannot stand in a pattern", "put it at the top of the query")
    return None


def _declares(first: Token, second: Token) -> bool:
    return first.word == "PREFIX" or second.word == "BASE"


def _prefix(place: Place) -> Violation | None:
    name = place.near(1)
    if name.kind == "iri":
        return Violation(name.start, name.end, "PREFIX has no name", f"write PREFIX name: {name.text[:_SHOWN]}")
    if name.kind == "word":
        return Violation(
            name.start, name.end, f"the colon behind “{name.text[:_SHOWN]}” is missing", f"write PREFIX {name.text}:"
        )
    if name.kind != "name":
        return Violation(name.start, name.end, "PREFIX wants a name with a colon", "write PREFIX name: <…>")
    prefix, _, local = name.text.partition(":")
    if local:
        return Violation(name.start, name.end, "a prefix ends with its colon", f"write PREFIX {prefix}: <…>")
    return _namespace(place, 2)


def _namespace(place: Place, distance: int) -> Violation | None:
    token = place.near(distance)
    if token.text == "<" and (found := malformed_iri(place.text, token.start)):
        return found
    if token.kind == "iri":
        return None
    written = _TO_SPACE.match(place.text, token.start)
    if token.kind == "name" and written:
        return Violation(token.start, written.end(), "an IRI stands between < and >", f"write <{written[0]}>")
    return Violation(token.start, token.end, "an IRI between < and > is missing", "write <…>")


def _iri(place: Place) -> Violation | None:
    token = place.token
    if token.text[:1] == "<":
        return malformed_iri(place.text, token.start)
    if token.text == "%" and place.near(-1).kind == "name":
        return place.here("“%” in a name wants two hexadecimal digits", "write \\% for the sign itself")
    return None


def bare_iri(text: str, token: Token) -> Violation | None:
    """An IRI that stands without < and >, where its scheme would be a prefix."""
    written = _TO_SPACE.match(text, token.start)
    if token.text.partition(":")[0].lower() not in _SCHEMES or written is None:
        return None
    end = written.end() - len(written[0]) + len(written[0].rstrip(".,;)"))
    iri = text[token.start : end]
    return Violation(token.start, end, "an IRI stands between < and >", f"write <{iri}>")


def _operator(place: Place) -> Violation | None:
    text, start = place.text, place.start
    if text[start - 1 : start + 1] in ("==", "<>") and place.bracket == "(":
        written = text[start - 1 : start + 1]
        return Violation(start - 1, start + 1, f"there is no operator {written}", _OPERATORS[written])
    name = place.token.word or place.token.text[:1]
    if name in _OPERATORS and (place.bracket == "(" or place.clause in ("FILTER", "HAVING")):
        return place.here(f"there is no operator {name}", _OPERATORS[name])
    if place.near(-1).word == "NOT" and place.bracket == "(":
        before = place.near(-1)
        return Violation(before.start, before.end, "NOT stands before EXISTS and IN alone", "write !")
    if name in _NO_VALUES:
        return place.here(f"there is no value {place.token.text}", "a variable without a value is unbound: !BOUND(?x)")
    if text.startswith(_COMMENTS, start) and place.bracket != "(":
        return Violation(start, start + 2, f"“{text[start : start + 2]}” begins no comment", "write #")
    return None


def _string(place: Place) -> Violation | None:
    before = place.near(-1)
    if before.kind == "string" and before.end == place.start and place.token.text == "@":
        return place.here("the language is missing", 'write it as in "…"@en')
    if before.kind == "string" and before.end == place.start and place.token.kind in ("word", "string", "name"):
        mark = before.text[-1]
        message = f"the string ends at the {mark} before this"
        return place.here(message, f"write \\{mark} within a string that is quoted by {mark}")
    if before.text == "^^" or (before.text == "^" and place.near(-2).text == "^"):
        return place.here("the datatype is missing", 'write it as in "2020-01-02"^^xsd:date')
    if before.kind == "number" and (found := _DATE.match(place.text, before.start)):
        message = f"{found[0]} is no date, but a calculation"
        return Violation(before.start, found.end(), message, f'write "{found[0]}"^^xsd:date')
    return None


def _argument(place: Place) -> Violation | None:
    if place.clause not in AGGREGATES or place.bracket != "(":
        return None
    token, before = place.token, place.near(-1)
    if token.kind == "string" and before.text == ";":
        return place.here("the word SEPARATOR is missing", f"write ; SEPARATOR = {token.text[:_SHOWN]}")
    if token.text == ")" and before.text == "(":
        advice = "write COUNT(*) to count solutions" if place.clause == "COUNT" else "name a variable"
        return place.here(f"{place.clause} wants an argument", advice)
    if token.text == "," and place.clause == "GROUP_CONCAT":
        return place.here("GROUP_CONCAT has no second argument", 'write ; SEPARATOR = "…"')
    if token.text == "," or token.kind == "variable":
        return place.here(f"{place.clause} takes one argument", "write one aggregate for each")
    return None


def _comma(place: Place) -> Violation | None:
    if place.token.text != ",":
        return None
    if place.clause == "LIMIT":
        return place.here("LIMIT takes one number", "write OFFSET with the number of rows to leave out")
    if place.clause in ("SELECT", "DESCRIBE", "GROUP", "ORDER", "VALUES", "HAVING", "FROM"):
        return place.here("no commas stand here", "take the comma away")
    return None


def _column(place: Place) -> Violation | None:
    token, before = place.token, place.near(-1)
    if place.clause == "SELECT" and place.bracket != "(":
        if token.word == "AS":
            advice = f"write ({before.text[:_SHOWN]} AS …)" if before.kind == "variable" else "write (… AS ?name)"
            return place.here("AS stands in brackets, with what it names", advice)
        if token.word in ("TOP", "FIRST"):
            return place.here(f"there is no {token.word} in SPARQL", "write LIMIT at the end")
        if token.kind in ("word", "name") and place.near(1).text == "(":
            advice = f"write ({token.text[:_SHOWN]}(…) AS ?name)"
            return place.here("an expression in SELECT stands in brackets, with a name", advice)
        if token.text == "{" and before.word in ("SELECT", "DISTINCT", "REDUCED"):
            return place.here("SELECT names no variables", "write SELECT * for all of them")
        if token.kind == "end":
            return place.here("the pattern is missing", "add WHERE { … }")
    if token.text == ")" and place.clause in ("SELECT", "DISTINCT", "REDUCED", "BIND") or _names_nothing(place):
        if place.clause in ("DISTINCT", "REDUCED") and place.near(-2).text == "(":
            return place.here("a variable alone stands without brackets", f"write {place.clause} {before.text}")
        return place.here("what the brackets hold has no name", "write AS ?name before the closing bracket")
    return None


def _names_nothing(place: Place) -> bool:
    """Whether the place is the end of the brackets of a column."""
    if place.token.text != ")" or not place.open or place.near(-1).word == "AS":
        return False
    around = Place(place.text, place.tokens, place.open[-1].start)
    return around.clause == "SELECT" and around.bracket != "("


def _path(place: Place) -> Violation | None:
    token, before = place.token, place.near(-1)
    in_pattern = place.bracket in ("{", "[", "(") and place.clause != "VALUES"
    message, advice = "a property path holds no variables", "write a triple of its own for a variable property"
    if in_pattern and token.text[:1] in "+*/|?" and token.text and before.kind == "variable" and before.end == place.start:
        return Violation(before.start, place.start + 1, message, advice)
    steps = ("/", "|", "^", "!")
    if in_pattern and token.kind == "variable" and (before.text in steps or _opens_path(place)):
        return place.here(message, advice)
    return None


def _opens_path(place: Place) -> bool:
    return place.near(-1).text == "(" and place.near(-2).kind in ("variable", "iri", "name") and place.bracket == "("


def _taken(place: Place) -> Violation | None:
    """What stands where a keyword wants brackets."""
    before = place.near(-1)
    match before.word:
        case "FILTER" | "HAVING":
            return place.here(f"{before.word} wants brackets", f"write {before.word}(…)")
        case "BIND":
            return place.here("BIND wants brackets", "write BIND(… AS ?name)")
        case "IN":
            return place.here("IN wants a list in brackets", "write IN (…, …)")
        case "ASC" | "DESC" if place.near(-2).kind == "variable" and place.token.text != "(":
            variable = place.near(-2).text
            message = f"{before.word} stands before what it orders, with brackets"
            return Violation(before.start, before.end, message, f"write {before.word}({variable})")
        case "ASC" | "DESC":
            return place.here(f"{before.word} wants brackets", f"write {before.word}(…)")
        case "OPTIONAL" | "UNION" | "MINUS" | "EXISTS" | "WHERE":
            return place.here(f"{before.word} wants a group in braces", f"write {before.word} {{ … }}")
        case "GRAPH" | "SERVICE":
            return place.here(f"{before.word} wants a name", f"write {before.word} <…> {{ … }}")
        case "GROUP" | "ORDER":
            return place.here(f"BY is missing behind {before.word}", f"write {before.word} BY")
    if place.near(-1).text == ")" and place.clause in ("FILTER", "HAVING", "ORDER", "GROUP"):
        text = place.token.text
        if text[:1] in "=<>!+-*/&|" and text:
            name = {"ORDER": "ORDER BY", "GROUP": "GROUP BY"}.get(place.clause, place.clause)
            message = f"an expression with operators stands in brackets behind {name}"
            return place.here(message, f"write {name} (… {text[:2]} …)")
    return None


def _row(place: Place) -> Violation | None:
    token = place.token
    if place.near(-1).kind == "variable" and token.kind == "variable" and place.clause == "VALUES":
        return place.here("several variables of VALUES stand in brackets", "write VALUES (?x ?y) { (1 2) (3 4) }")
    if not place.in_values:
        return None
    blank = token.text[:2] == "_:" or token.text == "["
    if blank or token.kind == "variable":
        what = "a blank node" if blank else "a variable"
        return place.here(f"{what} cannot be a value of VALUES", "write an IRI, a literal or UNDEF")
    if token.text == "(":
        return place.here("one variable without brackets has values without brackets", "write VALUES ?x { 1 2 }")
    if token.kind in ("iri", "string", "number", "name") and place.bracket == "{":
        return place.here("variables in brackets have rows in brackets", "write VALUES (?x) { (1) (2) }")
    return None


def _node(place: Place) -> Violation | None:
    token, before = place.token, place.near(-1)
    if token.text[:1] == "-" and before.kind == "variable" and before.end == place.start and place.bracket != "(":
        name = (before.text + token.text).replace("-", "_")
        return place.here("the name of a variable holds no hyphen", f"write {name}")
    if token.text in ("?", "$"):
        return place.here("a variable without a name", f"write a name behind the {token.text}")
    blank = token.text[:2] == "_:" or token.text == "["
    verb = before.kind in ("variable", "iri", "name") or before.text == "]"
    if place.bracket == "{" and verb and (blank or token.kind in ("string", "number")):
        what = "a blank node" if blank else "a literal"
        return place.here(f"{what} cannot be a property", "write an IRI or a variable")
    if token.text == "." and before.text == ".":
        return place.here("there is no triple between the full stops", "take one away")
    if token.text == "}" and before.text == ",":
        return place.here("an object is missing behind the comma", "take the comma away, or add an object")
    return None


def _form(place: Place) -> Violation | None:
    token, before = place.token, place.near(-1)
    match before.word:
        case "CONSTRUCT" if token.kind in ("variable", "iri", "name") or token.text == "*":
            return place.here("CONSTRUCT wants triples in braces", "write CONSTRUCT { … } WHERE { … }")
        case "ASK" if token.kind == "variable" or token.text == "*":
            return place.here("ASK names no variables", "write ASK { … }")
        case "DESCRIBE" if token.text == "{":
            return place.here("DESCRIBE says not what to describe", "write DESCRIBE ?x WHERE { … }, or DESCRIBE <…>")
        case "LIMIT" | "OFFSET" if token.kind != "end":
            written = _TO_SPACE.match(place.text, place.start)
            end = written.end() if written else token.end
            return Violation(place.start, end, f"{before.word} takes a whole number", f"write {before.word} 10")
    if place.clause == "CONSTRUCT" and place.bracket == "{" and token.word in _CLAUSES:
        return place.here(f"{token.word} cannot stand in the template", "put it into WHERE { … }")
    if place.clause == "FROM" and not place.open and token.kind in ("iri", "name"):
        return place.here("each graph wants a FROM of its own", f"write FROM {token.text[:_SHOWN]}")
    return None


def _structure(place: Place) -> Violation | None:
    token, word = place.token, place.token.word
    if place.bracket == "{":
        if word == "SELECT":
            return place.here("a subquery stands in braces of its own", "write { SELECT … }")
        if word in _MODIFIERS and word != "VALUES":
            return place.here(f"{word} cannot stand in a group", f"put it behind the closing brace; {_ORDER}")
        if word in ("NOT", "EXISTS"):
            return place.here(f"{word} cannot begin here", "write FILTER before it")
        if word == "UNION":
            return place.here("UNION stands between two groups", "write { … } UNION { … }")
        if word in ("FILTER", "OPTIONAL", "BIND", "MINUS", "VALUES", "GRAPH") and place.clause == "":
            return None
        if place.levels[:1] == ["SELECT"]:
            message = "a subquery has its group for itself"
            return place.here(message, "put braces around the subquery alone: { SELECT … }")
    elif not place.open and word in _MODIFIERS:
        if word in place.levels:
            return place.here(f"{word} stands twice", "take one away")
        return place.here(f"{word} comes too late", _ORDER)
    elif not place.open and token.text == ";":
        message = "a query ends without a semicolon" if place.near(1).kind == "end" else "one request holds one query"
        return place.here(message, "take the semicolon away" if place.near(1).kind == "end" else "send them one by one")
    elif not place.open and word in ("WHERE", "FROM") and "WHERE" in place.levels:
        return place.here(f"{word} comes too late", "there is one pattern, and FROM stands before it")
    return None


def _brackets(place: Place) -> Violation | None:
    token = place.token
    if token.text in _OPENING and (not place.open or place.bracket != _OPENING[token.text]):
        if _OPENING[token.text] not in [one.text for one in place.open]:
            return place.here(f"“{token.text}” closes nothing", "take it away")
        last = place.open[-1]
        line, column = line_and_column(place.text, last.start)
        message = f"“{token.text}” cannot stand here: the “{last.text}” of line {line}, column {column} is open"
        return place.here(message, f"close it with “{_CLOSING[last.text]}”")
    if token.kind == "end" and place.open:
        last = place.open[-1]
        line, column = line_and_column(place.text, last.start)
        advice = f"close the “{last.text}” of line {line}, column {column} with “{_CLOSING[last.text]}”"
        return place.here("the text ends too early", advice)
    return None


_MISTAKES: Final[tuple[Callable[[Place], Violation | None], ...]] = (
    _declaration,
    _iri,
    _string,
    _operator,
    _argument,
    _comma,
    _column,
    _path,
    _taken,
    _row,
    _node,
    _form,
    _structure,
    _brackets,
)
