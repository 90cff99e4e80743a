"""What stands around the group of a SELECT: columns, groups, and an order that leaves nothing open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from tests.system.differential.aggregates import aggregate
from tests.system.differential.expressions import Names, value
from tests.system.differential.trees import TOTAL_ORDER, Category, Node

STRINGS = frozenset({"SAMPLE", "MIN", "MAX"})
"""The aggregates whose value is no number that was computed."""


@dataclass(frozen=True)
class Columns:
    """What stands behind SELECT, the names of the columns, and the clauses behind the group."""

    items: list[str | Node]
    names: list[str]
    clauses: list[Node] = field(default_factory=list)

    def named(self) -> Columns:
        """The same columns, each with its name where there was an asterisk."""
        return replace(self, items=[_item(f"?{name}") for name in self.names]) if "*" in self.items else self

    def guard(self, scope: Sequence[str]) -> Node:
        """What keeps blank nodes, which have no order, out of these columns."""
        shown = " ".join(map(str, (*self.items, *self.clauses)))
        exposed = [name for name in scope if f"?{name}" in shown]
        filters = " ".join(f"FILTER(COALESCE(!ISBLANK(?{name}), true))" for name in exposed)
        return Node(Category.GUARD, (filters,))


def projection(random: Random, names: Names, scope: Sequence[str]) -> Columns:
    """Some or all of the variables in scope, and an expression sometimes."""
    if random.random() < 0.3 or not scope:
        return Columns(["*"], [*scope])
    columns = random.sample(scope, random.randint(1, len(scope)))
    items: list[str | Node] = [_item(f"?{name}") for name in columns]
    if random.random() < 0.25:
        columns.append(names.new())
        items.append(_item("(", value(random, names.scope(scope)), f"AS ?{columns[-1]})"))
    return Columns(items, columns)


def aggregation(random: Random, names: Names, scope: Sequence[str]) -> Columns:
    """Aggregates over one group or over one for each value of some variables and of an expression."""
    lexical = [name for name in scope if name not in names.computed]
    columns = random.sample(lexical, min(len(lexical), random.choice((0, 1, 1, 2))))
    keys = [f"?{name}" for name in columns]
    if random.random() < 0.15:
        columns.append(names.new())
        keys.append(f"({value(random, names.scope(scope))} AS ?{columns[-1]})")
    items: list[str | Node] = [_item(f"?{name}") for name in columns]
    clauses = [Node(Category.KEYS, (f"GROUP BY {' '.join(keys)}",), ("GROUP BY",))] if keys else []
    grouped = [*columns]
    for _ in range(random.choice((1, 2, 2))):
        made = aggregate(random, names.scope(scope), grouped)
        columns.append(names.new(computed=not STRINGS & {*made.constructs}))
        items.append(_item("(", made, f"AS ?{columns[-1]})"))
    if random.random() < 0.3:
        made = aggregate(random, names.scope(scope), grouped)
        test = "!= 'x'" if STRINGS & {*made.constructs} else random.choice(("> 0", "< 3", "!= 1", "!= 2"))
        clauses.append(Node(Category.CLAUSE, ("HAVING (", made, test, ")"), ("HAVING",)))
    return Columns(items, columns, clauses)


def total_order(random: Random, names: Names, columns: Sequence[str], limited: bool) -> Node:
    """An order in which rows are equal only if all their columns are, and a part of the rows then."""
    keys = [_key(random, names, name) for name in columns]
    random.shuffle(keys)
    text, constructs = f"ORDER BY {' '.join(keys)}", ["ORDER BY", TOTAL_ORDER]
    if limited:
        text += f" LIMIT {random.randint(1, 4)}"
        constructs.append("LIMIT")
    if limited and random.random() < 0.25:
        text += " OFFSET 1"
        constructs.append("OFFSET")
    return clause(text, *constructs)


def clause(text: str, *constructs: str) -> Node:
    """A clause that is an example of some constructs."""
    return Node(Category.CLAUSE, (text,), constructs)


def _key(random: Random, names: Names, name: str) -> str:
    if name in names.computed:
        return random.choice((f"?{name}", f"DESC(?{name})"))
    first = random.choice((f"STR(?{name})", f"DESC(STR(?{name}))"))
    return f"{first} LANG(?{name}) STR(DATATYPE(?{name}))"


def _item(*parts: str | Node) -> Node:
    return Node(Category.ITEM, parts)
