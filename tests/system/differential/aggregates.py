"""Random aggregates (SPARQL 1.1 Query, section 11) whose value does not depend on the order of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.system.differential.expressions import Scope, value
from tests.system.differential.trees import Category, Node

NUMBERS = ("?{}", "IF(ISNUMERIC(?{0}), ?{0}, 0)", "?{} + 1")
LENGTHS = (*NUMBERS, "STRLEN(STR(?{}))")
STRINGS = ("STR(?{})", "COALESCE(STR(?{}), 'none')")


def aggregate(random: Random, scope: Scope, keys: Sequence[str]) -> Node:
    """An aggregate over a group with these keys; nothing depends on how a computed number is written."""
    names = [*scope.variables]
    lexical = [name for name in names if name not in scope.computed]
    forms = ["COUNT(*)"]
    if names:
        forms += ["COUNT", "SUM", "AVG"]
    if lexical:
        forms += ["COUNT expression", "MIN", "MAX", "GROUP_CONCAT", "COUNT expression"]
    if set(keys) & set(lexical):
        forms += ["SAMPLE", "SAMPLE"]
    form = random.choice(forms)
    distinct = "DISTINCT " if random.random() < 0.3 else ""
    if form == "GROUP_CONCAT" and not keys:
        distinct = ""  # of no rows it is empty (section 18.5.1.7), and an error in ARQ
    numeric = (
        random.choice(LENGTHS).format(random.choice(lexical))
        if lexical
        else f"?{random.choice(names or ['a'])}"
    )
    match form:
        case "COUNT(*)":
            made = _aggregate(f"COUNT({distinct}*)", form=form)
        case "COUNT":
            made = _aggregate(f"COUNT({distinct}?{random.choice(names)})", form=form)
        case "COUNT expression":
            made = _aggregate(f"COUNT({distinct}", value(random, scope), ")", form=form)
        case "SUM" | "AVG":
            made = _aggregate(f"{form}({distinct}{numeric})", form=form)
        case "MIN" | "MAX":
            made = _aggregate(
                f"{form}({distinct}{random.choice(STRINGS).format(random.choice(lexical))})", form=form
            )
        case "GROUP_CONCAT":
            text = random.choice(STRINGS).format(random.choice(lexical))
            made = _aggregate(f"STRLEN(GROUP_CONCAT({distinct}{text} ; SEPARATOR = '; '))", form=form)
        case _:
            made = _aggregate(
                f"SAMPLE(?{random.choice([name for name in keys if name in lexical])})", form=form
            )
    return Node(
        made.category, made.parts, (*made.constructs, *(("DISTINCT in an aggregate",) if distinct else ()))
    )


def _aggregate(*parts: str | Node, form: str) -> Node:
    return Node(Category.EXPRESSION, parts, ("aggregate", form))
