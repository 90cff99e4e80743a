"""Mistakes within expressions, columns, triples and lists of values, mostly habits of SQL and programming languages."""

from __future__ import annotations

import re
from typing import Final

from server.sparql.faults.place import SHOWN, Place
from server.sparql.faults.violation import Violation
from server.sparql.vocabulary import AGGREGATES

_OPERATORS: Final = {
    "AND": "write &&",
    "OR": "write ||",
    "LIKE": "write CONTAINS(STR(?x), …) or REGEX(STR(?x), …)",
    "ILIKE": 'write REGEX(STR(?x), …, "i")',
    "IS": "write !BOUND(?x) or BOUND(?x)",
    "BETWEEN": "write ?x >= … && ?x <= …",
    "MOD": "write ?a - ?b * FLOOR(?a / ?b)",
    "%": "write ?a - ?b * FLOOR(?a / ?b)",
    "!==": "write !=",
    "=<": "write <=",
    "=>": "write >=",
    "==": "write =",
    "<>": "write !=",
    "&": "write &&",
    "|": "write ||",
}
_NO_VALUES: Final = frozenset(("NULL", "NIL", "NONE"))
_DATE: Final = re.compile(r"(?<![\w.])[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,4}")
_COMMENTS: Final = ("//", "/*", "--")


def operator(place: Place) -> Violation | None:
    """Operators, values and comments of other languages."""
    text, start = place.text, place.start
    if text.startswith(":=", start):
        return Violation(
            start, start + 2, "there is no operator :=", "write = to compare, BIND(… AS ?x) to assign"
        )
    for width in (2, 1):
        written = text[max(0, start - width) : start + 1]
        if written in ("!==", "==", "<>", "=<", "=>") and place.bracket == "(":
            return Violation(start - width, start + 1, f"there is no operator {written}", _OPERATORS[written])
    if place.token.word == "OR" and place.bracket == "{":
        return place.here("OR cannot stand between groups", "write UNION")
    name = place.token.word or place.token.text[:1]
    single = not text.startswith(("&&", "||"), start)
    if single and name in _OPERATORS and (place.bracket == "(" or place.clause in ("FILTER", "HAVING")):
        return place.here(f"there is no operator {name}", _OPERATORS[name])
    if place.near(-1).word == "NOT" and place.bracket == "(":
        before = place.near(-1)
        return Violation(before.start, before.end, "NOT stands before EXISTS and IN alone", "write !")
    if name in _NO_VALUES:
        return place.here(
            f"there is no value {place.token.text}", "a variable without a value is unbound: !BOUND(?x)"
        )
    if text.startswith(_COMMENTS, start) and place.bracket != "(":
        return Violation(start, start + 2, f"“{text[start : start + 2]}” begins no comment", "write #")
    return None


def string(place: Place) -> Violation | None:
    """A string that ends too early, or lacks its language or datatype; a date without quotation marks."""
    before = place.near(-1)
    if before.kind == "string" and before.end == place.start and place.token.text == "@":
        return place.here("the language is missing", 'write it as in "…"@en')
    if (
        before.kind == "string"
        and before.end == place.start
        and place.token.kind in ("word", "string", "name")
    ):
        mark = before.text[-1]
        message = f"the string ends at the {mark} before this"
        return place.here(message, f"write \\{mark} within a string that is quoted by {mark}")
    if before.kind == "language" and place.token.text[:1] == "^":
        return place.here("a literal has a language or a datatype, not both", "take one away")
    if before.text == "^^" or (before.text == "^" and place.near(-2).text == "^"):
        return place.here("the datatype is missing", 'write it as in "2020-01-02"^^xsd:date')
    if before.kind == "number" and (found := _DATE.match(place.text, before.start)):
        message = f"{found[0]} is no date, but a calculation"
        return Violation(before.start, found.end(), message, f'write "{found[0]}"^^xsd:date')
    return None


def argument(place: Place) -> Violation | None:
    """The arguments of an aggregate."""
    if place.clause not in AGGREGATES or place.bracket != "(":
        return None
    token, before = place.token, place.near(-1)
    if token.kind == "string" and before.text == ";":
        return place.here("the word SEPARATOR is missing", f"write ; SEPARATOR = {token.text[:SHOWN]}")
    if token.text == ")" and before.text == "(":
        advice = "write COUNT(*) to count solutions" if place.clause == "COUNT" else "name a variable"
        return place.here(f"{place.clause} wants an argument", advice)
    if token.text == "," and place.clause == "GROUP_CONCAT":
        return place.here("GROUP_CONCAT has no second argument", 'write ; SEPARATOR = "…"')
    if token.text == "," or token.kind == "variable":
        return place.here(f"{place.clause} takes one argument", "write one aggregate for each")
    return None


