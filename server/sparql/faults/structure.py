"""Mistakes in how a query or update is put together, and the list of all known mistakes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from server.sparql.faults import declarations, mistakes
from server.sparql.faults.place import CLAUSES, CLOSING, OPENING, SHOWN, TO_SPACE, Place
from server.sparql.faults.violation import Violation, line_and_column
from server.sparql.tokens import Token

_MODIFIERS: Final = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_FORMS: Final = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
_OPERATIONS: Final = frozenset(
    ("INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")
)
_ORDER: Final = "the order is WHERE, GROUP BY, HAVING, ORDER BY, LIMIT and OFFSET, VALUES"


def known_mistake(text: str, tokens: Sequence[Token], start: int, update: bool = False) -> Violation | None:
    """The mistake at the first place that no query, or no update, goes on from, if it is a known one."""
    place = Place(text, tokens, start, update)
    return next(filter(None, (mistake(place) for mistake in _MISTAKES)), None)


def _keyword(place: Place) -> Violation | None:
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
        case "GRAPH" if place.near(-2).word in _OPERATIONS:
            return place.here("GRAPH wants a name", f"write {place.near(-2).word} GRAPH <…>")
        case "FROM" | "NAMED":
            clause = "FROM" if before.word == "FROM" else "FROM NAMED"
            return place.here(f"{clause} wants the IRI of a graph", f"write {clause} <…>")
        case "GRAPH" | "SERVICE" | "SILENT":
            return place.here(f"{before.word} wants a name", f"write {before.word} <…> {{ … }}")
        case "GROUP" | "ORDER":
            return place.here(f"BY is missing behind {before.word}", f"write {before.word} BY")
    if place.near(-2).word in ("GRAPH", "SERVICE", "SILENT") and place.bracket == "{":
        message = f"{place.near(-2).word} wants a group in braces"
        return place.here(message, f"write {{ … }} behind {before.text[:SHOWN]}")
    if place.near(-1).text == ")" and place.clause in ("FILTER", "HAVING", "ORDER", "GROUP"):
        pair = place.text[place.start : place.start + 2]
        sign = pair if pair in ("&&", "||", "!=", "<=", ">=") else pair[:1]
        if sign and sign[0] in "=<>!+-*/&|":
            name = {"ORDER": "ORDER BY", "GROUP": "GROUP BY"}.get(place.clause, place.clause)
            message = f"an expression with operators stands in brackets behind {name}"
            return place.here(message, f"write {name} (… {sign} …)")
    return None


def _form(place: Place) -> Violation | None:
    token, before = place.token, place.near(-1)
    match before.word:
        case "CONSTRUCT" if token.kind in ("variable", "iri", "name") or token.text == "*":
            return place.here("CONSTRUCT wants triples in braces", "write CONSTRUCT { … } WHERE { … }")
        case "ASK" if token.kind == "variable" or token.text == "*":
            return place.here("ASK names no variables", "write ASK { … }")
        case "DESCRIBE" if token.text == "{":
            return place.here(
                "DESCRIBE says not what to describe", "write DESCRIBE ?x WHERE { … }, or DESCRIBE <…>"
            )
        case "LIMIT" | "OFFSET" if token.kind in ("number", "variable") or token.text[:1] == "-":
            written = TO_SPACE.match(place.text, place.start)
            end = written.end() if written else token.end
            return Violation(
                place.start, end, f"{before.word} takes a whole number", f"write {before.word} 10"
            )
    if place.clause == "CONSTRUCT" and place.bracket == "{" and token.word in CLAUSES:
        return place.here(f"{token.word} cannot stand in the template", "put it into WHERE { … }")
    if place.clause == "FROM" and not place.open and token.kind in ("iri", "name"):
        return place.here("each graph wants a FROM of its own", f"write FROM {token.text[:SHOWN]}")
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
    elif place.update:
        return None
    elif not place.open and word in _MODIFIERS:
        if word in place.levels:
            return place.here(f"{word} stands twice", "take one away")
        return place.here(f"{word} comes too late", _ORDER)
    elif not place.open and token.text == ";":
        message = (
            "a query ends without a semicolon"
            if place.near(1).kind == "end"
            else "one request holds one query"
        )
        return place.here(
            message, "take the semicolon away" if place.near(1).kind == "end" else "send them one by one"
        )
    elif not place.open and word in ("WHERE", "FROM") and "WHERE" in place.levels:
        return place.here(f"{word} comes too late", "there is one pattern, and FROM stands before it")
    return None


def _operation(place: Place) -> Violation | None:
    """What is wrong with an operation of an update."""
    if not place.update:
        return None
    token, before, earlier = place.token, place.near(-1), place.levels
    if place.open:
        if token.word == "GRAPH" and len(place.open) > 1:
            return place.here("GRAPH cannot stand in another GRAPH here", "close the first one before it")
        if token.word in CLAUSES and token.word != "GRAPH" and place.clause in ("INSERT", "DELETE", "DATA"):
            return place.here(f"{token.word} cannot stand among triples", "put it into WHERE { … }")
        return None
    if token.word in _FORMS and before.text in ("", ";"):
        return place.here("this is a query, not an update", "send it as a query")
    if token.word == "UPDATE":
        return place.here("there is no UPDATE in SPARQL", "write DELETE { … } INSERT { … } WHERE { … }")
    if token.word in _MODIFIERS:
        return place.here(f"an update has no {token.word}", "write a subquery with it in WHERE")
    if token.word == "INTO" and before.word == "INSERT":
        return place.here("there is no INSERT INTO in SPARQL", "write INSERT DATA { GRAPH <…> { … } }")
    if before.word in ("CLEAR", "DROP", "CREATE") and token.kind in ("iri", "name", "word"):
        return place.here(f"{before.word} wants GRAPH before a name", f"write {before.word} GRAPH <…>")
    if (
        earlier[-1:]
        and {*earlier} & {"ADD", "MOVE", "COPY"}
        and "TO" not in earlier
        and before.kind in ("iri", "name")
    ):
        return place.here("TO stands between the two graphs", "write TO before the second one")
    if token.word == "DATA" and "WITH" in earlier:
        return place.here(
            f"WITH cannot stand before {before.word} DATA", "write GRAPH <…> { … } within the braces"
        )
    if before.text != "}":
        return None
    last = [word for word in earlier if word in ("INSERT", "DELETE", "DATA", "WHERE", "USING")][-2:]
    if token.word == "WHERE" and last[-1:] == ["DATA"]:
        return place.here(f"{last[0]} DATA has no WHERE", f"write {last[0]} {{ … }} WHERE {{ … }}")
    if token.word == "DELETE" and last[-1:] == ["INSERT"]:
        return place.here("DELETE stands before INSERT", "write DELETE { … } INSERT { … } WHERE { … }")
    if token.word in _OPERATIONS:
        return place.here("operations stand apart by a semicolon", f"write ; before {token.word}")
    if last[-1:] in (["INSERT"], ["DELETE"]):
        return place.here("WHERE is missing", f"write {last[-1]} DATA {{ … }}, or add WHERE {{ … }}")
    return None


def _brackets(place: Place) -> Violation | None:
    token = place.token
    if token.text in OPENING and OPENING[token.text] not in [one.text for one in place.open]:
        return place.here(f"“{token.text}” closes nothing", "take it away")
    if not place.open:
        return None
    last = place.open[-1]
    line, column = line_and_column(place.text, last.start)
    which = f"the “{last.text}” of line {line}, column {column}"
    if token.kind == "end":
        return place.here("the text ends too early", f"close {which} with “{CLOSING[last.text]}”")
    unclosed = place.bracket == "(" and token.word in CLAUSES and token.word != "EXISTS"
    if (token.text in OPENING and place.bracket != OPENING[token.text]) or unclosed:
        return place.here(
            f"“{token.text}” cannot stand here, as {which} is open", f"close it with “{CLOSING[last.text]}”"
        )
    return None


_MISTAKES: Final[tuple[Callable[[Place], Violation | None], ...]] = (
    _operation,
    declarations.declaration,
    declarations.iri,
    mistakes.string,
    mistakes.operator,
    mistakes.argument,
    mistakes.comma,
    mistakes.column,
    mistakes.path,
    _keyword,
    mistakes.row,
    mistakes.node,
    _form,
    _structure,
    _brackets,
)
