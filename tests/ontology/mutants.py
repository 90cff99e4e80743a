"""Faulty copies of the valid examples: each lacks one statement, or has one that is altered or given twice.

Every statement of fixtures/valid.ttl is required, so it is left out once; what stands in fixtures/optional.ttl may be
missing and is only altered. Copies have names of their own, so that all can be validated together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from server.namespaces import BASE
from tests.ontology.files import FIXTURES, MODULES, SCHEMES, iri, read, term

REQUIRED = read([FIXTURES / "valid.ttl"])
OPTIONAL = read([FIXTURES / "optional.ttl"])

_CONCEPTS = sorted({iri(q.subject) for q in read(SCHEMES) if q.object == term("skos:Concept")})
_TYPE, _LABEL = term("rdf:type"), term("rdfs:label")
_FUNCTIONAL = {
    *(q.subject for q in read(MODULES) if q.object == term("owl:FunctionalProperty")),
    term("org:member"),
    term("org:organization"),
    _LABEL,
}
_ANYTHING = {term("eik:about")}
"""Properties whose value may be a thing of any class."""
_PLACES = {
    term(f"eik:{name}")
    for name in (
        *("place", "seat", "capital", "region", "subregion", "locatedIn", "atPlace"),
        *("proposedVenue", "publicationPlace"),
    )
}


@dataclass(frozen=True)
class Mutant:
    """A copy of the example `origin`: what is wrong with it, and all of its statements."""

    origin: str
    fault: str
    quads: tuple[Quad, ...]


def mutants() -> list[Mutant]:
    """Return every mutant. Its nodes have `mutant-` and its place in the list in their names."""
    found: list[Mutant] = []
    for subject, own in _examples().items():
        for change in _changes(own):
            name = _renamed(subject, f"mutant-{len(found)}")
            found.append(_copy(subject, name, own, change))
    return found


def controls() -> list[Quad]:
    """Return an unaltered copy of each example."""
    return [
        Quad(_renamed(subject, f"control-{number}"), quad.predicate, quad.object)
        for number, (subject, own) in enumerate(_examples().items())
        for quad in own
    ]


@dataclass(frozen=True)
class _Change:
    """`dropped` goes and `added`, values of its property, come; `strange` says the class of an added new thing."""

    fault: str
    dropped: Quad | None
    predicate: NamedNode
    added: NamedNode | Literal | None = None
    strange: NamedNode | None = None


def _examples() -> dict[NamedNode, list[Quad]]:
    found: dict[NamedNode, list[Quad]] = defaultdict(list)
    for quad in (*REQUIRED, *OPTIONAL):
        assert isinstance(quad.subject, NamedNode)
        found[quad.subject].append(quad)
    return found


def _changes(own: list[Quad]) -> Iterator[_Change]:
    for quad in own:
        name = iri(quad.predicate).rpartition("/")[2]
        if quad in REQUIRED:
            yield _Change(f"without {name} {quad.object}", quad, quad.predicate)
        if quad.predicate == _TYPE:
            other = term("eik:Person" if "/place/" in iri(quad.subject) else "eik:City")
            yield _Change(f"also a {other}", None, _TYPE, other)
            continue
        for fault, value, strange in _wrong_values(quad):
            yield _Change(f"{name} {fault}", quad, quad.predicate, value, strange)
        if quad.predicate in _FUNCTIONAL:
            yield _Change(f"{name} twice", None, quad.predicate, *_second(quad.object))


def _wrong_values(quad: Quad) -> Iterator[tuple[str, NamedNode | Literal | None, NamedNode | None]]:
    """Yield faults with the value, or with the class of a new thing that becomes the value."""
    value, predicate = quad.object, quad.predicate
    if isinstance(value, Literal):
        yield "names a thing", None, term("eik:City")
        if value.language or value.datatype == term("edtf:EDTF"):
            yield "is a plain text", Literal(value.value), None
        else:
            yield "is a text in a language", Literal("x", language="en"), None
        return
    yield "is a text", Literal("x"), None
    if iri(value).startswith(BASE + "scheme/"):
        other = "polarity:neutral" if "/severity/" in iri(value) else "severity:low"
        yield "is of another scheme", term(other), None
    elif predicate not in _ANYTHING:
        yield "is of another class", None, term("eik:Person" if predicate in _PLACES else "eik:City")


def _second(value: object) -> tuple[NamedNode | Literal | None, NamedNode | None]:
    """Return another value of the same kind, or nothing and the class of a new thing."""
    if isinstance(value, Literal):
        number = value.datatype in (term("xsd:integer"), term("xsd:decimal"))
        return (Literal(99) if number else Literal(value.value + "2", language=value.language)), None
    name = iri(value)
    if name.startswith(BASE + "scheme/"):
        return NamedNode(next(c for c in _CONCEPTS if c != name and _folder(c) == _folder(name))), None
    return None, next(q.object for q in REQUIRED if q.subject == value and isinstance(q.object, NamedNode))


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _renamed(node: NamedNode, slug: str) -> NamedNode:
    return NamedNode(f"{_folder(node.value)}/{slug}")


def _copy(subject: NamedNode, name: NamedNode, own: list[Quad], change: _Change) -> Mutant:
    quads = [Quad(name, quad.predicate, quad.object) for quad in own if quad is not change.dropped]
    if change.strange is not None:
        kind = "person" if change.strange == term("eik:Person") else "place"
        value = NamedNode(f"{BASE}id/{kind}/{name.value.rpartition('/')[2]}-value")
        labels = [Literal("x", language=tag) for tag in ("en", "ru", "be")]
        quads += [Quad(value, _TYPE, change.strange), *(Quad(value, _LABEL, label) for label in labels)]
        quads.append(Quad(name, change.predicate, value))
    elif change.added is not None:
        quads.append(Quad(name, change.predicate, change.added))
    return Mutant(subject.value.removeprefix(BASE + "id/"), change.fault, tuple(quads))
