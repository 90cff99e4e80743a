"""The pattern of a query, written such that each of its solutions names the triples by which it came about.

A solution of a pattern fits triples that can be read off it, where every node of the pattern has a name and every
branch a mark. So blank nodes and the steps of paths become variables here, and OPTIONAL, UNION and alternative paths
bind a variable of their own. What one solution leaves open (repeated paths, subqueries, EXISTS) is a part of its own,
to be asked again with what the solution binds. Each part means what is written: only more of it can be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import pyoxigraph as ox

from server.rdf.terms import FIRST, NIL, REST, for_query
from server.sparql.rewriting import Edit, edited
from server.sparql.scanner import Unreadable
from server.sparql.scopes import in_scope, projected
from server.sparql.tree import (
    DISTINCT,
    Aggregate,
    Annotated,
    Assignment,
    Bind,
    BlankNode,
    BlankNodeProperties,
    Call,
    Collection,
    Element,
    Exists,
    Filter,
    GraphNode,
    GraphPattern,
    Group,
    Iri,
    Literal,
    MinusPattern,
    Node,
    Operation,
    OptionalPattern,
    Path,
    PathAlternatives,
    PathBrackets,
    PathInverse,
    PathNegation,
    PathRepetition,
    PathSequence,
    Property,
    Query,
    ServicePattern,
    Tree,
    Triples,
    UnionPattern,
    Variable,
    children,
    variables,
    walk,
)

Slot = ox.NamedNode | ox.Literal | ox.Variable
"""A place in a pattern: a term, or a variable whose value a solution tells."""

VARYING: Final = frozenset(("RAND", "UUID", "STRUUID", "BNODE", "NOW"))
"""Functions that have another value when they are asked again."""

_OWN: Final = "eikg_"
"""How the names of this module's own variables begin."""

ROW: Final = f"{_OWN}row"
"""The variable that says for which values of a part's variables a solution was asked."""

_FROM, _TO = ox.Variable(f"{_OWN}from"), ox.Variable(f"{_OWN}to")


@dataclass(frozen=True)
class TripleTemplate:
    """The triple that a solution fits, in the graph that the query names for it, if any.

    `number` is that of the pattern in the query. The triple is one only where `mark`, if there is one, is bound.
    """

    subject: Slot
    predicate: Slot
    object: Slot
    graph: Slot | None
    number: int
    mark: str


@dataclass(frozen=True)
class EndpointTemplate:
    """Another endpoint that gave a part of a solution."""

    endpoint: Slot
    number: int
    mark: str


@dataclass(frozen=True)
class Inner:
    """A part that a solution leaves open, and what the solution gives each variable of `part.given`.

    With `steps`, two equal ends need no triple: the path has length zero.
    """

    part: Part
    given: tuple[Slot, ...]
    mark: str
    steps: bool = False


