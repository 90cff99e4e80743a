"""What a reader may narrow the list of discrepancies down to: read from a request, applied, counted, and as SPARQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pyoxigraph import NamedNode

from server.namespaces import EIK, OWN, PREFIXES
from server.rdf.iris import expanded, readable
from server.web.pages.model.discrepancies import Discrepancies, Discrepancy, Scope
from server.web.pages.model.graph import is_iri

SCOPES: Final[Mapping[str, Scope]] = {scope.name.lower(): scope for scope in Scope}
SETTLED: Final[Mapping[str, bool]] = {"yes": True, "no": False}
MOST_DOCUMENTS: Final = 5
_LONGEST: Final = 300
_TWO_SOURCES: Final = (
    f"?discrepancy {OWN}:betweenClaims/{OWN}:inDocument ?one, ?other . "
    f"?one a {OWN}:SourceDocument . ?other a {OWN}:SourceDocument . FILTER(?one != ?other)"
)
_TWO_DOCUMENTS: Final = f"?discrepancy {OWN}:betweenClaims/{OWN}:inDocument ?a, ?b . FILTER(?a != ?b)"
_OF_SCOPE: Final = {
    Scope.DOCUMENTS: f"FILTER EXISTS {{ {_TWO_SOURCES} }}",
    Scope.REFERENCE: f"FILTER EXISTS {{ {_TWO_DOCUMENTS} }}\n  FILTER NOT EXISTS {{ {_TWO_SOURCES} }}",
    Scope.WITHIN: f"FILTER NOT EXISTS {{ {_TWO_DOCUMENTS} }}",
}


class InvalidFilter(ValueError):
    """A parameter of a request that means nothing; `name` and `value` are what was given."""

    def __init__(self, name: str, value: str) -> None:
        self.name = name
        self.value = value[:_LONGEST]
        super().__init__(f"{name}={self.value}")


class UnknownThing(InvalidFilter):
    """A parameter names a thing or document of which nothing is known."""


@dataclass(frozen=True)
class Filter:
    """What is wanted: IRIs, names of SCOPES and SETTLED; empty for anything. A side in each of the documents."""

    kind: str = ""
    scope: str = ""
    severity: str = ""
    settled: str = ""
    about: str = ""
    documents: tuple[str, ...] = ()

    def holds(self, one: Discrepancy) -> bool:
        """Tell whether a discrepancy is wanted."""
        return (
            (not self.kind or self.kind in one.sorts)
            and (not self.scope or SCOPES[self.scope] is one.scope)
            and (not self.severity or self.severity == one.severity)
            and (not self.settled or SETTLED[self.settled] == one.settled)
            and (not self.about or self.about in one.about)
            and set(self.documents) <= set(one.documents)
        )

    def choosing(self, name: str, value: str) -> Filter:
        """Return this filter with another value of one of the fields that have a single one."""
        changed: Any = {name: value}
        return replace(self, **changed)

    def parameters(self) -> Iterator[tuple[str, str]]:
        """Yield the parameters of an address, IRIs as prefixed names where they have one."""
        for name in ("kind", "scope", "severity", "settled", "about"):
            if value := str(getattr(self, name)):
                yield name, readable(value)
        for document in self.documents:
            yield "document", readable(document)

    def query(self) -> str:
        """Return the query whose answer is the list."""
        lines = [f"?discrepancy a {OWN}:Discrepancy ; {OWN}:gist ?gist ."]
        if self.kind:
            lines.append(f"?discrepancy {OWN}:discrepancyKind/skos:broader* {NamedNode(self.kind)} .")
        if self.severity:
            lines.append(f"?discrepancy {OWN}:severity {NamedNode(self.severity)} .")
        if self.about:
            lines.append(f"?discrepancy {OWN}:about {NamedNode(self.about)} .")
        lines += [
            f"?discrepancy {OWN}:betweenClaims/{OWN}:inDocument {NamedNode(document)} ."
            for document in self.documents
        ]
        if self.settled:
            word = "EXISTS" if SETTLED[self.settled] else "NOT EXISTS"
            lines.append(f"FILTER {word} {{ ?discrepancy {OWN}:settledBy ?claim }}")
        if self.scope:
            lines.append(_OF_SCOPE[SCOPES[self.scope]])
        body = "\n  ".join(lines)
        return (
            f"PREFIX {OWN}: {NamedNode(EIK)}\nPREFIX skos: {NamedNode(PREFIXES['skos'])}\n\n"
            f"SELECT DISTINCT ?discrepancy ?gist WHERE {{\n  {body}\n}}\nORDER BY ?discrepancy ?gist\n"
        )


def read(given: Mapping[str, Sequence[str]], known: Discrepancies, is_known: Callable[[str], bool]) -> Filter:
    """Return the filter that the parameters of a request ask for; raises InvalidFilter for one that means nothing.

    A thing or document about which nothing differs must be one of which something is known, so that no typing error
    goes unnoticed: else UnknownThing is raised.
    """
    kinds = {sort for one in known.listed for sort in one.sorts}
    things = {thing for one in known.listed for thing in one.about}
    documents = given.get("document", ())
    if len(documents) > MOST_DOCUMENTS:
        raise InvalidFilter("document", documents[MOST_DOCUMENTS])
    return Filter(
        kind=_iri("kind", given, kinds),
        scope=_name("scope", given, SCOPES),
        severity=_iri("severity", given, {one.severity for one in known.listed}),
        settled=_name("settled", given, SETTLED),
        about=_thing("about", about, things, is_known) if (about := _first("about", given)) else "",
        documents=tuple(
            dict.fromkeys(
                _thing("document", value, known.works, is_known) for value in documents if value.strip()
            )
        ),
    )


def _iri(name: str, given: Mapping[str, Sequence[str]], allowed: Collection[str]) -> str:
    value = _first(name, given)
    iri = expanded(value) if len(value) <= _LONGEST else ""
    if value and iri not in allowed:
        raise InvalidFilter(name, value)
    return iri


def _thing(name: str, value: str, differing: Collection[str], is_known: Callable[[str], bool]) -> str:
    iri = expanded(value.strip()) if len(value) <= _LONGEST else ""
    if not is_iri(iri):
        raise InvalidFilter(name, value)
    if not (iri in differing or is_known(iri)):
        raise UnknownThing(name, value)
    return iri


def _name(name: str, given: Mapping[str, Sequence[str]], allowed: Iterable[str]) -> str:
    value = _first(name, given)
    if value and value not in allowed:
        raise InvalidFilter(name, value)
    return value


def _first(name: str, given: Mapping[str, Sequence[str]]) -> str:
    return next(iter(given.get(name, ())), "").strip()


@dataclass(frozen=True)
class Choice:
    """A value that can be chosen: its IRI or name, how many the list then has, and the filter that gives that list.

    Of a chosen one the filter is that without it, and the number that of the list as it is. `depth` is how far it
    stands below a choice before it.
    """

    value: str
    count: int
    chosen: bool
    wanted: Filter
    depth: int = 0


def choices(known: Discrepancies, wanted: Filter) -> dict[str, tuple[Choice, ...]]:
    """Return what can be chosen of each filter, each value with the number of discrepancies it leaves."""
    return {
        "kind": tuple(_kinds(known, wanted)),
        "scope": tuple(_of(known, wanted, "scope", SCOPES)),
        "severity": tuple(_of(known, wanted, "severity", _severities(known))),
        "settled": tuple(_of(known, wanted, "settled", SETTLED)),
        "document": tuple(_documents(known, wanted)),
    }


def _severities(known: Discrepancies) -> list[str]:
    ranks = {one.severity: one.rank for one in known.listed if one.severity}
    return sorted(ranks, key=lambda iri: (-ranks[iri], iri))


def _of(known: Discrepancies, wanted: Filter, name: str, values: Iterable[str]) -> Iterator[Choice]:
    chosen = getattr(wanted, name)
    for value in values:
        narrowed = wanted.choosing(name, value)
        if (count := _count(known, narrowed.holds)) or value == chosen:
            after = wanted.choosing(name, "") if value == chosen else narrowed
            yield Choice(value, count, value == chosen, after)


def _kinds(known: Discrepancies, wanted: Filter) -> Iterator[Choice]:
    """Yield the kinds, each below the one above it, the gravest and then the commonest first."""
    below: dict[str, set[str]] = {}
    gravity: dict[str, int] = {}
    for one in known.listed:
        for sort in one.sorts:
            below.setdefault(sort, set()).update(one.kinds)
            gravity[sort] = min(gravity.get(sort, one.sort), one.sort)
    listed = {choice.value: choice for choice in _of(known, wanted, "kind", sorted(below))}
    tops = [iri for iri in listed if not any(iri in below[other] and iri != other for other in below)]
    placed: set[str] = set()
    for top in sorted(tops, key=lambda iri: (gravity[iri], -listed[iri].count, iri)):
        yield listed[top]
        inner = [iri for iri in below[top] - {top} - placed if iri in listed]
        placed.update(inner)
        for iri in sorted(inner, key=lambda iri: (-listed[iri].count, iri)):
            yield replace(listed[iri], depth=1)


def _documents(known: Discrepancies, wanted: Filter) -> Iterator[Choice]:
    """Yield the documents, those whose passages were read before the others, the most frequent first."""
    counts = {
        iri: _count(known, replace(wanted, documents=(*wanted.documents, iri)).holds)
        for iri in dict.fromkeys((*known.works, *wanted.documents))
    }
    sources = {iri for iri, work in known.works.items() if work.is_source}
    order = sorted(counts, key=lambda iri: (iri not in sources, -counts[iri], iri))
    for iri in order:
        chosen = iri in wanted.documents
        if chosen:
            left = tuple(document for document in wanted.documents if document != iri)
        else:
            left = (*wanted.documents, iri)
        if chosen or (counts[iri] and len(wanted.documents) < MOST_DOCUMENTS):
            yield Choice(iri, counts[iri], chosen, replace(wanted, documents=left))


def _count(known: Discrepancies, holds: Callable[[Discrepancy], bool]) -> int:
    return sum(map(holds, known.listed))
