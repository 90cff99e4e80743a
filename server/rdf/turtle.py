"""The one style of the project's Turtle and TriG; its own result is left as it is.

Only the prefixes used, in the order of the table; subjects in natural order; `a`, then labels, then the other
predicates; each statement closed by a dot on a line of its own; blank nodes nested where they are used. In TriG the
block of each `graph:` comes first and then, claim by claim, what the document's graph says of the claim and what the
claim states.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from server.namespaces import BASE, PREFIXES
from server.rdf.iris import is_claim, short
from server.rdf.terms import (
    NIL,
    OWL,
    SKOS,
    TYPE,
    Node,
    SimpleTerm,
    Term,
    Used,
    iri_text,
    literal_text,
    read_list,
)

_DIGITS: Final = re.compile(r"(\d+)", re.ASCII)
_LANGUAGES: Final = {"en": 0, "ru": 1, "be": 2}
_LABELS: Final = {PREFIXES["rdfs"] + "label": 0, PREFIXES["skos"] + "prefLabel": 1}

Natural = tuple[tuple[str | int, ...], str]

INDENT: Final = "    "
WIDTH: Final = 110
_LABEL_LENGTH: Final = 8
_HEADINGS: Final = {OWL["Ontology"], SKOS["ConceptScheme"]}

Properties = dict[NamedNode, list[SimpleTerm]]


def natural(text: str) -> Natural:
    """Return a key that sorts numbers inside a text by value: `A-RES-3-I` before `A-RES-68-262`."""
    parts = (int(part) if index % 2 else part for index, part in enumerate(_DIGITS.split(text)))
    return tuple(parts), text


def predicate_key(iri: str) -> tuple[int, int, str]:
    """`a` first, then labels, then the rest by prefixed name."""
    if iri == TYPE.value:
        return 0, 0, ""
    if iri in _LABELS:
        return 1, _LABELS[iri], ""
    return 2, 0, short(iri)


def object_key(term: NamedNode | BlankNode | Literal, text: str) -> tuple[int, int, str, Natural]:
    """IRIs, then literals (English, Russian, Belarusian, other languages), then blank nodes, by text."""
    if isinstance(term, NamedNode):
        return 0, 0, "", natural(text)
    if isinstance(term, Literal):
        language = term.language or ""
        return 1, _LANGUAGES.get(language, 3), language, natural(text)
    return 2, 0, "", natural(text)


def subject_key(iri: str, is_heading: bool) -> tuple[bool, Natural]:
    """The resource that the file or graph is about first, then the others by prefixed name."""
    return not is_heading, natural(short(iri))


class Unwritable(ValueError):
    """A graph that the style has no form for: what is wrong, what to do, and the blank node concerned, if it is one."""

    def __init__(self, message: str, remedy: str = "give it an IRI", node: BlankNode | None = None) -> None:
        super().__init__(f"{message}: {remedy}")
        self.message = message
        self.remedy = remedy
        self.node = node


def turtle(quads: Iterable[Quad], header: Iterable[str] = ()) -> str:
    """Write quads in the project's style as Turtle, or as TriG where they name graphs, below the lines of a comment.

    Raises Unwritable if they have no form in this style.
    """
    used: set[str] = set()
    body = _body(quads, used)
    lines = "".join(line + "\n" for line in header)
    parts = [lines] if lines else []
    if used:
        parts.append(
            "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in PREFIXES if prefix in used)
        )
    return "\n".join([*parts, *body])


def _body(quads: Iterable[Quad], used: set[str]) -> list[str]:
    graphs: dict[str, set[Quad]] = defaultdict(set)
    owner: dict[BlankNode, str] = {}
    for quad in quads:
        name = "" if isinstance(quad.graph_name, DefaultGraph) else _graph_name(quad.graph_name)
        graphs[name].add(quad)
        for term in (quad.subject, quad.object):
            if isinstance(term, BlankNode) and owner.setdefault(term, name) != name:
                raise Unwritable("a blank node is used in two graphs", node=term)
    writers = {name: _GraphWriter(map(_statement, graphs[name]), used.add) for name in graphs}
    plain = writers.get("")
    body = [plain.text("", plain.roots())] if plain else []
    body += _blocks({name: writer for name, writer in writers.items() if name}, used)
    for writer in writers.values():
        writer.check_complete()
    return body


def _statement(quad: Quad) -> tuple[Node, NamedNode, SimpleTerm]:
    if isinstance(quad.subject, Triple) or isinstance(quad.object, Triple):
        raise Unwritable(
            f"a triple is used as a term ({quad}), which RDF 1.1 has no form for", "give it a node"
        )
    return quad.subject, quad.predicate, quad.object


def _graph_name(graph: NamedNode | BlankNode) -> str:
    if isinstance(graph, BlankNode):
        raise Unwritable("a graph has no name", node=graph)
    return graph.value


def _blocks(writers: dict[str, _GraphWriter], used: set[str]) -> list[str]:
    """Write the `graph:` blocks without their claims, then for each claim its metadata and what it states."""
    blocks: list[str] = []
    metadata: dict[str, list[str]] = {name: [] for name in writers if is_claim(name)}
    for name in sorted((name for name in writers if not is_claim(name)), key=_order):
        others: list[Node] = []
        for root in writers[name].roots():
            if isinstance(root, NamedNode) and is_claim(root.value):
                metadata.setdefault(root.value, []).append(name)
            else:
                others.append(root)
        blocks.append(_block(name, writers[name].text(INDENT, others, _document(name)), used))
    for claim in sorted(metadata, key=_order):
        names = metadata[claim]
        blocks += [_block(name, writers[name].text(INDENT, [NamedNode(claim)]), used) for name in names]
        if claim in writers:
            blocks.append(_block(claim, writers[claim].text(INDENT, writers[claim].roots()), used))
    return [block for block in blocks if block]


def _order(iri: str) -> Natural:
    return natural(short(iri))


def _document(graph: str) -> str:
    return f"{BASE}id/document/{graph.removeprefix(BASE + 'graph/')}"


def _block(graph: str, text: str, used: set[str]) -> str:
    if not text:
        return ""
    return f"{iri_text(NamedNode(graph), used.add)} {{\n{text}}}\n"


def _circle(node: BlankNode) -> Unwritable:
    return Unwritable("blank nodes refer to each other in a circle", "give one of them an IRI", node)


class _GraphWriter:
    """Writes one graph: `statements` holds (subject, predicate, object), `used` is told each prefix."""

    def __init__(self, statements: Iterable[tuple[Node, NamedNode, SimpleTerm]], used: Used) -> None:
        self._used = used
        self._properties: dict[Node, Properties] = {}
        for subject, predicate, value in statements:
            if isinstance(value, Literal) and value.direction is not None:
                raise Unwritable(f"{value} has a base direction, which RDF 1.1 has no form for", "drop it")
            self._properties.setdefault(subject, {}).setdefault(predicate, []).append(value)
        self._uses = Counter(
            value
            for properties in self._properties.values()
            for values in properties.values()
            for value in values
            if isinstance(value, BlankNode)
        )
        self._written: set[BlankNode] = set()
        self._labels: dict[BlankNode, str] = {}

    def roots(self) -> list[Node]:
        """Return the subjects that stand on their own: all but blank nodes that one place alone refers to."""
        return [s for s in self._properties if isinstance(s, NamedNode) or self._uses[s] != 1]

    def text(self, indent: str, subjects: Iterable[Node], heading: str | None = None) -> str:
        """Return the blocks of the given roots, in order; `heading` is the IRI that the graph is about."""
        roots = list(subjects)
        named = sorted(
            (s for s in roots if isinstance(s, NamedNode)),
            key=lambda s: subject_key(s.value, s.value == heading or self._is_heading(s)),
        )
        blocks = [self._block(iri_text(subject, self._used), subject, indent) for subject in named]
        anonymous = [
            self._block(self._label(s) if self._uses[s] else "[]", s, indent)
            for s in roots
            if isinstance(s, BlankNode)
        ]
        return "\n".join(blocks + sorted(anonymous, key=natural))

    def check_complete(self) -> None:
        """Raise Unwritable if a blank node was left out: it is in a circle of blank nodes."""
        for subject in self._properties:
            if isinstance(subject, BlankNode) and self._uses[subject] == 1 and subject not in self._written:
                raise _circle(subject)

    def _is_heading(self, subject: Node) -> bool:
        return any(kind in _HEADINGS for kind in self._properties[subject].get(TYPE, []))

    def _block(self, name: str, subject: Node, indent: str) -> str:
        inner = indent + INDENT
        return f"{indent}{name}\n{self._predicates(subject, inner)}{inner}.\n"

    def _predicates(self, subject: Node, indent: str) -> str:
        properties = self._properties.get(subject, {})
        return "".join(
            self._predicate(predicate, properties[predicate], indent)
            for predicate in sorted(properties, key=lambda p: predicate_key(p.value))
        )

    def _predicate(self, predicate: NamedNode, values: list[SimpleTerm], indent: str) -> str:
        verb = "a" if predicate == TYPE else iri_text(predicate, self._used)
        if len(values) == 1:
            return f"{indent}{verb} {self._object(values[0], indent)} ;\n"
        inner = indent + INDENT
        written = [(value, self._object(value, inner)) for value in values]
        written.sort(key=lambda pair: object_key(*pair))
        return f"{indent}{verb}\n" + " ,\n".join(inner + text for _, text in written) + " ;\n"

    def _object(self, value: SimpleTerm, indent: str) -> str:
        if isinstance(value, NamedNode):
            return "()" if value == NIL else iri_text(value, self._used)
        if isinstance(value, Literal):
            return literal_text(value, self._used)
        if self._uses[value] > 1:
            return self._label(value)
        if value in self._written:
            raise _circle(value)
        items = self._list(value)
        if items is not None:
            return self._collection(items, indent)
        self._written.add(value)
        predicates = self._predicates(value, indent + INDENT)
        return f"[\n{predicates}{indent}]" if predicates else "[]"

    def _label(self, node: BlankNode) -> str:
        """Return the label of a blank node that several places refer to, made of what it says.

        An annotated axiom refers to the class expression that it is about (OWL 2 Mapping to RDF, section 2.2).
        """
        if node not in self._labels:
            if node in self._written:
                raise _circle(node)
            before = set(self._written)
            self._written.add(node)
            content = sha256(self._predicates(node, INDENT).encode()).hexdigest()[:_LABEL_LENGTH]
            self._written = before
            if f"_:b{content}" in self._labels.values():
                raise Unwritable("two blank nodes say the same and are used in several places", node=node)
            self._labels[node] = f"_:b{content}"
        return self._labels[node]

    def _list(self, node: BlankNode) -> list[SimpleTerm] | None:
        """Return the items of a well-formed RDF list that stands in one place, else None."""
        found = read_list(node, self._objects)
        cells = [cell for cell in found.cells if isinstance(cell, BlankNode)]
        nested = all(self._uses[cell] == 1 and len(self._properties.get(cell, {})) == 2 for cell in cells)
        if not (found.whole and nested and len(cells) == len(found.cells)):
            return None
        self._written.update(cells)
        return [item for item in found.items if not isinstance(item, Triple)]

    def _objects(self, node: Term, predicate: NamedNode) -> list[SimpleTerm]:
        return self._properties.get(node, {}).get(predicate, []) if isinstance(node, Node) else []

    def _collection(self, items: list[SimpleTerm], indent: str) -> str:
        inner = indent + INDENT
        texts = [self._object(item, inner) for item in items]
        line = f"( {' '.join(texts)} )"
        if "\n" not in line and len(indent) + len(line) <= WIDTH:
            return line
        return "(\n" + "".join(f"{inner}{text}\n" for text in texts) + f"{indent})"
