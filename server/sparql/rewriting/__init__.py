"""Queries and updates put into words that the engine gets right, without changing their meaning.

What the engine refuses or answers otherwise than SPARQL 1.1 has it, the rules here put differently, one after the
other, each from text to text; where that is not possible they refuse the query. `server.engine.dataset` applies them.
"""

from __future__ import annotations

from typing import Final

from server.sparql.parser import parse
from server.sparql.rewriting.columns import has_star, with_columns, without_stars
from server.sparql.rewriting.edits import Edit, edited
from server.sparql.rewriting.graph_variable import GRAPH_VARIABLE
from server.sparql.rewriting.paths import PATHS
from server.sparql.rewriting.rule import Ask, Refused, Rule
from server.sparql.rewriting.using import DatasetConflict, with_dataset
from server.sparql.rewriting.words import BOOLEANS, WANT_BRACKET, normalise_for_engine
from server.sparql.rewriting.zero_length_paths import ZERO_LENGTH_PATHS

__all__ = [
    "BOOLEANS",
    "RULES",
    "WANT_BRACKET",
    "Ask",
    "DatasetConflict",
    "Edit",
    "Refused",
    "Rule",
    "apply_rules",
    "edited",
    "has_star",
    "normalise_for_engine",
    "with_columns",
    "with_dataset",
]

_IN_ORDER: Final = (PATHS, ZERO_LENGTH_PATHS, GRAPH_VARIABLE)

RULES: Final = frozenset(rule.name for rule in _IN_ORDER)
"""The names of all rules."""


def apply_rules(query: str, ask: Ask, without: frozenset[str] = frozenset()) -> str:
    """A query in the words of all rules but those named by `without`; the same text if none has anything to do.

    Raises Refused, and Unreadable for a query that rules concern and that is not understood.
    """
    concerned = [rule for rule in _IN_ORDER if rule.name not in without and rule.concerns(query)]
    if not concerned:
        return query
    begun = written = without_stars(parse(query))  # an asterisk shall not stand for variables of the rules
    for rule in concerned:
        written = rule.rewrite(parse(written), ask)
    return query if written == begun else written