def comma(place: Place) -> Violation | None:
    """Commas between what stands in a row."""
    if place.token.text != ",":
        return None
    if place.clause == "LIMIT":
        return place.here("LIMIT takes one number", "write OFFSET with the number of rows to leave out")
    if place.clause in ("FILTER", "HAVING") and place.bracket == "(":
        return place.here("conditions stand apart by && or ||", "write && for both of them")
    if place.clause in ("SELECT", "DESCRIBE", "GROUP", "ORDER", "VALUES", "HAVING", "FROM"):
        return place.here("no commas stand here", "take the comma away")
    return None


def column(place: Place) -> Violation | None:
    """Expressions in SELECT without brackets or name."""
    token, before = place.token, place.near(-1)
    if place.clause == "SELECT" and place.bracket != "(":
        if token.word == "AS":
            advice = (
                f"write ({before.text[:SHOWN]} AS …)" if before.kind == "variable" else "write (… AS ?name)"
            )
            return place.here("AS stands in brackets, with what it names", advice)
        if token.word in ("TOP", "FIRST"):
            return place.here(f"there is no {token.word} in SPARQL", "write LIMIT at the end")
        if token.word == "ALL":
            return place.here("there is no ALL in SELECT", "take it away: all rows come without DISTINCT")
        if token.kind in ("word", "name") and place.near(1).text == "(":
            advice = f"write ({token.text[:SHOWN]}(…) AS ?name)"
            return place.here("an expression in SELECT stands in brackets, with a name", advice)
        if token.text == "{" and before.word in ("SELECT", "DISTINCT", "REDUCED"):
            return place.here("SELECT names no variables", "write SELECT * for all of them")
        if token.kind == "end":
            return place.here("the pattern is missing", "add WHERE { … }")
    if token.text == ")" and (place.clause in ("DISTINCT", "REDUCED") or _is_unnamed(place)):
        if place.clause in ("DISTINCT", "REDUCED") and place.near(-2).text == "(":
            advice = f"write {place.clause} {before.text[:SHOWN]}"
            return place.here("a variable alone stands without brackets", advice)
        return place.here("what the brackets hold has no name", "write AS ?name before the closing bracket")
    return None


def _is_unnamed(place: Place) -> bool:
    """Whether the place is the end of the brackets of BIND or of a column."""
    if place.bracket != "(" or place.near(-1).word == "AS":
        return False
    around = Place(place.text, place.tokens, place.open[-1].start)
    return place.clause == "BIND" or (around.clause == "SELECT" and around.bracket != "(")


def path(place: Place) -> Violation | None:
    """Variables in property paths."""
    token, before = place.token, place.near(-1)
    in_pattern = place.bracket in ("{", "[", "(") and place.clause != "VALUES"
    message, advice = (
        "a property path holds no variables",
        "write a triple of its own for a variable property",
    )
    if (
        in_pattern
        and token.text[:1] in "+*/|?"
        and token.text
        and before.kind == "variable"
        and before.end == place.start
    ):
        return Violation(before.start, place.start + 1, message, advice)
    steps = ("/", "|", "^", "!")
    if in_pattern and token.kind == "variable" and (before.text in steps or _opens_path(place)):
        return place.here(message, advice)
    return None


def _opens_path(place: Place) -> bool:
    return (
        place.near(-1).text == "("
        and place.near(-2).kind in ("variable", "iri", "name")
        and place.bracket == "("
    )


def row(place: Place) -> Violation | None:
    """The rows of VALUES."""
    token = place.token
    if place.near(-1).kind == "variable" and token.kind == "variable" and place.clause == "VALUES":
        return place.here(
            "several variables of VALUES stand in brackets", "write VALUES (?x ?y) { (1 2) (3 4) }"
        )
    if place.clause == "VALUES" and token.text == "(" and place.near(-1).text != "{" and not place.in_values:
        return place.here("the rows of VALUES stand in braces", "write VALUES ?x { 1 2 }")
    if not place.in_values:
        return None
    if token.text == ",":
        return place.here("the values of VALUES stand apart by spaces", "take the comma away")
    blank = token.text[:2] == "_:" or token.text == "["
    if blank or token.kind == "variable":
        what = "a blank node" if blank else "a variable"
        return place.here(f"{what} cannot be a value of VALUES", "write an IRI, a literal or UNDEF")
    if token.text == "(":
        return place.here(
            "one variable without brackets has values without brackets", "write VALUES ?x { 1 2 }"
        )
    if token.kind in ("iri", "string", "number", "name") and place.bracket == "{":
        return place.here("variables in brackets have rows in brackets", "write VALUES (?x) { (1) (2) }")
    return None


def node(place: Place) -> Violation | None:
    """What cannot be a term of a triple."""
    token, before = place.token, place.near(-1)
    if (
        token.text[:1] == "-"
        and before.kind == "variable"
        and before.end == place.start
        and place.bracket != "("
    ):
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
