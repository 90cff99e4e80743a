"""Which kinds of terms an expression or a variable can have, as far as the query and the release's data tell.

A kind is IRI, BLANK, a language tag behind an at sign, or the IRI of a datatype; a set of them says what may occur, and
None that nothing is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from server.namespaces import PREFIXES
from server.rdf.datatypes import DURATIONS, NUMBERS, STORED_AS, TEMPORAL
from server.rdf.iris import short
from server.sparql.tree import (
    Aggregate,
    Annotated,
    Assignment,
    Bind,
    BlankNode,
    BlankNodeProperties,
    Brackets,
    Call,
    Collection,
    Exists,
    Expression,
    GraphNode,
    GraphPattern,
    Iri,
    Literal,
    Membership,
    Node,
    Operation,
    Path,
    PathAlternatives,
    PathBrackets,
    PathInverse,
    PathRepetition,
    PathSequence,
    Property,
    Triples,
    Undef,
    Values,
    Variable,
    walk,
)

XSD: Final = PREFIXES["xsd"]
IRI: Final = "IRI"
BLANK: Final = "blank node"
STRING: Final = XSD + "string"
BOOLEAN: Final = XSD + "boolean"

Kinds = frozenset[str] | None
"""What a term may be; None if that is not known."""

Properties = Mapping[str, frozenset[str]]
"""By the IRI of a property, the kinds of all its objects in the release."""

PROPERTIES_QUERY: Final = """SELECT DISTINCT ?property (ISIRI(?o) AS ?iri) (LANG(?o) AS ?language)
(DATATYPE(?o) AS ?datatype) { ?s ?property ?o }"""
"""Finds what `properties_of` reads."""

RELATIONAL: Final = frozenset(("=", "!=", "<", ">", "<=", ">="))
LOGICAL: Final = frozenset(("&&", "||", "!"))

_ORDERED: Final = frozenset(("number", STRING, BOOLEAN)) | TEMPORAL | DURATIONS

_TYPE: Final = PREFIXES["rdf"] + "type"
_INTEGER: Final = frozenset((XSD + "integer",))
_RESOURCES: Final = frozenset((IRI, BLANK))
_RESULTS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("STR", "LANG", "ENCODE_FOR_URI", "TZ", "STRUUID"), frozenset((STRING,))),
    **dict.fromkeys(("MD5", "SHA1", "SHA256", "SHA384", "SHA512"), frozenset((STRING,))),
    **dict.fromkeys(("DATATYPE", "IRI", "URI", "UUID"), frozenset((IRI,))),
    **dict.fromkeys(("STRLEN", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "COUNT"), _INTEGER),
    "BNODE": frozenset((BLANK,)),
    "NOW": frozenset((XSD + "dateTime",)),
    "SECONDS": frozenset((XSD + "decimal",)),
    **dict.fromkeys(
        ("BOUND", "REGEX", "CONTAINS", "STRSTARTS", "STRENDS", "LANGMATCHES", "SAMETERM", "ISIRI", "ISURI"),
        frozenset((BOOLEAN,)),
    ),
    **dict.fromkeys(("ISBLANK", "ISLITERAL", "ISNUMERIC"), frozenset((BOOLEAN,))),
}
"""Functions and aggregates whose results are of one kind (SPARQL 1.1 Query, sections 17.4 and 18.5.1)."""

_OF_FIRST: Final = frozenset(("UCASE", "LCASE", "SUBSTR", "REPLACE", "SAMPLE", "MIN", "MAX"))
"""Those whose result is of a kind of their argument."""


class Inference:
    """The kinds of the terms of one query, with what is known of the properties of its data."""

    def __init__(self, nodes: Iterable[Node], properties: Properties) -> None:
        self._properties = properties
        self._sources: dict[str, list[Kinds | Expression]] = defaultdict(list)
        self._open: set[str] = set()
        self._variables: dict[str, Kinds] = {}
        for node in nodes:
            self._note(node)

    def of(self, node: Expression | BlankNode | Undef) -> Kinds:
        """The kinds of an expression or term."""
        match node:
            case Iri():
                return frozenset((IRI,))
            case Literal():
                return frozenset((kind_of(node),))
            case BlankNode():
                return frozenset((BLANK,))
            case Variable(name=name):
                return self.variable(name)
            case Brackets(expression=inner):
                return self.of(inner)
            case Exists() | Membership():
                return frozenset((BOOLEAN,))
            case Operation(operators=operators, operands=operands):
                if operators[0] in RELATIONAL | LOGICAL:
                    return frozenset((BOOLEAN,))
                found = self._union(operands)
                return _INTEGER if found is not None and found <= NUMBERS else None
            case Aggregate(function=function, argument=argument):
                return self._result(function, () if argument is None else (argument,))
            case Call(function=str(function), arguments=arguments):
                return self._result(function, arguments)
            case Call(function=Iri(value=value)) if value is not None and value.startswith(XSD):
                return frozenset((value,))
            case _:
                return None

    def variable(self, name: str) -> Kinds:
        """The kinds of all that binds a variable, anywhere in the query."""
        if name not in self._variables:
            if name in self._open or name not in self._sources:
                return None
            self._open.add(name)
            found: Kinds = frozenset()
            for source in self._sources[name]:
                one = source if isinstance(source, frozenset) or source is None else self.of(source)
                found = None if one is None or found is None else found | one
            self._open.discard(name)
            self._variables[name] = found
        return self._variables[name]

    def objects(self, one: Property) -> Kinds:
        """The kinds of the objects of a property or path."""
        return self._end(one.verb, subject=False)

    def subjects(self, properties: Iterable[Property]) -> Kinds:
        """The kinds of what has all of some properties or paths: one that begins backwards may start at a literal."""
        found = (self._end(one.verb, subject=True) for one in properties)
        return next((kinds for kinds in found if kinds is not None), None)

    def misspelt_property(self, iri: str) -> str:
        """The property of the release of which another IRI is a misspelling, empty if there is none."""
        if iri in self._properties:
            return ""
        distance = DamerauLevenshtein.distance
        found = process.extractOne(iri, list(self._properties), scorer=distance, score_cutoff=1)
        return found[0] if found else ""

    def _end(self, path: Path | Variable, *, subject: bool) -> Kinds:
        match path:
            case Iri(value=str(iri)) if not subject:
                return frozenset((IRI,)) if iri == _TYPE else self._properties.get(iri)
            case Iri() | Variable():
                return _RESOURCES if subject else None
            case PathInverse(path=inner):
                return self._end(inner, subject=not subject)
            case PathBrackets(path=inner) | PathRepetition(path=inner, mark="+"):
                return self._end(inner, subject=subject)
            case PathSequence(steps=steps):
                return self._end(steps[0 if subject else -1], subject=subject)
            case PathAlternatives(paths=paths):
                ends = [self._end(one, subject=subject) for one in paths]
                return None if None in ends else frozenset().union(*(one for one in ends if one))
            case _:  # what may be of length zero, or is negated, leads anywhere
                return None

    def _result(self, function: str, arguments: tuple[Expression, ...]) -> Kinds:
        if function in _OF_FIRST and arguments:
            return self.of(arguments[0])
        if function == "IF":
            return self._union(arguments[1:])
        if function == "COALESCE":
            return self._union(arguments)
        if function in ("SUM", "AVG") and arguments:
            found = self.of(arguments[0])
            return _INTEGER if found is not None and found <= NUMBERS else None
        if function == "STRDT" and len(arguments) > 1 and isinstance(arguments[1], Iri):
            datatype = arguments[1].value
            return None if datatype is None else frozenset((STORED_AS.get(datatype, datatype),))
        return _RESULTS.get(function)

    def _union(self, expressions: Iterable[Expression]) -> Kinds:
        found: frozenset[str] = frozenset()
        for one in expressions:
            kinds = self.of(one)
            if kinds is None:
                return None
            found |= kinds
        return found

    def _note(self, node: Node) -> None:
        """Take what a node binds."""
        match node:
            case Triples(subject=subject, properties=properties):
                self._note_term(subject, self.subjects(properties))
                for one in properties:
                    self._note_property(one)
            case BlankNodeProperties(properties=properties):
                for one in properties:
                    self._note_property(one)
            case Collection(items=items):
                for item in items:
                    self._note_term(item, None)
            case (
                Bind(expression=expression, variable=variable)
                | Assignment(expression=expression, variable=variable)
            ):
                self._sources[variable.name].append(expression)
            case Values(variables=names, rows=rows):
                for place, variable in enumerate(names):
                    terms = [row.terms[place] for row in rows if place < len(row.terms)]
                    self._sources[variable.name].append(kinds_of(terms))
            case GraphPattern(name=Variable(name=name)):
                self._sources[name].append(frozenset((IRI,)))

    def _note_property(self, one: Property) -> None:
        if isinstance(one.verb, Variable):
            self._sources[one.verb.name].append(frozenset((IRI,)))
        kinds = self.objects(one)
        for thing in one.objects:
            self._note_term(thing.object if isinstance(thing, Annotated) else thing, kinds)

    def _note_term(self, term: GraphNode, kinds: Kinds) -> None:
        if isinstance(term, Variable):
            self._sources[term.name].append(kinds)
        elif not isinstance(term, Iri | Literal | BlankNode | BlankNodeProperties | Collection):
            for inner in walk(term):  # triple terms: what stands in them may be anything
                if isinstance(inner, Variable):
                    self._sources[inner.name].append(None)


def properties_of(rows: Iterable[ox.QuerySolution]) -> Properties:
    """The kinds of the objects of each property, from the rows of PROPERTIES_QUERY."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        name, iri, language, datatype = (
            getattr(row[column], "value", "") for column in ("property", "iri", "language", "datatype")
        )
        literal = f"@{language}" if language else datatype
        found[name].add(literal or (IRI if iri == "true" else BLANK))
    return {name: frozenset(kinds) for name, kinds in found.items()}