@dataclass(frozen=True, eq=False)
class Part:
    """A pattern whose solutions are asked for with values for the variables `given`, in a graph if one is named.

    The values are joined with the pattern; with `within` they stand in it, as EXISTS puts them in. With `exact` a
    variable that is given no value has none in the solution.
    """

    text: str
    given: tuple[str, ...]
    graph: Slot | None
    triples: tuple[TripleTemplate, ...]
    endpoints: tuple[EndpointTemplate, ...]
    inner: tuple[Inner, ...]
    within: bool = False
    exact: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The variables whose values tell what a solution stands on, and those given."""
        slots: list[Slot | None] = []
        marks = [one.mark for one in self.triples]
        marks += [one.mark for one in self.endpoints] + [one.mark for one in self.inner]
        for triple in self.triples:
            slots += [triple.subject, triple.predicate, triple.object, triple.graph]
        slots += [one.endpoint for one in self.endpoints]
        slots += [slot for one in self.inner for slot in one.given]
        found = {slot.value for slot in slots if isinstance(slot, ox.Variable)}
        return tuple(sorted(found | {mark for mark in marks if mark} | {*self.given}))


@dataclass(frozen=True)
class WrittenPattern:
    """A pattern as the query has it. `told`: triples can carry it; none carries what must not be there."""

    kind: str
    text: str
    start: int
    told: bool = True


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


@dataclass(frozen=True)
class _Place:
    """Where an element stands: the graph around it, the mark of its branch, and what EXISTS there can see."""

    graph: Slot | None = None
    mark: str = ""
    visible: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()


@dataclass
class _Templates:
    triples: list[TripleTemplate] = field(default_factory=list)
    endpoints: list[EndpointTemplate] = field(default_factory=list)
    inner: list[Inner] = field(default_factory=list)


class Witnesses:
    """Writes the parts of one query. `answers`: what stands in the place of each SERVICE, by its place in the text.

    `patterns` are those met so far, numbered by their order. Raises Unreadable for what cannot be written so.
    """

    def __init__(self, tree: Tree, answers: Sequence[Edit]) -> None:
        self.tree: Final = tree
        self.patterns: Final[list[WrittenPattern]] = []
        self._answers: Final = answers
        self._fresh = 0
        self._labels: Final[dict[str, ox.Variable]] = {}
        self._templates = _Templates()
        if taken := [name for name in variables(tree.query) if name.startswith(_OWN)]:
            raise Unreadable(
                f"its variable ?{taken[0]} has a name that explanations use themselves; rename it"
            )

    @property
    def prologue(self) -> str:
        """The prologue as it is written."""
        return self.tree.declarations

    @property
    def dataset(self) -> str:
        """The dataset clauses as they are written."""
        return " ".join(map(self.tree.slice, self.tree.query.dataset))

    def written(self, node: Node, more: Iterable[Edit] = ()) -> str:
        """A node as it is written, with other edits, and the answers of SERVICE in their places."""
        within = [one for one in self._answers if node.start <= one[0] and one[1] <= node.end]
        return edited(self.tree.text, sorted((*within, *more)), node.start, node.end)

    def query(self, query: Query, graph: Slot | None = None) -> Part:
        """The part whose solutions are those behind the rows of a query, or of a subquery in a graph.

        A row is told from others by its columns; that of a group by the keys of its group (see `keyed`).
        """
        outer, self._templates = self._templates, _Templates()
        where = query.where or Group(query.end, query.end, ())
        scope = in_scope(where)
        text = self._elements(where, _Place(graph))
        assigned = [one for one in query.columns if isinstance(one, Assignment)]
        for one in assigned:
            self._existing(one.expression, _Place(graph, visible=scope))
        if is_grouped(query):
            keys = self._keys(query)
            text += "".join(f" {key.bind}" for key in keys)
            given = frozenset(key.name if _is_keyed(query) else key.column for key in keys)
            given = given if _is_keyed(query) else given & projected(query)
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
        keys = self._keys(query)
        end = query.columns[-1].end
        columns = "".join(f" (?{key.column} AS ?{key.name})" for key in keys)
        edits = [(key.start, key.end, key.written) for key in keys]
        return self.written(query, [*more, (end, end, columns), *edits])

    def triples(self, found: Sequence[Triples]) -> list[tuple[Slot, Slot, Slot]]:
        """The triples of a template, with variables of this module's own for blank nodes."""
        outer, self._templates = self._templates, _Templates()
        for one in found:
            self._triples(one, _Place())
        templates, self._templates = self._templates.triples, outer
        return [(one.subject, one.predicate, one.object) for one in templates]

    def _keys(self, query: Query) -> list[_Key]:
        found = []
        for number, key in enumerate(query.group_by.keys if query.group_by else ()):
            name, written = f"{_OWN}key_{query.start}_{number}", self.written(key)
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

    def _part(
        self, text: str, given: tuple[str, ...], graph: Slot | None, within: bool = False, exact: bool = False
    ) -> Part:
        if isinstance(graph, ox.Variable) and graph.value not in given:
            given = (*given, graph.value)
        made = self._templates
        return Part(
            text, given, graph, tuple(made.triples), tuple(made.endpoints), tuple(made.inner), within, exact
        )

    def _inner(self, part: Part, mark: str, steps: bool = False, ends: Sequence[Slot] = ()) -> None:
        ends = ends or [ox.Variable(name) for name in part.given]
        # A graph that is a variable is the last of those given, and named alike inside and outside.
        ends = [*ends, *(ox.Variable(name) for name in part.given[len(ends) :])]
        self._templates.inner.append(Inner(part, tuple(ends), mark, steps))

    def _variable(self) -> ox.Variable:
        self._fresh += 1
        return ox.Variable(f"{_OWN}{self._fresh}")

    def _marked(self) -> tuple[str, str]:
        mark = self._variable()
        return mark.value, f" BIND(1 AS {mark})"

    def _pattern(self, kind: str, node: Node, text: str | None = None, told: bool = True) -> int:
        written = self.tree.slice(node) if text is None else text
        self.patterns.append(WrittenPattern(kind, " ".join(written.split()), node.start, told))
        return len(self.patterns) - 1

    # Elements of groups

    def _elements(self, group: Group, place: _Place) -> str:
        scope = in_scope(group) | place.left
        texts, before = [], place.left
        for element in group.elements:
            inside = replace(place, visible=scope if isinstance(element, Filter) else before)
            texts.append(self._element(element, replace(inside, left=frozenset())))
            before |= in_scope(element)
        return " ".join(texts)

    def _element(self, element: Element, place: _Place) -> str:
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
                slot = self._slot(name)
                return f"GRAPH {_text(slot)} {self._braced(group, replace(place, graph=slot))}"
            case ServicePattern(name=name):
                kind = "SERVICE SILENT" if element.silent else "SERVICE"
                number = self._pattern(kind, element)
                self._templates.endpoints.append(EndpointTemplate(self._slot(name), number, place.mark))
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

    def _braced(self, group: Group, place: _Place, bind: str = "") -> str:
        return f"{{ {self._elements(group, place)}{bind} }}"

    def _branch(self, group: Group, place: _Place) -> str:
        mark, bind = self._marked()
        return self._braced(group, replace(place, mark=mark), bind)

    def _alternatives(self, branches: Iterable[str]) -> str:
        return " UNION ".join(branches)

    def _existing(self, expression: Node, place: _Place) -> None:
        """The parts of each EXISTS in an expression; one that is negated is carried by nothing."""
        for found, negated in _exists(expression):
            if negated:
                self._pattern("NOT EXISTS", found, told=False)
                continue
            outer, self._templates = self._templates, _Templates()
            text = self._elements(found.group, _Place(place.graph, left=place.visible))
            given = tuple(sorted(place.visible & variables(found.group)))
            part = self._part(text, given, place.graph, within=True)
            self._templates = outer
            self._inner(part, place.mark)

    # Triples and paths

    def _triples(self, element: Triples, place: _Place) -> str:
        texts: list[str] = []
        subject = self._node(element.subject, place, texts)
        self._properties(subject, _shown(self.tree, element.subject), element.properties, place, texts)
        return " ".join(texts)

    def _properties(
        self, subject: Slot, shown: str, properties: Sequence[Property], place: _Place, texts: list[str]
    ) -> None:
        for one in properties:
            verb = self.tree.slice(one.verb)
            for thing in one.objects:
                node = thing.object if isinstance(thing, Annotated) else thing
                end = self._node(node, place, texts)
                written = f"{shown} {verb} {_shown(self.tree, node)}"
                simple = isinstance(one.verb, Iri | Variable)
                number = self._pattern("triple pattern" if simple else "path", one, written)
                texts.append(self._path(subject, one.verb, end, number, place))

    def _node(self, node: GraphNode, place: _Place, texts: list[str]) -> Slot:
        match node:
            case Iri() | Literal() | Variable():
                return self._slot(node)
            case BlankNode(label=""):
                return self._variable()
            case BlankNode(label=label):
                if label not in self._labels:
                    self._labels[label] = self._variable()
                return self._labels[label]
            case BlankNodeProperties(properties=properties):
                blank = self._variable()
                self._properties(blank, "[]", properties, place, texts)
                return blank
            case Collection(items=items):
                return self._list(node, items, place, texts)
            case _:
                raise Unreadable("it uses triple terms or reifiers (SPARQL 1.2)", node.start)

    def _list(self, node: Collection, items: Sequence[GraphNode], place: _Place, texts: list[str]) -> Slot:
        number = self._pattern("list", node)
        head: Slot = NIL
        for item in reversed(items):
            cell = self._variable()
            texts.append(self._triple(cell, FIRST, self._node(item, place, texts), number, place))
            texts.append(self._triple(cell, REST, head, number, place))
            head = cell
        return head

    def _triple(self, subject: Slot, predicate: Slot, end: Slot, number: int, place: _Place) -> str:
        template = TripleTemplate(subject, predicate, end, place.graph, number, place.mark)
        self._templates.triples.append(template)
        return f"{_text(subject)} {_text(predicate)} {_text(end)} ."

    def _path(self, subject: Slot, path: Path | Variable, end: Slot, number: int, place: _Place) -> str:
        match path:
            case Iri() | Variable():
                return self._triple(subject, self._slot(path), end, number, place)
            case PathBrackets(path=inner):
                return self._path(subject, inner, end, number, place)
            case PathInverse(path=inner):
                return self._path(end, inner, subject, number, place)
            case PathSequence(steps=steps):
                nodes = [subject, *(self._variable() for _ in steps[1:]), end]
                ends = zip(nodes, steps, nodes[1:], strict=False)
                return " ".join(self._path(first, step, last, number, place) for first, step, last in ends)
            case PathAlternatives(paths=paths):
                return self._alternatives(self._one_of(subject, one, end, number, place) for one in paths)
            case PathNegation(members=members):
                return self._negation(subject, members, end, number, place)
            case PathRepetition():
                self._repetition(subject, path, end, number, place)
                return f"{_text(subject)} {self.written(path)} {_text(end)} ."

    def _one_of(self, subject: Slot, path: Path, end: Slot, number: int, place: _Place) -> str:
        mark, bind = self._marked()
        return f"{{ {self._path(subject, path, end, number, replace(place, mark=mark))}{bind} }}"

    def _negation(
        self, subject: Slot, members: Sequence[Iri | PathInverse], end: Slot, number: int, place: _Place
    ) -> str:
        """`!(a|^b)` is any other predicate than `a`, or one than `b` backwards (section 18.2.2.4)."""
        forward = [one for one in members if isinstance(one, Iri)]
        backward = [one.path for one in members if isinstance(one, PathInverse) and isinstance(one.path, Iri)]
        branches = []
        for first, last, excluded in ((subject, end, forward), (end, subject, backward)):
            if excluded or (not members and excluded is forward):
                mark, bind = self._marked()
                link = self._variable()
                triple = self._triple(first, link, last, number, replace(place, mark=mark))
                names = ", ".join(_text(self._slot(one)) for one in excluded)
                branches.append(f"{{ {triple} FILTER({link} NOT IN ({names})){bind} }}")
        return self._alternatives(branches)

    def _repetition(self, subject: Slot, path: PathRepetition, end: Slot, number: int, place: _Place) -> None:
        """Every step on a way from one end to the other."""
        outer, self._templates = self._templates, _Templates()
        inside = _Place(place.graph)
        if path.mark == "?":
            text = self._path(_FROM, path.path, _TO, number, inside)
        else:
            first, last = self._variable(), self._variable()
            way = f"{self.written(path.path)}*"
            step = self._path(first, path.path, last, number, inside)
            text = f"{_FROM} {way} {first} . {step} {last} {way} {_TO} ."
        part = self._part(text, (_FROM.value, _TO.value), place.graph)
        self._templates = outer
        self._inner(part, place.mark, path.mark != "+", (subject, end))

    def _slot(self, node: Iri | Literal | Variable) -> Slot:
        try:
            match node:
                case Variable(name=name):
                    return ox.Variable(name)
                case Iri(value=str(value)):
                    return ox.NamedNode(value)
                case Literal(value=value, language=str(language)):
                    return ox.Literal(value, language=language)
                case Literal(value=value, datatype=str(datatype)):
                    return ox.Literal(value, datatype=ox.NamedNode(datatype))
        except ValueError:
            pass
        raise Unreadable(f"“{self.tree.slice(node)[:40]}” is no term", node.start)


def is_grouped(query: Query) -> bool:
    """Whether a query has groups, so that its rows are not single solutions."""
    parts: list[Node] = [one for one in (*query.columns, query.having, query.order_by) if one is not None]
    return query.group_by is not None or any(_has_aggregate(one) for one in parts)


def _has_aggregate(node: Node) -> bool:
    if isinstance(node, Aggregate):
        return True
    return not isinstance(node, Exists) and any(map(_has_aggregate, children(node)))


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


def _shown(tree: Tree, node: GraphNode) -> str:
    match node:
        case BlankNodeProperties():
            return "[]"
        case Collection():
            return "(…)"
        case _:
            return tree.slice(node)


def _text(slot: Slot) -> str:
    return str(slot) if isinstance(slot, ox.Variable) else for_query(slot)
