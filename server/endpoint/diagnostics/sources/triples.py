"""Triple patterns and paths, written such that a solution names each triple (SPARQL 1.1 Query, section 18.2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

import pyoxigraph as ox

from server.endpoint.diagnostics.sources.parts import (
    OWN,
    Inner,
    NameTemplate,
    Part,
    Slot,
    TripleTemplate,
    WrittenPattern,
)
from server.rdf.terms import FIRST, NIL, REST, for_query
from server.sparql.rewriting import Edit, edited
from server.sparql.scanner import Unreadable
from server.sparql.tree import (
    Annotated,
    BlankNode,
    BlankNodeProperties,
    Collection,
    GraphNode,
    Iri,
    Literal,
    Node,
    Path,
    PathAlternatives,
    PathBrackets,
    PathInverse,
    PathNegation,
    PathRepetition,
    PathSequence,
    Property,
    Tree,
    Triples,
    Variable,
    variables,
)

_FROM, _TO = ox.Variable(f"{OWN}from"), ox.Variable(f"{OWN}to")


@dataclass(frozen=True)
class Place:
    """Where an element stands: the graph around it, the mark of its branch, and what EXISTS there can see."""

    graph: Slot | None = None
    mark: str = ""
    visible: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()


@dataclass
class Templates:
    """What is read off the solutions of the part that is being written."""

    triples: list[TripleTemplate] = field(default_factory=list)
    endpoints: list[NameTemplate] = field(default_factory=list)
    graphs: list[NameTemplate] = field(default_factory=list)
    inner: list[Inner] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.triples) + len(self.endpoints) + len(self.graphs) + len(self.inner)


class TripleWriter:
    """Writes the triple patterns and paths of a query; `witnesses.Witnesses` adds what stands around them.

    `answers`: what stands in the place of each SERVICE, as edits of the text. `patterns` are those met so far, numbered
    by their order. Raises Unreadable for what cannot be written so.
    """

    def __init__(self, tree: Tree, answers: Sequence[Edit]) -> None:
        self.tree: Final = tree
        self.patterns: Final[list[WrittenPattern]] = []
        self._answers: Final = answers
        self._fresh = 0
        self._labels: Final[dict[str, ox.Variable]] = {}
        self._templates = Templates()
        if taken := [name for name in variables(tree.query) if name.startswith(OWN)]:
            raise Unreadable(
                f"its variable ?{taken[0]} has a name that explanations use themselves; rename it"
            )

    def written(self, node: Node, more: Iterable[Edit] = ()) -> str:
        """A node as it is written, with other edits, and the answers of SERVICE in their places."""
        within = [one for one in self._answers if node.start <= one[0] and one[1] <= node.end]
        return edited(self.tree.text, sorted((*within, *more)), node.start, node.end)

    def triples(self, found: Sequence[Triples]) -> list[tuple[Slot, Slot, Slot]]:
        """The triples of a template, with variables of this module's own for blank nodes."""
        outer, self._templates = self._templates, Templates()
        for one in found:
            self._triples(one, Place())
        templates, self._templates = self._templates.triples, outer
        return [(one.subject, one.predicate, one.object) for one in templates]

    def _part(
        self, text: str, given: tuple[str, ...], graph: Slot | None, within: bool = False, exact: bool = False
    ) -> Part:
        if isinstance(graph, ox.Variable) and graph.value not in given:
            given = (*given, graph.value)
        made = self._templates
        return Part(
            text,
            given,
            graph,
            tuple(made.triples),
            tuple(made.endpoints),
            tuple(made.graphs),
            tuple(made.inner),
            within,
            exact,
        )

    def _inner(self, part: Part, mark: str, steps: bool = False, ends: Sequence[Slot] = ()) -> None:
        ends = ends or [ox.Variable(name) for name in part.given]
        # A graph that is a variable is the last of those given, and named alike inside and outside.
        ends = [*ends, *(ox.Variable(name) for name in part.given[len(ends) :])]
        self._templates.inner.append(Inner(part, tuple(ends), mark, steps))

    def _variable(self) -> ox.Variable:
        self._fresh += 1
        return ox.Variable(f"{OWN}{self._fresh}")

    def _marked(self) -> tuple[str, str]:
        mark = self._variable()
        return mark.value, f" BIND(1 AS {mark})"

    def _pattern(self, kind: str, node: Node, text: str | None = None, told: bool = True) -> int:
        written = self.tree.slice(node) if text is None else text
        self.patterns.append(WrittenPattern(kind, " ".join(written.split()), node.start, told))
        return len(self.patterns) - 1

    def _alternatives(self, branches: Iterable[str]) -> str:
        return " UNION ".join(branches)

    def _triples(self, element: Triples, place: Place) -> str:
        texts: list[str] = []
        subject = self._node(element.subject, place, texts)
        self._properties(subject, _shown(self.tree, element.subject), element.properties, place, texts)
        return " ".join(texts)

    def _properties(
        self, subject: Slot, shown: str, properties: Sequence[Property], place: Place, texts: list[str]
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

    def _node(self, node: GraphNode, place: Place, texts: list[str]) -> Slot:
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

    def _list(self, node: Collection, items: Sequence[GraphNode], place: Place, texts: list[str]) -> Slot:
        number = self._pattern("list", node)
        head: Slot = NIL
        for item in reversed(items):
            cell = self._variable()
            texts.append(self._triple(cell, FIRST, self._node(item, place, texts), number, place))
            texts.append(self._triple(cell, REST, head, number, place))
            head = cell
        return head

    def _triple(self, subject: Slot, predicate: Slot, end: Slot, number: int, place: Place) -> str:
        template = TripleTemplate(subject, predicate, end, place.graph, number, place.mark)
        self._templates.triples.append(template)
        return f"{text_of(subject)} {text_of(predicate)} {text_of(end)} ."

    def _path(self, subject: Slot, path: Path | Variable, end: Slot, number: int, place: Place) -> str:
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
                return f"{text_of(subject)} {self.written(path)} {text_of(end)} ."

    def _one_of(self, subject: Slot, path: Path, end: Slot, number: int, place: Place) -> str:
        mark, bind = self._marked()
        return f"{{ {self._path(subject, path, end, number, replace(place, mark=mark))}{bind} }}"

    def _negation(
        self, subject: Slot, members: Sequence[Iri | PathInverse], end: Slot, number: int, place: Place
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
                names = ", ".join(text_of(self._slot(one)) for one in excluded)
                branches.append(f"{{ {triple} FILTER({link} NOT IN ({names})){bind} }}")
        return self._alternatives(branches)

    def _repetition(self, subject: Slot, path: PathRepetition, end: Slot, number: int, place: Place) -> None:
        """Every step on a way from one end to the other."""
        outer, self._templates = self._templates, Templates()
        inside = Place(place.graph)
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
        if isinstance(node, Variable):
            return ox.Variable(node.name)
        with suppress(ValueError):
            found = _term(node)
            for_query(found)
            return found
        raise Unreadable(f"“{self.tree.slice(node)[:40]}” is no term", node.start)


def _term(node: Iri | Literal) -> ox.NamedNode | ox.Literal:
    if isinstance(node, Iri):
        return ox.NamedNode(node.value or "")
    if node.language is not None:
        return ox.Literal(node.value, language=node.language)
    return ox.Literal(node.value, datatype=ox.NamedNode(node.datatype or ""))


def _shown(tree: Tree, node: GraphNode) -> str:
    match node:
        case BlankNodeProperties():
            return "[]"
        case Collection():
            return "(…)"
        case _:
            return tree.slice(node)


def text_of(slot: Slot) -> str:
    """A place of a pattern as a query has it."""
    return str(slot) if isinstance(slot, ox.Variable) else for_query(slot)