def kind_of(literal: Literal) -> str:
    """The kind of a literal, by the datatype that the engine holds it as."""
    if literal.language is not None:
        return "@" + literal.language.lower()
    return STORED_AS.get(literal.datatype or "", literal.datatype or STRING)


def kinds_of(terms: Iterable[Node]) -> Kinds:
    """The kinds of the terms of VALUES; None where one is none of RDF 1.1 or is UNDEF."""
    found: set[str] = set()
    for term in terms:
        if isinstance(term, Literal):
            found.add(kind_of(term))
        elif isinstance(term, Iri):
            found.add(IRI)
        else:
            return None
    return frozenset(found)


def family(kind: str) -> str:
    """What a kind is compared as: all numbers are one family, IRIs and blank nodes another; else the kind itself."""
    if kind in NUMBERS:
        return "number"
    return "resource" if kind in _RESOURCES else kind


def has_order(found: str) -> bool:
    """Whether terms of a family come before or after one another by `<` and `>` (section 17.3)."""
    return found in _ORDERED or found.startswith("@")


def described(kinds: frozenset[str]) -> str:
    """Kinds in words."""
    families = {family(kind) for kind in kinds}
    languages = sorted(kind[1:] for kind in kinds if kind.startswith("@"))
    words = [
        *(["an IRI"] if "resource" in families else []),
        *(["a number"] if "number" in families else []),
        *(["a string without language"] if STRING in kinds else []),
        *([f"a string with a language ({', '.join(languages)})"] if languages else []),
        *(
            f"an {short(kind)}"
            for kind in sorted(kinds)
            if kind not in NUMBERS and kind != STRING and "://" in kind
        ),
    ]
    return " or ".join(words)
