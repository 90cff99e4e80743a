"""Writing triples one by one, where a rule puts some of them in other words."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Final

from server.sparql.rewriting.rule import Refused, Writer
from server.sparql.tree import (
    Annotated,
    AnnotationBlock,
    BlankNode,
    BlankNodeProperties,
    Collection,
    GraphNode,
    Node,
    Path,
    Property,
    Reifier,
    Template,
    Tree,
    Triples,
    Variable,
    walk,
)

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


class TriplesWriter(Writer):
    """Writes triples whose verb is concerned apart from those beside them.

    Wherever there is such a verb all blank nodes become variables, as parts of their triples end up in other groups,
    where the same label may not stand.
    """

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self._nodes: Final[dict[str, str]] = {}

    @abstractmethod
    def concerns(self, path: Path) -> bool:
        """Whether triples with this verb are to be written in other words."""

    @abstractmethod
    def path(self, subject: str, path: Path, value: str) -> str:
        """The triples, or a group, of a path between two terms."""

    @property
    def concerned(self) -> bool:
        """Whether there is anything to do."""
        return any(map(self._is_concerned, walk(self.tree.query)))

    def written(self, node: Node) -> str:
        """The text of one node; triples that are concerned in other words."""
        match node:
            case Template():  # labels of a template are its own
                return self.tree.slice(node)
            case Triples() if any(map(self._is_concerned, walk(node))):
                return " . ".join(self._triples(node))
            case BlankNode(label=label) if label:
                return self._variable_of(label)
            case _:
                return self.around(node)

    def _is_concerned(self, node: Node) -> bool:
        return isinstance(node, Property) and not isinstance(node.verb, Variable) and self.concerns(node.verb)

    def _variable_of(self, label: str) -> str:
        if label not in self._nodes:
            self._nodes[label] = f"?{self.names.fresh()}"
        return self._nodes[label]

    def _triples(self, triples: Triples) -> Iterator[str]:
        further: list[str] = []
        subject = self._node(triples.subject, further)
        yield from further
        yield from self._properties(subject, triples.properties)

    def _properties(self, subject: str, properties: tuple[Property, ...]) -> Iterator[str]:
        for one in properties:
            for found in one.objects:
                further: list[str] = []
                if not isinstance(found, Annotated):
                    value = self._node(found, further)
                elif self._is_concerned(one):
                    raise Refused("a path of several triples cannot be annotated", self.tree.slice(found))
                else:
                    value = self._annotated(found, further)
                if self._is_concerned(one):
                    assert not isinstance(one.verb, Variable)  # noqa: S101 - a variable is no path
                    yield self.path(subject, one.verb, value)
                else:
                    yield f"{subject} {self.written(one.verb)} {value}"
                yield from further

    def _node(self, node: GraphNode, further: list[str]) -> str:
        """What stands for a node; triples that it needs are added to the further ones."""
        match node:
            case BlankNode(label=label):
                return self._variable_of(label) if label else f"?{self.names.fresh()}"
            case BlankNodeProperties(properties=properties):
                name = f"?{self.names.fresh()}"
                further += self._properties(name, properties)
                return name
            case Collection(items=items) if items:
                return self._list(items, further)
            case _:
                return self.around(node)

    def _annotated(self, node: Annotated, further: list[str]) -> str:
        """An object with the names of its reifiers; what is said of them is further triples."""
        value, current = self._node(node.object, further), ""
        for one in node.annotations:
            name = one.name if isinstance(one, Reifier) else None
            if isinstance(one, Reifier) or not current:
                current = self.written(name) if name else f"?{self.names.fresh()}"
                value += f" ~ {current}"
            if isinstance(one, AnnotationBlock):
                further += self._properties(current, one.properties)
                current = ""
        return value

    def _list(self, items: tuple[GraphNode, ...], further: list[str]) -> str:
        names = [f"?{self.names.fresh()}" for _ in items]
        for item, name, rest in zip(items, names, [*names[1:], f"<{_RDF}nil>"], strict=True):
            value = self._node(item, further)
            further.append(f"{name} <{_RDF}first> {value} ; <{_RDF}rest> {rest}")
        return names[0]
