"""Groups inside GRAPH, which are to be evaluated once for each graph (SPARQL 1.1 Query, sections 8.3 and 18.6).

The engine hands the name of the graph, a variable as well, to the triple patterns of the group and evaluates the group
once. What has no triple pattern of its own (VALUES, a count) is then not once in each graph, a subquery that does not
name the variable mixes the graphs, and the variable is bound inside the group. So subqueries here get the variable as a
column and a key, are evaluated one graph after the other (LATERAL, which the engine has beyond SPARQL 1.1) where they
have a LIMIT, and `GRAPH ?g {}`, which has each graph once, is put where nothing else asks the graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from server.sparql.rewriting.edits import Edit, edited
from server.sparql.rewriting.rule import SPACE, Ask, Rule, Writer
from server.sparql.scopes import in_scope
from server.sparql.tree import (
    Aggregate,
    Bind,
    BlankNode,
    Element,
    Filter,
    GraphPattern,
    Group,
    MinusPattern,
    Node,
    OptionalPattern,
    Query,
    Star,
    Template,
    Tree,
    Triples,
    UnionPattern,
    Variable,
    expressions,
    variables,
)

_WORD: Final = re.compile(r"[Gg][Rr][Aa][Pp][Hh]\b")
_GRAPH: Final = re.compile(rf"[Gg][Rr][Aa][Pp][Hh]{SPACE}(?:[?$](\w+)|<[^>]*>|[^\s{{<#]+){SPACE}\{{")
_BRACE: Final = re.compile(r"[{}]")
_MORE: Final = re.compile(r"[\"'#]|\b(?:SELECT|MINUS|VALUES|GRAPH|SERVICE)\b", re.IGNORECASE)
"""What makes a group more than one of triples; a string or comment, as it may hold a brace."""


def _concerns(query: str) -> bool:
    """Whether some group inside GRAPH is more than triples that leave the name of the graph alone."""
    for found in _GRAPH.finditer(query):
        group = query[found.end() : _end(query, found.end())]
        if _MORE.search(group) or (found[1] and re.search(rf"[?$]{found[1]}\b", group)):
            return True
    return False


def _end(query: str, start: int) -> int:
    """Where the group that begins before `start` ends, as far as braces tell."""
    depth = 1
    for brace in _BRACE.finditer(query, start):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.start()
    return len(query)


def _rewrite(tree: Tree, ask: Ask | None) -> str:
    del ask
    return _GraphWriter(tree).rewritten()


GRAPH_VARIABLE: Final = Rule("graph", ("GRAPH",), (_WORD,), _rewrite, _concerns)


class _GraphWriter(Writer):
    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self._graph = ""
        """The name of the graph that is asked here as it is to be written, nothing outside of GRAPH."""
        self._renamed: dict[str, str] = {}
        self._nodes: dict[str, str] = {}

    def written(self, node: Node) -> str:
        match node:
            case Template():
                return self.tree.slice(node)
            case Variable(name=name) if name in self._renamed:
                return f"?{self._renamed[name]}"
            case BlankNode(label=label) if label and self._graph:
                # A group may be written twice, a label in one place only.
                return self._variable_of(label)
            case GraphPattern():
                return self._graph_pattern(node)
            case Query() if self._of_many and node is not self.tree.query:
                return self._subquery(node)
            case _:
                return self.around(node)

    @property
    def _of_many(self) -> bool:
        """Whether the graph that is asked here is a variable."""
        return self._graph.startswith("?")

    def _variable_of(self, label: str) -> str:
        if label not in self._nodes:
            self._nodes[label] = f"?{self.names.fresh()}"
        return self._nodes[label]

    @contextmanager
    def _inside(self, graph: str, renamed: dict[str, str]) -> Iterator[None]:
        before = self._graph, self._renamed
        self._graph, self._renamed = graph, {**self._renamed, **renamed}
        try:
            yield
        finally:
            self._graph, self._renamed = before

    def _graph_pattern(self, pattern: GraphPattern) -> str:
        name, group = pattern.name, pattern.group
        written = self.written(name)
        if (
            not isinstance(name, Variable)
            or name.name not in variables(group)
            or self._is_bound(group, name.name)
        ):
            with self._inside(written, {}):
                return f"GRAPH {written} {self._of_the_graph(group)}"
        graph, inner = self.names.fresh(), self.names.fresh()
        with self._inside(f"?{graph}", {name.name: inner}):
            found = f"GRAPH ?{graph} {self._of_the_graph(group)}"
        if name.name in in_scope(group):
            found += f" FILTER(!BOUND(?{inner}) || sameTerm(?{inner}, ?{graph}))"
        return f"{{ {found} BIND(?{graph} AS {written}) }}"

    def _of_the_graph(self, group: Group) -> str:
        """A group of which every solution has to be of the graph."""
        with self.within(group):
            edits = [(one.start, one.end, self.written(one)) for one in group.elements]
        if not self._asks_the_graph(group.elements):
            edits.insert(0, (group.start, group.start + 1, f"{{ GRAPH {self._graph} {{}} "))
            if isinstance(group.elements[0], Query):
                edits[1] = (*edits[1][:2], f"{{ {edits[1][2]} }}")
        return edited(self.tree.text, edits, group.start, group.end)

    def _is_bound(self, group: Group, name: str) -> bool:
        """Whether the variable of GRAPH has its value wherever it stands in the group.

        It has in triples of the group, and in its filters, for which the group is joined already.
        """
        if name in self.outside:
            return True
        direct = [one for one in group.elements if isinstance(one, Triples)]
        others = [one for one in group.elements if not isinstance(one, Triples | Filter)]
        return name in variables(*direct) and name not in variables(*others)

    def _asks_the_graph(self, elements: Sequence[Element]) -> bool:
        """Whether the join of elements has solutions only where there is the graph, each of one graph."""
        asking = [self._asks(element) for element in elements]
        return any(asking) or all(asks is None for asks in asking)

    def _asks(self, element: Element) -> bool | None:
        """The same of one element; None for one that leaves it to those before it, and at the start to the engine."""
        match element:
            case Triples():
                return True
            case Query():
                return self._of_many
            case Group(elements=elements):
                return self._asks_the_graph(elements)
            case UnionPattern(groups=groups):
                return all(self._asks_the_graph(group.elements) for group in groups)
            case Filter() | Bind() | OptionalPattern() | MinusPattern():
                return None
            case _:
                return False

    def _subquery(self, query: Query) -> str:
        """A subquery whose solutions have the graph that they come from."""
        assert query.where  # noqa: S101 - a subquery has it
        where = self._of_the_graph(query.where)
        first, last = query.columns[0], query.columns[-1]
        columns = (
            ""
            if isinstance(first, Star)
            else edited(self.tree.text, self._inner_of(query.columns), first.start, last.end)
        )
        counts = query.group_by is None and any(isinstance(one, Aggregate) for one in expressions(query))
        found = edited(
            self.tree.text,
            [
                (first.start, last.end, f" {columns} {self._graph} "),
                (query.where.start, query.where.end, f"{where} GROUP BY {self._graph}" if counts else where),
                *([self._keys(query)] if query.group_by else []),
                *self._inner_of([one for one in (query.having, query.order_by, query.values) if one]),
            ],
            query.start,
            query.end,
        )
        if query.limit or query.offset:
            found = f"GRAPH {self._graph} {{}} LATERAL {{ {found} }}"
        if not counts:
            return found
        # A group of no solutions has a row, too, and GROUP BY has no group without a solution.
        rest = self.tree.text[query.where.end : query.end]
        nothing = f"{{ SELECT {query.modifier} {columns} {{ FILTER(false) }} {rest} }}"
        values = self.written(query.values) if query.values else ""
        empty = f"GRAPH {self._graph} {{}} FILTER NOT EXISTS {{ {where} {values} }}"
        return f"{{ {found} }} UNION {{ {empty} {nothing} }}"

    def _keys(self, query: Query) -> Edit:
        assert query.group_by  # noqa: S101 - that is what it is called for
        return query.group_by.start, query.group_by.end, f"{self.around(query.group_by)} {self._graph}"

    def _inner_of(self, nodes: Sequence[Node]) -> list[Edit]:
        return [(one.start, one.end, self.written(one)) for one in nodes]
