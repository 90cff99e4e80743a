"""Queries and updates put into words that the engine gets right, without changing their meaning.

What the engine refuses or answers otherwise than SPARQL 1.1 has it, the rules here put differently, one after the
other, each from text to text; where that is not possible they refuse the query. `server.engine.dataset` applies them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from server.sparql.parser import parse
from server.sparql.rewriting.aggregates import AGGREGATE_REUSE, COUNT, GROUP_CONCAT
from server.sparql.rewriting.blank_nodes import BLANK_NODES
from server.sparql.rewriting.casts import CASTS
from server.sparql.rewriting.columns import with_columns, without_stars
from server.sparql.rewriting.comparisons import COMPARISONS
from server.sparql.rewriting.distinct_stars import DISTINCT_STARS
from server.sparql.rewriting.edits import Edit, edited
from server.sparql.rewriting.exists import EXISTS
from server.sparql.rewriting.graph_variable import GRAPH_VARIABLE
from server.sparql.rewriting.group_keys import GROUP_KEYS
from server.sparql.rewriting.minus import MINUS
from server.sparql.rewriting.paths import PATHS
from server.sparql.rewriting.patterns import PATTERNS
from server.sparql.rewriting.rule import Ask, Refused, Rule
from server.sparql.rewriting.using import DatasetConflict, pattern_groups, with_dataset
from server.sparql.rewriting.words import BOOLEANS, IRREGULAR, WANT_BRACKET, normalise_for_engine
from server.sparql.rewriting.zero_length_paths import ZERO_LENGTH_PATHS
from server.sparql.scopes import projected

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
    "apply_rules_to_update",
    "edited",
    "is_plain",
    "normalise_for_engine",
    "with_columns",
    "with_dataset",
    "without_constants",
]

_IN_ORDER: Final = (
    *(DISTINCT_STARS, GROUP_KEYS, AGGREGATE_REUSE, COUNT, GROUP_CONCAT),
    *(PATTERNS, BLANK_NODES, COMPARISONS, CASTS),
    *(EXISTS, PATHS, ZERO_LENGTH_PATHS, MINUS, GRAPH_VARIABLE),
)

RULES: Final = frozenset(rule.name for rule in _IN_ORDER)
"""The names of all rules."""

_SELECT: Final = "SELECT (1 AS ?one) "

_CONSTANT: Final = re.compile(r'"[A-Za-z0-9 _.-]*"(?!\^\^)|(?<!\^\^)<https?://[^<>#"{}|^`\\\s*]*>')
"""A constant whose value no rule looks at, where the query has none of the words by which rules look at values.

The datatypes and functions that rules look at have a `#` in their IRIs. In no such constant is an asterisk.
"""

_LONGEST_KEPT: Final = 4096
"""Characters of the queries of which it is kept what was found out about them."""

_WORDS_FOR_VALUES: Final = ("REGEX", "REPLACE", "NAN")
"""Words by which rules look at the values of constants."""


def without_constants(query: str) -> str:
    """What queries have in common that differ in constants only, as programs send them again and again.

    Empty for a query of which nothing is kept: a long one, and one with strings of another kind, in which something may
    look like a constant that is none.
    """
    if len(query) > _LONGEST_KEPT or "'" in query or '"""' in query:
        return ""
    return _CONSTANT.sub('""', query)


def is_plain(text: str) -> bool:
    """Whether nothing has to be done with a query but to name the columns of an asterisk, as its text shows.

    Programs send the same queries with other constants, so the result is kept for the text without those.
    """
    capitals = text.upper()
    for word in _WORDS_FOR_VALUES:
        if word in capitals:
            return _looks_plain(text)
    key = without_constants(text)
    return _is_plain(key) if key else _looks_plain(text)


def _looks_plain(text: str) -> bool:
    return not (IRREGULAR.search(text) or _concerned(text))


_is_plain: Final = lru_cache(maxsize=512)(_looks_plain)


def apply_rules(query: str, ask: Ask | None, without: frozenset[str] = frozenset()) -> str:
    """A query in the words of all rules but those named by `without`; the same text if none has anything to do.

    `ask` is None where the dataset is not known. Raises Refused, and Unreadable for a query that rules concern and that
    is not understood.
    """
    concerned = [rule for rule in _concerned(query) if rule.name not in without]
    if not concerned:
        return query
    tree = asked = parse(query)
    begun = written = without_stars(tree)  # an asterisk shall not stand for variables of the rules
    for rule in concerned:
        if written != tree.text:
            tree = parse(written)
        written = rule.rewrite(tree, ask)
    if written == begun:
        return query
    if asked.query.form == "SELECT" and asked.query.is_star and not projected(asked.query):
        raise Refused("a pattern without variables has no columns; ask whether it has a solution by ASK", "")
    return written


def apply_rules_to_update(update: str) -> str:
    """An update with the patterns of its operations in the words of the rules. Raises as `apply_rules` does."""
    if not _concerned(update):
        return update
    groups = pattern_groups(update)
    written = (apply_rules(_SELECT + update[start:end], None).removeprefix(_SELECT) for start, end in groups)
    return edited(update, [(*group, text) for group, text in zip(groups, written, strict=True)])


def _concerned(text: str) -> list[Rule]:
    """The rules that may have something to do."""
    capitals = text.upper()
    found = []
    for rule in _IN_ORDER:  # plain loops: this is done for every query
        for word in rule.words:
            if word in capitals:
                for look in rule.looks:
                    if not look.search(text):
                        break
                else:
                    if rule.concerns(text):
                        found.append(rule)
                break
    return found
