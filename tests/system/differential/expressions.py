"""Random expressions whose value SPARQL 1.1 determines, over the variables of a place in a query."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from random import Random

import pyoxigraph as ox

from tests.system.differential.datasets import COMMON, NODES, ODD, Term, written
from tests.system.differential.trees import Category, Node

CONSTANTS: tuple[Term, ...] = (*COMMON, *ODD, *NODES[:3])
OPERATORS = ("=", "!=", "<", ">", "<=", ">=")
LEXICAL = ("STRLEN(STR({}))", "UCASE(STR({}))", "LANG({})", "STR({})", "DATATYPE({})", "CONCAT(STR({}), '-')")
LEXICAL_TESTS = (
    "CONTAINS(STR({}), 'x')",
    "STRSTARTS(STR({}), 'h')",
    "LANGMATCHES(LANG({}), 'en')",
    "REGEX(STR({}), '^[a-z]$')",
)
TESTS = ("BOUND({})", "ISIRI({})", "ISBLANK({})", "ISLITERAL({})", "ISNUMERIC({})")
ARITHMETIC = ("{} + 1", "{} * 2", "-{}", "ABS({})", "{} * {}")


@dataclass(frozen=True)
class Scope:
    """The variables that are known at a place, those among them whose numbers were computed, and a hint at values.

    How a computed number is written is each engine's choice, so nothing may depend on its lexical form.
    """

    variables: Sequence[str]
    computed: Collection[str]
    solution: dict[str, Term]


@dataclass
class Names:
    """The variables of one query: their hidden values, and which of them hold a computed number."""

    solution: dict[str, Term] = field(default_factory=dict)
    computed: set[str] = field(default_factory=set)
    _number: int = 0

    def new(self, computed: bool = False) -> str:
        """A variable that is not used yet."""
        self._number += 1
        name = f"n{self._number}"
        if computed:
            self.computed.add(name)
        return name

    def scope(self, variables: Sequence[str]) -> Scope:
        """The place at which these variables are known."""
        return Scope(tuple(dict.fromkeys(variables)), self.computed, self.solution)


def condition(random: Random, scope: Scope, depth: int = 2) -> Node:
    """A condition for FILTER, HAVING or IF."""
    if depth and random.random() < 0.3:
        left, right = (condition(random, scope, depth - 1) for _ in range(2))
        form = random.choice(("and", "or", "not"))
        if form == "not":
            return _expression("!(", left, ")", constructs=("!",))
        return _expression(
            "(",
            left,
            "&&" if form == "and" else "||",
            right,
            ")",
            constructs=("&&" if form == "and" else "||",),
        )
    known = [name for name in scope.variables if name in scope.solution and name not in scope.computed]
    if known and random.random() < 0.6:
        return _holding(random, random.choice(known), scope.solution)
    makers: tuple[Callable[[Random, Scope], Node], ...] = (_comparison, _comparison, _test, _membership)
    return random.choice(makers)(random, scope)


def value(random: Random, scope: Scope, depth: int = 2) -> Node:
    """An expression for BIND, a column or a key of groups; not a number that was computed."""
    name = random.random()
    lexical = _lexical(scope)
    if depth and name < 0.2:
        return _expression(
            "IF(",
            condition(random, scope, 1),
            ",",
            value(random, scope, depth - 1),
            ",",
            value(random, scope, depth - 1),
            ")",
            constructs=("IF",),
        )
    if depth and name < 0.35:
        return _expression(
            "COALESCE(",
            value(random, scope, depth - 1),
            ",",
            value(random, scope, depth - 1),
            ")",
            constructs=("COALESCE",),
        )
    if lexical and name < 0.7:
        return _filled(random.choice(LEXICAL), random, lexical)
    if lexical and name < 0.85:
        return _expression(f"?{random.choice(lexical)}")
    return _expression(written(random.choice(CONSTANTS)))


def number(random: Random, scope: Scope) -> Node:
    """An expression that computes a number, or is an error."""
    if not scope.variables:
        return _expression("1 + 1")
    return _filled(random.choice(ARITHMETIC), random, scope.variables, ("arithmetic",))


def _holding(random: Random, name: str, solution: dict[str, Term]) -> Node:
    """A condition that holds for the hidden value of a variable."""
    match solution[name]:
        case ox.Literal() as literal:
            forms = [
                f"?{name} = {written(literal)}",
                f"ISLITERAL(?{name})",
                f"STR(?{name}) = {ox.Literal(literal.value)}",
            ]
            forms += [f"?{name} IN (1, {written(literal)})"]
        case ox.NamedNode() as node:
            forms = [
                f"?{name} = {written(node)}",
                f"ISIRI(?{name})",
                f"?{name} NOT IN (:p, 1)",
                f"STRLEN(STR(?{name})) > 2",
            ]
        case _:
            forms = [f"ISBLANK(?{name})", f"BOUND(?{name})", f"?{name} != :a"]
    return _expression(random.choice(forms), constructs=("comparison",))


def _comparison(random: Random, scope: Scope) -> Node:
    if not scope.variables:
        return _expression("1 < 2")
    variable = random.choice(scope.variables)
    operator = random.choice(OPERATORS)
    left, right = f"?{variable}", random.choice(("1", "2", "2.5", "'x'"))
    if random.random() < 0.4:
        right = f"?{random.choice(scope.variables)}"
        # Which pairs of literals have an order beside numbers, strings, booleans and dateTime is open (section 17.3.1).
        if operator not in ("=", "!="):
            lexical = _lexical(scope) or ["a"]
            left, right = (f"STR(?{random.choice(lexical)})" for _ in range(2))
    return _expression(f"{left} {operator} {right}", constructs=("comparison",))


def _test(random: Random, scope: Scope) -> Node:
    lexical = _lexical(scope)
    if lexical and random.random() < 0.4:
        return _filled(random.choice(LEXICAL_TESTS), random, lexical, ("test",))
    return _filled(random.choice(TESTS), random, scope.variables or ["a"], ("test",))


def _membership(random: Random, scope: Scope) -> Node:
    terms = ", ".join(written(term) for term in random.sample(CONSTANTS, 3))
    variable = random.choice(scope.variables or ["a"])
    return _expression(f"?{variable} {random.choice(('IN', 'NOT IN'))} ({terms})", constructs=("IN",))


def _lexical(scope: Scope) -> list[str]:
    return [name for name in scope.variables if name not in scope.computed]


def _filled(form: str, random: Random, names: Sequence[str], constructs: tuple[str, ...] = ()) -> Node:
    blanks = form.count("{}")
    return _expression(
        form.format(*(f"?{random.choice(names)}" for _ in range(blanks))), constructs=constructs
    )


def _expression(*parts: str | Node, constructs: tuple[str, ...] = ()) -> Node:
    return Node(Category.EXPRESSION, parts, constructs)
