"""Showing where a query is wrong: the line with the place marked, what could stand there, what may be meant."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from server.endpoint.problems import HttpProblem, Slug, of_error
from server.engine import EngineError, QuerySyntaxError
from server.sparql.fixes import Fix
from server.sparql.suggestions import Hint, Names, unknown_names
from server.sparql.tokens import SHORT

BEFORE: Final = 60
AFTER: Final = 60
"""Characters of the line shown before and after the place."""

_LONGEST_TOKEN: Final = 60


def diagnosed(error: EngineError, query: str, names: Names | None = None) -> HttpProblem:
    """The problem document of an error, with all that helps to mend the query that caused it.

    A syntax error gets the members `line`, `column`, `token`, `advice`, `expected`, `excerpt`, `marked` (start and end
    of the token in the excerpt) and, where something can be meant, `hints`. A query that failed otherwise gets hints
    only, if it is short.
    """
    problem = of_error(error)
    if isinstance(error, QuerySyntaxError):
        hints = [*(Hint.of(one) for one in error.missing), *_word(error, query)]
        problem.members.update(_place(error, query))
        if error.expected:
            problem.detail = f"{problem.detail} Expected: {_either(error.expected)}."
    elif problem.slug in (Slug.EVALUATION, Slug.DEADLINE):
        hints = unknown_names(query, names) if names and len(query) <= SHORT else []
    else:
        hints = []
    if hints:
        problem.members["hints"] = [asdict(hint) for hint in hints]
    return problem


def _word(error: QuerySyntaxError, query: str) -> list[Hint]:
    if not error.meant:
        return []
    message = f"cannot stand here; did you mean {error.meant}?"
    start = sum(len(line) + 1 for line in query.split("\n")[: error.line - 1]) + error.column - 1
    fix = Fix.replacing(start, start + len(error.token), error.meant)
    return [Hint.at(query, start, error.token, message, error.meant, (fix,))]


def _place(error: QuerySyntaxError, query: str) -> dict[str, Any]:
    line = query.split("\n")[error.line - 1]
    start = error.column - 1
    first = max(0, start - BEFORE)
    length = max(1, len(error.token.split("\n")[0]))
    excerpt = line[first : start + length + AFTER].rstrip("\r")
    end = min(start - first + length, len(excerpt))
    return {
        "token": error.token[:_LONGEST_TOKEN],
        "advice": error.advice,
        "expected": list(error.expected),
        "excerpt": excerpt,
        "marked": [start - first, max(end, start - first)],
    }


def _either(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
