"""Random queries over a small dataset, made so that most have rows and that SPARQL 1.1 determines their answer.

Each variable has a hidden value, and most patterns are made from a triple of the dataset that fits the values. What a
subquery with LIMIT leaves out is determined by an order in which no two different rows are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Final

import pyoxigraph as ox

from tests.system.differential.datasets import GRAPHS, NODES, PREDICATES, Quads, Term, written
from tests.system.differential.expressions import CONSTANTS, Names, condition, number, value
from tests.system.differential.paths import path
from tests.system.differential.selects import aggregation, clause, projection, total_order
from tests.system.differential.trees import Category, Node

VARIABLES: Final = ("a", "b", "c", "d", "e", "f")
GRAPH_VARIABLES: Final = ("g", "h", "a")

Made = tuple[Node, list[str]]
"""An element, and the variables that are in scope behind it."""


class Generator:
    """Makes the parts of one query."""

    def __init__(self, random: Random, quads: Quads) -> None:
        self._random = random
        self._graphs: dict[Term | ox.DefaultGraph, Quads] = {
            name: tuple(quad for quad in quads if quad.graph_name == name)
            for name in dict.fromkeys(quad.graph_name for quad in quads)
        }
        self._graph_names = [name for name in self._graphs if isinstance(name, ox.NamedNode)]
        self._names = Names()
        self._exists = 0
        self._in_graph = 0

    def query(self) -> Node:
        """A query."""
        form = self._random.random()
        dataset, quads = self._dataset()
        group, scope = self._group(self._random.choice((2, 3, 3, 4)), quads, least=2)
        if form < 0.07:
            return _query("ASK", *dataset, "WHERE", group, constructs=("ASK",))
        if form < 0.15:
            template = " . ".join(self._template(scope) for _ in range(self._random.randint(1, 2)))
            return _query(f"CONSTRUCT {{ {template} }}", *dataset, "WHERE", group, constructs=("CONSTRUCT",))
        return self._select(group, scope, dataset, aggregated=self._random.random() < 0.25)[0]

    def _dataset(self) -> tuple[list[Node], Quads]:
        """FROM clauses or none, and the triples of the default graph."""
        if self._random.random() > 0.1:
            return [], self._graphs.get(ox.DefaultGraph(), ())
        default = self._random.sample(GRAPHS, self._random.choice((1, 2)))
        named = self._random.sample(GRAPHS, self._random.choice((1, 2)))
        clauses = [clause(f"FROM {written(name)}", "FROM") for name in default]
        clauses += [clause(f"FROM NAMED {written(name)}", "FROM NAMED") for name in named]
        return clauses, tuple(quad for name in default for quad in self._graphs.get(name, ()))

    def _template(self, scope: Sequence[str]) -> str:
        subject, value = (
            self._random.choice([*(f"?{name}" for name in scope), "_:new", ":a"]) for _ in range(2)
        )
        return f"{subject} {written(self._random.choice(PREDICATES))} {value}"

    # Groups

    def _group(self, size: int, quads: Quads, least: int = 1) -> Made:
        elements: list[Node] = []
        scope: list[str] = []
        makers = self._makers(size)
        for place in range(self._random.randint(least, max(least, min(size, 3)))):
            first = place == 0 and self._random.random() < 0.8
            make = self._triples if first else self._random.choices(*zip(*makers, strict=True))[0]
            element, bound = make(size - 1, quads, scope)
            elements.append(element)
            scope = [*dict.fromkeys([*scope, *bound])]
        return Node(Category.GROUP, ("{", *elements, "}")), scope

    def _makers(self, size: int) -> list[tuple[Callable[[int, Quads, list[str]], Made], float]]:
        leaves: list[tuple[Callable[[int, Quads, list[str]], Made], float]] = [
            (self._triples, 2),
            (self._filter, 1.6),
        ]
        if not self._exists:
            leaves += [(self._bind, 1.2), (self._values, 1.2)]
        if size <= 1:
            return leaves
        inner = [
            (self._optional, 1.5),
            (self._union, 1),
            (self._minus, 1),
            (self._filter_exists, 1.2),
            (self._graph_variable, 4 if self._in_graph else 2),
            (self._graph_name, 2.5 if self._in_graph else 1.3),
            (self._nested, 0.5),
        ]
        if not self._exists:
            inner.append((self._subquery, 2))
        return leaves + inner

    def _triples(self, size: int, quads: Quads, scope: list[str]) -> Made:
        patterns: list[Node] = []
        bound: list[str] = []
        for _ in range(self._random.choice((1, 1, 2))):
            pattern, names = self._triple(quads, [*scope, *bound])
            patterns.append(pattern)
            bound += names
        return Node(Category.ELEMENT, tuple(patterns), ("triples",)), bound

    def _triple(self, quads: Quads, scope: Sequence[str]) -> Made:
        fitting = [
            quad
            for quad in quads
            if {quad.subject, quad.object} & {self._names.solution.get(name) for name in scope}
        ]
        quad = self._random.choice(fitting or quads or [ox.Quad(NODES[0], PREDICATES[0], NODES[1])])
        bound: list[str] = []
        subject = self._position(quad.subject, 0.8, scope, bound)
        if self._random.random() < 0.35:
            found, end = path(self._random, quads, quad.subject)
            target = self._position(end, 0.75, scope, bound)
            return Node(Category.ELEMENT, (subject, found, target, "."), ("path",)), bound
        predicate = self._position(quad.predicate, 0.25, scope, bound)
        target = self._position(quad.object, 0.75, scope, bound)
        return Node(Category.ELEMENT, (subject, predicate, target, ".")), bound

    def _position(self, term: Term, variable: float, scope: Sequence[str], bound: list[str]) -> str:
        """A variable for a place in a pattern, most often one with this hidden value, or the term itself."""
        if self._random.random() > variable and not isinstance(term, ox.BlankNode):
            return written(term)
        fitting = [name for name in VARIABLES if self._names.solution.get(name, term) == term]
        known = [name for name in fitting if name in (*scope, *bound)]
        choice = known if known and self._random.random() < 0.6 else fitting
        if self._random.random() < 0.04 or not choice:
            choice = [*VARIABLES]
        name = self._random.choice(choice)
        self._names.solution.setdefault(name, term)
        bound.append(name)
        return f"?{name}"

    def _filter(self, size: int, quads: Quads, scope: list[str]) -> Made:
        return Node(
            Category.ELEMENT, ("FILTER(", condition(self._random, self._names.scope(scope)), ")"), ("FILTER",)
        ), []

    def _filter_exists(self, size: int, quads: Quads, scope: list[str]) -> Made:
        form = self._random.choice(("EXISTS", "NOT EXISTS"))
        self._exists += 1
        group = self._other(size, quads) if form == "NOT EXISTS" else self._group(size, quads)[0]
        self._exists -= 1
        if self._random.random() < 0.8:
            return Node(Category.ELEMENT, ("FILTER", form, group), (form,)), []
        test = Node(Category.EXPRESSION, (form, group))
        other = condition(self._random, self._names.scope(scope), 1)
        return Node(Category.ELEMENT, ("FILTER(", test, "||", other, ")"), (form,)), []

    def _bind(self, size: int, quads: Quads, scope: list[str]) -> Made:
        free = [name for name in VARIABLES if name not in scope and name not in self._names.computed]
        if self._random.random() < 0.4:
            name = self._names.new(computed=True)
            made = number(self._random, self._names.scope(scope))
        else:
            name = self._random.choice(free) if free and self._random.random() < 0.4 else self._names.new()
            made = value(self._random, self._names.scope(scope))
        return Node(Category.ELEMENT, ("BIND(", made, f"AS ?{name})"), ("BIND",)), [name]

    def _values_clause(self, items: Iterable[str | Node]) -> Node:
        """What stands behind a query; ARQ joins it with the rows too late for the expressions of SELECT (18.2.4.3)."""
        computed = " ".join(str(item) for item in items if " AS " in str(item))
        plain = [name for name in VARIABLES if f"?{name}" not in computed]
        names = self._random.sample(plain, 1)
        return Node(Category.CLAUSE, (self._values_of(names),), ("VALUES clause",))

    def _values(self, size: int, quads: Quads, scope: list[str]) -> Made:
        names = self._random.sample(VARIABLES, self._random.choice((1, 1, 2)))
        return self._values_of(names), names

    def _values_of(self, names: Sequence[str]) -> Node:
        rows = [self._row(names, fitting=place == 0) for place in range(self._random.randint(1, 3))]
        self._random.shuffle(rows)
        undefined = ("UNDEF",) if any("UNDEF" in str(row) for row in rows) else ()
        head = f"VALUES ({' '.join(f'?{name}' for name in names)}) {{"
        return Node(Category.ELEMENT, (head, *rows, "}"), ("VALUES", *undefined))

    def _row(self, names: Sequence[str], fitting: bool) -> Node:
        terms = []
        for name in names:
            value = self._names.solution.get(name)
            if value is None or (not fitting and self._random.random() < 0.5):
                value = self._random.choice(CONSTANTS)
            undefined = isinstance(value, ox.BlankNode) or self._random.random() < 0.25
            terms.append("UNDEF" if undefined else written(value))
        return Node(Category.ROW, (f"({' '.join(terms)})",))

    def _optional(self, size: int, quads: Quads, scope: list[str]) -> Made:
        group, bound = self._group(size, quads)
        return Node(Category.ELEMENT, ("OPTIONAL", group), ("OPTIONAL",)), bound

    def _union(self, size: int, quads: Quads, scope: list[str]) -> Made:
        groups = [self._group(size, quads) for _ in range(2)]
        parts = (groups[0][0], "UNION", groups[1][0])
        return Node(Category.ELEMENT, parts, ("UNION",)), [*groups[0][1], *groups[1][1]]

    def _minus(self, size: int, quads: Quads, scope: list[str]) -> Made:
        return Node(Category.ELEMENT, ("MINUS", self._other(size, quads)), ("MINUS",)), []

    def _other(self, size: int, quads: Quads) -> Node:
        """A group that need not match together with what stands before it."""
        solution, self._names.solution = self._names.solution, {}
        group, _ = self._group(size, quads)
        self._names.solution = solution
        return group

    def _nested(self, size: int, quads: Quads, scope: list[str]) -> Made:
        group, bound = self._group(size, quads)
        return Node(Category.ELEMENT, (group,), ("group",)), bound

    def _graph_variable(self, size: int, quads: Quads, scope: list[str]) -> Made:
        fitting = [
            name
            for name in GRAPH_VARIABLES
            if self._names.solution.get(name, self._graph_names[0]) in self._graph_names
        ]
        name = self._random.choice(fitting or GRAPH_VARIABLES)
        known = self._names.solution.setdefault(name, self._random.choice(self._graph_names))
        graph, bound = self._graph(f"?{name}", "GRAPH variable", size, known)
        return graph, [name, *bound]

    def _graph_name(self, size: int, quads: Quads, scope: list[str]) -> Made:
        name = self._random.choice(self._graph_names if self._random.random() < 0.9 else [*GRAPHS, NODES[0]])
        return self._graph(written(name), "GRAPH name", size, name)

    def _graph(self, name: str, construct: str, size: int, graph: Term) -> Made:
        self._in_graph += 1
        group, bound = self._group(size, self._graphs.get(graph, ()))
        self._in_graph -= 1
        constructs = (construct, *(("nested GRAPH",) if "GRAPH " in str(group) else ()))
        return Node(Category.ELEMENT, (f"GRAPH {name}", group), constructs), bound

    def _subquery(self, size: int, quads: Quads, scope: list[str]) -> Made:
        group, inner = self._group(size, quads)
        query, columns = self._select(group, inner, (), aggregated=self._random.random() < 0.6, nested=True)
        return Node(Category.ELEMENT, ("{", query, "}"), ("subquery",)), columns

    # SELECT

    def _select(
        self,
        group: Node,
        scope: Sequence[str],
        dataset: Iterable[Node],
        aggregated: bool,
        nested: bool = False,
    ) -> tuple[Node, list[str]]:
        """A SELECT and its columns."""
        distinct = [clause("DISTINCT", "DISTINCT")] if self._random.random() < 0.2 else []
        made = (aggregation if aggregated else projection)(self._random, self._names, scope)
        where: tuple[str | Node, ...] = ("WHERE", group)
        end = self._random.random()
        if end < 0.5 and made.names:
            made = made.named()
            where = ("WHERE {", Node(Category.ELEMENT, (group,)), made.guard(scope), "}")
            made.clauses.append(total_order(self._random, self._names, made.names, limited=end < 0.35))
        elif end < 0.6 and not nested:
            made.clauses.append(clause(f"LIMIT {self._random.randint(1, 4)}", "LIMIT"))
        if self._random.random() < 0.08 and "*" not in made.items:
            made.clauses.append(self._values_clause(made.items))
        return _query("SELECT", *distinct, *made.items, *dataset, *where, *made.clauses), made.names


def _query(*parts: str | Node, constructs: tuple[str, ...] = ()) -> Node:
    return Node(Category.QUERY, parts, constructs)
