"""The pattern of a query, written such that each of its solutions names the triples by which it came about.

A solution of a pattern fits triples that can be read off it, where every node of the pattern has a name and every
branch a mark. So blank nodes and the steps of paths become variables here, and OPTIONAL, UNION and alternative paths
bind a variable of their own. What one solution leaves open (repeated paths, subqueries, EXISTS) is a part of its own,
to be asked again with what the solution binds. Each part means what is written: only more of it can be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from server.endpoint.diagnostics.sources.parts import OWN, NameTemplate, Part, Slot
from server.endpoint.diagnostics.sources.triples import Place, Templates, TripleWriter, text_of
from server.sparql.rewriting import Edit
from server.sparql.scopes import in_scope, projected
from server.sparql.tree import (
    DISTINCT,
    Aggregate,
    Assignment,
    Bind,
    Call,
    Element,
    Exists,
    Filter,
    GraphPattern,
    Group,
    MinusPattern,
    Node,
    Operation,
    OptionalPattern,
    Query,
    ServicePattern,
    Triples,
    UnionPattern,
    Variable,
    children,
    variables,
    walk,
)

VARYING: Final = frozenset(("RAND", "UUID", "STRUUID", "BNODE", "NOW"))
"""Functions that have another value when they are asked again."""


@dataclass(frozen=True)
class _Key:
    """A key of groups: the name under which it is a column as well, its variable, and what binds both in a solution.

    `written` is the key with that variable, to stand from `start` to `end`.
    """

    name: str
    column: str
    bind: str
    start: int
    end: int
    written: str


class Witnesses(TripleWriter):
    """Writes the parts of one query."""

    @property
    def prologue(self) -> str:
        """The prologue as it is written."""
        return self.tree.declarations

    @property
    def dataset(self) -> str:
        """The dataset clauses as they are written."""
        return " ".join(map(self.tree.slice, self.tree.query.dataset))

    def query(self, query: Query, graph: Slot | None = None) -> Part:
        """The part whose solutions are those behind the rows of a query, or of a subquery in a graph.

        A row is told from others by its columns; that of a group by the keys of its group (see `keyed`).
        """
        outer, self._templates = self._templates, Templates()
        where = query.where or Group(query.end, query.end, ())
        scope = in_scope(where)
        text = self._elements(where, Place(graph))
        assigned = [one for one in query.columns if isinstance(one, Assignment)]
        for one in assigned:
            self._existing(one.expression, Place(graph, visible=scope))
        if is_grouped(query):
            keys = self._keys(query)
            text += "".join(f" {key.bind}" for key in keys)
            if _is_keyed(query):
                given = frozenset(key.name for key in keys)
            elif keys and assigned:
                text += f" {{ {self._groups(query, keys)} }}"
                given = projected(query)
            else:
                given = frozenset(key.column for key in keys) & projected(query)
        else:
            if query.values:
                text = f"{{ {text} }} {self.written(query.values)}"
                scope |= in_scope(query.values)
            text += "".join(f" BIND{self.written(one)}" for one in assigned)
            given = projected(query) & (scope | {one.variable.name for one in assigned})
        part = self._part(text, tuple(sorted(given - _unsteady(where, *assigned))), graph, exact=True)
        self._templates = outer
        return part

    def keyed(self, query: Query, more: Iterable[Edit] = ()) -> str:
        """A query as it is written, with the keys of its groups as columns, by which the rows of a group are found."""
        if not _is_keyed(query):
            return self.written(query, more)
        return self.written(query, [*more, *_with_keys(query, self._keys(query))])

    def _groups(self, query: Query, keys: Sequence[_Key]) -> str:
        """The groups of a query that gives each row once, each group with its keys and the row that it gives."""
        end = query.order_by or query.limit or query.offset or query.values or Node(query.end, query.end)
        edits = [(query.start, query.columns[0].start, "SELECT "), *_with_keys(query, keys)]
        return self.written(query, [*edits, (end.start, query.end, "")])

    def _keys(self, query: Query) -> list[_Key]:
        found = []
        for number, key in enumerate(query.group_by.keys if query.group_by else ()):
            name, written = f"{OWN}key_{query.start}_{number}", self.written(key)
            match key:
                case Variable(name=column):
                    bind = ""
                case Assignment():
                    column, bind = key.variable.name, f"BIND{written} "
                case _:
                    column = f"{name}_value"
                    written = f"({written} AS ?{column})"
                    bind = f"BIND{written} "
            bind += f"BIND(?{column} AS ?{name})"
            found.append(_Key(name, column, bind, key.start, key.end, written))
        return found

    def _elements(self, group: Group, place: Place) -> str:
        scope = in_scope(group) | place.left
        texts, before = [], place.left
        for element in group.elements:
            inside = replace(place, visible=scope if isinstance(element, Filter) else before)
            texts.append(self._element(element, replace(inside, left=frozenset())))
            before |= in_scope(element)
        return " ".join(texts)

    def _element(self, element: Element, place: Place) -> str:
        match element:
            case Triples():
                return self._triples(element, place)
            case Group():
                return self._braced(element, place)
            case OptionalPattern(group=group):
                mark, bind = self._marked()
                return f"OPTIONAL {self._braced(group, replace(place, mark=mark, left=place.visible), bind)}"
            case UnionPattern(groups=groups):
                return self._alternatives(self._branch(one, place) for one in groups)
            case GraphPattern(name=name, group=group):
                return self._graph(element, self._slot(name), group, place)
            case ServicePattern(name=name):
                kind = "SERVICE SILENT" if element.silent else "SERVICE"
                number = self._pattern(kind, element)
                self._templates.endpoints.append(NameTemplate(self._slot(name), number, place.mark))
                return self.written(element)
            case Query():
                part = self.query(element, place.graph)
                self._inner(part, place.mark)
                return f"{{ {self.keyed(element)} }}"
            case MinusPattern():
                self._pattern("MINUS", element, told=False)
            case Filter(constraint=expression) | Bind(expression=expression):
                self._existing(expression, place)
        return self.written(element)

    def _graph(self, element: GraphPattern, slot: Slot, group: Group, place: Place) -> str:
        before = len(self._templates)
        text = f"GRAPH {text_of(slot)} {self._braced(group, replace(place, graph=slot))}"
        if len(self._templates) == before:
            # Nothing is asked of the graph but that it exists.
            number = self._pattern("GRAPH", element)
            self._templates.graphs.append(NameTemplate(slot, number, place.mark))
        return text

    def _braced(self, group: Group, place: Place, bind: str = "") -> str:
        return f"{{ {self._elements(group, place)}{bind} }}"

    def _branch(self, group: Group, place: Place) -> str:
        mark, bind = self._marked()
        return self._braced(group, replace(place, mark=mark), bind)

    def _existing(self, expression: Node, place: Place) -> None:
        """The parts of each EXISTS in an expression; one that is negated is carried by nothing."""
        for found, negated in _exists(expression):
            if negated:
                self._pattern("NOT EXISTS", found, told=False)
                continue
            outer, self._templates = self._templates, Templates()
            text = self._elements(found.group, Place(place.graph, left=place.visible))
            given = tuple(sorted(place.visible & variables(found.group)))
            part = self._part(text, given, place.graph, within=True)
            self._templates = outer
            self._inner(part, place.mark)


def is_grouped(query: Query) -> bool:
    """Whether a query has groups, so that its rows are not single solutions."""
    parts: list[Node] = [one for one in (*query.columns, query.having, query.order_by) if one is not None]
    return query.group_by is not None or any(_has_aggregate(one) for one in parts)


def _has_aggregate(node: Node) -> bool:
    if isinstance(node, Aggregate):
        return True
    return not isinstance(node, Exists) and any(map(_has_aggregate, children(node)))


def _with_keys(query: Query, keys: Iterable[_Key]) -> list[Edit]:
    """The edits by which a query gives the keys of its groups as further columns."""
    end = query.columns[-1].end
    columns = "".join(f" (?{key.column} AS ?{key.name})" for key in keys)
    return [(end, end, columns), *((key.start, key.end, key.written) for key in keys)]


def _is_keyed(query: Query) -> bool:
    return query.group_by is not None and query.modifier != DISTINCT and not query.is_star


def _unsteady(*nodes: Node) -> frozenset[str]:
    """The variables in nodes whose values are others when they are asked again."""
    found: set[str] = set()
    for node in walk(*nodes):
        if isinstance(node, Bind | Assignment) and (
            _varies(node.expression) or variables(node.expression) & found
        ):
            found.add(node.variable.name)
    return frozenset(found)


def _varies(expression: Node) -> bool:
    return any(isinstance(node, Call) and node.function in VARYING for node in walk(expression))


def _exists(expression: Node, negated: bool = False) -> Iterator[tuple[Exists, bool]]:
    """Each EXISTS of an expression that stands in no other, and whether it asks that nothing be there."""
    if isinstance(expression, Exists):
        yield expression, negated != expression.negated
        return
    if isinstance(expression, Operation) and expression.operators == ("!",):
        negated = not negated
    for child in children(expression):
        yield from _exists(child, negated)
