"""Reading terms, triples and property paths (SPARQL 1.1 Query, section 19.8, rules 75 to 109 and 128 to 138)."""

from __future__ import annotations

from typing import Final

from server.namespaces import PREFIXES
from server.sparql.prologue import iri_of, read_prologue, without_escapes
from server.sparql.scanner import Scanner, Unreadable
from server.sparql.tree import (
    Annotated,
    AnnotationBlock,
    BlankNode,
    BlankNodeProperties,
    Collection,
    GraphNode,
    Iri,
    Literal,
    Path,
    PathAlternatives,
    PathBrackets,
    PathInverse,
    PathNegation,
    PathRepetition,
    PathSequence,
    Property,
    ReifiedTriple,
    Reifier,
    Term,
    Triples,
    TripleTerm,
    Variable,
)

_XSD: Final = PREFIXES["xsd"]
_TYPE: Final = PREFIXES["rdf"] + "type"
_LANGUAGE_STRING: Final = PREFIXES["rdf"] + "langString"
_DEEPEST_BRACKETS: Final = 100
"""Brackets inside one another, of expressions, paths, lists and blank nodes: this reader goes down with them."""


class TermReader(Scanner):
    """Reads the terms, triples and paths of a text, from behind its prologue on."""

    def __init__(self, text: str) -> None:
        self.prologue = read_prologue(text)
        super().__init__(text, self.prologue.end)
        self._brackets = 0

    def at_iri(self) -> bool:
        """Whether the next token is an IRI or a prefixed name."""
        found = self.peek()
        return found.kind == "iri" or (found.kind == "name" and not found.text.startswith("_:"))

    def iri(self) -> Iri:
        """The next token as an IRI. Raises Unreadable."""
        if not self.at_iri():
            raise self.strange()
        token = self.take()
        return Iri(token.start, token.end, iri_of(token.text, self.prologue))

    def variable(self) -> Variable:
        """The next token as a variable. Raises Unreadable."""
        if self.peek().kind != "variable":
            raise self.strange()
        token = self.take()
        return Variable(token.start, token.end, token.text[1:])

    def variable_or_iri(self) -> Variable | Iri:
        """The next token as a variable or an IRI. Raises Unreadable."""
        return self.variable() if self.peek().kind == "variable" else self.iri()

    def term(self) -> Term:
        """The next term. Raises Unreadable."""
        token = self.peek()
        if token.kind == "variable":
            return self.variable()
        if token.kind == "name" and token.text.startswith("_:"):
            self.take()
            return BlankNode(token.start, token.end, token.text[2:])
        return self.iri() if self.at_iri() else self.literal()

    def literal(self) -> Literal:
        """The next literal, number or boolean. Raises Unreadable."""
        token = self.peek()
        if token.kind == "string":
            return self._string()
        if token.kind == "number":
            text = token.text
            kind = "double" if "e" in text.lower() else "decimal" if "." in text else "integer"
        elif token.word in ("TRUE", "FALSE"):
            text, kind = token.text.lower(), "boolean"
        else:
            raise self.strange()
        self.take()
        return Literal(token.start, token.end, text, None, _XSD + kind)

    def _string(self) -> Literal:
        token = self.take()
        marks = 3 if token.text[:3] in ('"""', "'''") else 1
        value = without_escapes(token.text[marks:-marks])
        if self.peek().kind == "language":
            language = self.take().text[1:]
            return Literal(token.start, self.end, value, language, _LANGUAGE_STRING)
        if self.accept("^^"):
            datatype = self.iri()
            return Literal(token.start, self.end, value, None, datatype.value)
        return Literal(token.start, token.end, value, None, _XSD + "string")

    def triples(self) -> Triples:
        """The triple patterns of one subject. Raises Unreadable."""
        subject = self.node()
        optional = isinstance(subject, BlankNodeProperties | ReifiedTriple) or (
            isinstance(subject, Collection) and bool(subject.items)
        )
        properties = () if optional and not self._at_verb() else self._properties()
        return Triples(subject.start, self.end, subject, properties)

    def node(self) -> GraphNode:
        """The next term, or what stands in brackets in its place. Raises Unreadable."""
        if self.at("["):
            return self._blank()
        if self.at("<<"):
            return self._reified()
        if self.at("<<("):
            return self.triple_term()
        return self._collection() if self.at("(") else self.term()

    def triple_term(self) -> TripleTerm:
        """A triple as a term (SPARQL 1.2). Raises Unreadable."""
        start = self.expect("<<(", operand=True).start
        subject, predicate, thing = self._parts_of_triple()
        self.expect(")")
        self.expect(">>")
        return TripleTerm(start, self.end, subject, predicate, thing)

    def _reified(self) -> ReifiedTriple:
        start = self.take().start
        subject, predicate, thing = self._parts_of_triple()
        reifier = self._reifier() if self.at("~", operand=False) else None
        self.expect(">>")
        return ReifiedTriple(start, self.end, subject, predicate, thing, reifier)

    def _parts_of_triple(self) -> tuple[GraphNode, Iri | Variable, GraphNode]:
        self.deeper()
        subject = self.node()
        predicate = self.variable() if self.peek().kind == "variable" else self._verb_iri()
        thing = self.node()
        self._brackets -= 1
        return subject, predicate, thing

    def _reifier(self) -> Reifier:
        start = self.take(operand=False).start
        named = self.peek().kind == "variable" or self.peek().kind == "name" or self.at_iri()
        name = self.term() if named else None
        return Reifier(start, self.end, name)

    def _object(self) -> GraphNode | Annotated:
        thing = self.node()
        found: list[Reifier | AnnotationBlock] = []
        while self.at("~", "{|", operand=False):
            found.append(self._reifier() if self.at("~", operand=False) else self._annotation())
        return Annotated(thing.start, self.end, thing, tuple(found)) if found else thing

    def _annotation(self) -> AnnotationBlock:
        start = self.take(operand=False).start
        self.deeper()
        properties = self._properties()
        self.expect("|}")
        self._brackets -= 1
        return AnnotationBlock(start, self.end, properties)

    def _blank(self) -> BlankNode | BlankNodeProperties:
        start = self.take().start
        if self.accept("]"):
            return BlankNode(start, self.end, "")
        self.deeper()
        properties = self._properties()
        self.expect("]")
        self._brackets -= 1
        return BlankNodeProperties(start, self.end, properties)

    def _collection(self) -> Collection:
        start = self.take().start
        self.deeper()
        items: list[GraphNode] = []
        while not self.accept(")"):
            items.append(self.node())
        self._brackets -= 1
        return Collection(start, self.end, tuple(items))

    def _at_verb(self) -> bool:
        token = self.peek()
        return token.kind == "variable" or token.text == "a" or self.at_iri() or self.at("^", "!", "(")

    def _properties(self) -> tuple[Property, ...]:
        found = [self._property()]
        while self.accept(";", operand=False):
            if self._at_verb():
                found.append(self._property())
        return tuple(found)

    def _property(self) -> Property:
        verb = self.variable() if self.peek().kind == "variable" else self.path()
        objects = [self._object()]
        while self.accept(",", operand=False):
            objects.append(self._object())
        return Property(verb.start, self.end, verb, tuple(objects))

    def path(self) -> Path:
        """A property path (section 9.1). Raises Unreadable."""
        alternatives = [self._sequence()]
        while self.accept("|"):
            alternatives.append(self._sequence())
        first = alternatives[0]
        return (
            first if len(alternatives) == 1 else PathAlternatives(first.start, self.end, tuple(alternatives))
        )

    def _sequence(self) -> Path:
        steps = [self._step()]
        while self.accept("/"):
            steps.append(self._step())
        return steps[0] if len(steps) == 1 else PathSequence(steps[0].start, self.end, tuple(steps))

    def _step(self) -> Path:
        inverse = self.take() if self.at("^") else None
        path = self._primary()
        if self.at("*", "+", "?"):
            mark = self.take()
            path = PathRepetition(path.start, self.end, path, mark.text)
        return path if inverse is None else PathInverse(inverse.start, self.end, path)

    def _primary(self) -> Path:
        token = self.peek()
        if self.accept("("):
            self.deeper()
            path = self.path()
            self.expect(")")
            self._brackets -= 1
            return PathBrackets(token.start, self.end, path)
        if self.accept("!"):
            members: list[Iri | PathInverse] = []
            if self.accept("("):
                while not self.accept(")"):
                    if members:
                        self.expect("|")
                    members.append(self._member())
            else:
                members.append(self._member())
            return PathNegation(token.start, self.end, tuple(members))
        return self._verb_iri()

    def _member(self) -> Iri | PathInverse:
        start = self.peek().start
        if self.accept("^"):
            inverted = self._verb_iri()
            return PathInverse(start, self.end, inverted)
        return self._verb_iri()

    def _verb_iri(self) -> Iri:
        if self.peek().text == "a" and self.peek().kind == "word":
            token = self.take()
            return Iri(token.start, token.end, _TYPE)
        return self.iri()

    def deeper(self) -> None:
        """Count one bracket more inside others. Raises Unreadable where they are too many."""
        self._brackets += 1
        if self._brackets > _DEEPEST_BRACKETS:
            raise Unreadable("its brackets are nested too deeply", self.end)
