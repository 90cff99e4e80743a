"""What is said of a resource, as a page shows it: by property, each value with the places where it is said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Protocol

from pyoxigraph import Literal, NamedNode

from server.engine.reading import Reader, together
from server.engine.rows import Row
from server.namespaces import EIK, OWN, PREFIXES
from server.rdf.terms import TYPE, Term
from server.web.pages.model.graph import text, values
from server.web.pages.model.labels import THINGS, in_language, kind_of

INFERRED: Final = PREFIXES["graph"] + "inferred"
_DOCUMENT: Final = PREFIXES["doc"]

_NAMES: Final = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel")
_LEADS: Final = (
    PREFIXES["skos"] + "definition",
    EIK + "gist",
    EIK + "aim",
    EIK + "action",
)
_DOCUMENTATION: Final = tuple(PREFIXES["skos"] + name for name in ("definition", "scopeNote"))
"""Properties whose values say the same in each language."""
_PASSAGE: Final = EIK + "passage"
MOST: Final = 2000
"""Statements of a graph, and of a resource each way, that a page shows."""

SHOWN: Final = 12
"""Things that a page shows for one property."""


@dataclass(frozen=True)
class Source:
    """One graph in which a statement stands.

    `kind` is claim, inferred or register. For a claim: `document`, `speaker` and `stance` are IRIs (empty if not
    given), `passages` the numbers of its segments or the key of the reference record.
    """

    graph: str
    kind: str
    document: str = ""
    passages: tuple[str, ...] = ()
    speaker: str = ""
    stance: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """The IRIs of this source that want a label."""
        return tuple(iri for iri in (self.document, self.speaker, self.stance) if iri)


class Fields(Protocol):
    """What is known of a claim, by the local names of the ontology's terms."""

    def __getitem__(self, name: str, /) -> Iterable[str]: ...


def claim_source(claim: str, fields: Fields) -> Source:
    """Return the source of what a claim states."""
    document, speaker, stance = (
        min(fields[name], default="") for name in ("inDocument", "statedBy", "stance")
    )
    segments = sorted(segment.rpartition("/")[2] for segment in fields["segment"])
    passages = tuple(segments or sorted(fields["recordKey"]))
    return Source(claim, "claim", document, passages, speaker, stance)


def sources_of(
    graphs: Iterable[str], known: Mapping[str, Source] = MappingProxyType({})
) -> Reader[dict[str, Source]]:
    """Return a source for each graph IRI: a claim with its metadata, the inferred graph, or a register.

    Claims whose source is `known` are not asked for.
    """
    wanted = set(graphs)
    claims = values(graph for graph in wanted if graph.startswith(PREFIXES["claim"]) and graph not in known)
    query = f"""SELECT ?claim ?inDocument ?segment ?recordKey ?statedBy ?stance WHERE {{
        VALUES ?claim {{ {claims} }}
        ?claim {OWN}:inDocument ?inDocument .
        OPTIONAL {{ ?claim {OWN}:segment ?segment }} OPTIONAL {{ ?claim {OWN}:recordKey ?recordKey }}
        OPTIONAL {{ ?claim {OWN}:statedBy ?statedBy }} OPTIONAL {{ ?claim {OWN}:stance ?stance }} }}"""
    fields: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in (yield [query])[0] if claims else ():
        for name in row.keys() - {"claim"}:
            fields[text(row, "claim")][name].add(text(row, name))
    return {graph: known.get(graph) or _source(graph, fields) for graph in wanted}


def _source(graph: str, fields: Mapping[str, Fields]) -> Source:
    if graph in fields:
        return claim_source(graph, fields[graph])
    return Source(graph, "inferred" if graph == INFERRED else "register")


@dataclass(frozen=True)
class Value:
    """The other end of a statement and where the statement stands, the documents first."""

    term: Term
    sources: tuple[Source, ...]

    @property
    def iri(self) -> str:
        """The IRI of the other end, empty if it is none."""
        return self.term.value if isinstance(self.term, NamedNode) else ""

    @property
    def inferred(self) -> bool:
        """Whether the statement stands nowhere but in the inferred graph."""
        return bool(self.sources) and all(source.kind == "inferred" for source in self.sources)


@dataclass(frozen=True)
class Group:
    """The values of one property, either those that are stated or those that are only inferred.

    `count` is how many there are, of which `values` holds the first. `section` is that of the page, if it has any.
    """

    predicate: str
    values: tuple[Value, ...]
    count: int
    inferred: bool
    section: str = ""


class Placed(Protocol):
    """How a page sorts and bounds the things of which a resource is a value."""

    def section(self, predicate: str, kind: str, /) -> str:
        """Return the section for things of a kind that have the resource as a value of a property."""
        ...

    def most(self, kind: str, /) -> int:
        """Return how many things of a kind are shown for one property in one section."""
        ...


class _Together:
    """One section for everything."""

    def section(self, _predicate: str, _kind: str, /) -> str:
        return ""

    def most(self, _kind: str, /) -> int:
        return SHOWN


@dataclass(frozen=True)
class Contents:
    """The statements of one named graph about one subject."""

    subject: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Description:
    """Everything that a page says of a resource; `things` counts those stated to have it as a value, by section."""

    iri: str
    names: tuple[Literal, ...]
    outgoing: tuple[Group, ...]
    incoming: tuple[Group, ...]
    things: Mapping[str, int]

    @property
    def empty(self) -> bool:
        """Whether nothing is known of the resource."""
        return not (self.names or self.outgoing or self.incoming)

    def iris(self) -> Iterator[str]:
        """Yield every IRI that the page shows and that wants a label."""
        yield self.iri
        yield from iris_of((*self.outgoing, *self.incoming))

    @property
    def types(self) -> tuple[Value, ...]:
        """The kinds that something other than a rule gives the resource."""
        return next(
            (group.values for group in self.outgoing if group.predicate == TYPE.value and not group.inferred),
            (),
        )


def iris_of(groups: Iterable[Group]) -> Iterator[str]:
    """Yield every IRI of groups of statements: properties, values, and what their sources name."""
    for group in groups:
        yield group.predicate
        for value in group.values:
            if isinstance(value.term, NamedNode):
                yield value.term.value
            for source in value.sources:
                yield from source.named


def describe(
    iri: str, placed: Placed | None = None, known: Mapping[str, Source] = MappingProxyType({})
) -> Reader[Description]:
    """Return what is said of a resource and where it occurs; raises ValueError if the IRI is not well formed.

    Where it occurs is grouped by property, and under `placed` by section, too. The sources `known` are not read.
    """
    node = str(NamedNode(iri))
    placed = placed or _Together()
    out, into = yield [
        f"SELECT ?p ?o ?g WHERE {{ GRAPH ?g {{ {node} ?p ?o }} }} LIMIT {MOST}",
        f"SELECT ?p ?o ?g WHERE {{ GRAPH ?g {{ ?o ?p {node} }} }} LIMIT {MOST}",
    ]
    shown = _first(into, placed)
    sources, counts = yield from together(
        sources_of({text(row, "g") for row in (*out, *shown)}, known), _counts(node, into, placed)
    )
    totals = {
        (*place, inferred): number - counts.stated[place] if inferred else counts.stated[place]
        for place, number in counts.everything.items()
        for inferred in (False, True)
    }
    groups = _groups(out, sources, {})
    names = {
        value.term: None
        for group in groups
        if group.predicate in _NAMES
        for value in group.values
        if isinstance(value.term, Literal)
    }
    said = tuple(group for group in groups if group.predicate not in _NAMES)
    return Description(iri, tuple(names), said, tuple(_groups(shown, sources, totals, placed)), counts.things)


@dataclass(frozen=True)
class _Counts:
    """How many things have a resource as a value, by property and section: in all, and as it is stated.

    `things` are those stated, by section, each once by however many properties.
    """

    everything: Counter[tuple[str, str]]
    stated: Counter[tuple[str, str]]
    things: Counter[str]


def _counts(node: str, into: Sequence[Row], placed: Placed) -> Reader[_Counts]:
    """Count what has a resource as a value: `into` tells it, unless there is more than was read of it."""
    if len(into) < MOST:
        every = {(text(row, "p"), str(row["o"]), kind_of(text(row, "o"))) for row in into}
        stated: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in into:
            if text(row, "g") != INFERRED:
                stated[str(row["o"]), kind_of(text(row, "o"))].add(text(row, "p"))
        return _sorted(
            ((predicate, kind, 1) for predicate, _, kind in every),
            ((predicates, kind, 1) for (_, kind), predicates in stated.items()),
            placed,
        )
    kind = f'BIND(STRBEFORE(STRAFTER(STR(?s), "{THINGS}"), "/") AS ?kind)'
    by_property, by_predicates = yield [
        f"SELECT ?p ?kind (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s ?p {node} {kind} }} GROUP BY ?p ?kind",
        f"""SELECT ?predicates ?kind (COUNT(*) AS ?n) WHERE {{
        {{ SELECT ?s ?kind (GROUP_CONCAT(DISTINCT STR(?p)) AS ?predicates) WHERE {{
        GRAPH ?g {{ ?s ?p {node} }} FILTER(?g != <{INFERRED}>) {kind} }} GROUP BY ?s ?kind }}
        }} GROUP BY ?predicates ?kind""",
    ]
    return _sorted(
        ((text(row, "p"), text(row, "kind"), int(text(row, "n"))) for row in by_property),
        ((text(row, "predicates").split(), text(row, "kind"), int(text(row, "n"))) for row in by_predicates),
        placed,
    )


def _sorted(
    every: Iterable[tuple[str, str, int]], stated: Iterable[tuple[Iterable[str], str, int]], placed: Placed
) -> _Counts:
    """Sort by section what is counted by property and kind, and what is stated by a thing's properties and kind."""
    found = _Counts(Counter(), Counter(), Counter())
    for predicate, kind, number in every:
        found.everything[predicate, placed.section(predicate, kind)] += number
    for predicates, kind, number in stated:
        places = {(predicate, placed.section(predicate, kind)) for predicate in predicates}
        for place in places:
            found.stated[place] += number
        for section in {section for _, section in places}:
            found.things[section] += number
    return found


def lead(found: Description, language: str) -> Literal | None:
    """Return the sentence that says what the resource is, in the language wanted if it is given in it."""
    said = {group.predicate: group for group in found.outgoing if not group.inferred}
    for iri in _LEADS:
        texts = (
            [value.term for value in said[iri].values if isinstance(value.term, Literal)]
            if iri in said
            else []
        )
        if texts:
            return min(texts, key=lambda one: (one.language != language, one.language != "en", one.value))
    return None


def documented_in(found: Description, language: str) -> Description:
    """Return a description with definitions and scope notes in the language wanted, or in English, and in no other."""
    return replace(found, outgoing=tuple(_documented(group, language) for group in found.outgoing))


def _documented(group: Group, language: str) -> Group:
    if group.predicate not in _DOCUMENTATION:
        return group
    shown = in_language([value.term for value in group.values], language)
    kept = tuple(value for value in group.values if value.term in shown)
    return replace(group, values=kept, count=len(kept))


def claims_of(passage: str) -> Reader[list[str]]:
    """Return the claims that are made in a passage, as many as a page shows."""
    (rows,) = yield [f"SELECT DISTINCT ?claim WHERE {{ ?claim <{_PASSAGE}> {NamedNode(passage)} }}"]
    return [text(row, "claim") for row in sorted(rows, key=lambda row: str(row["claim"]))[:SHOWN]]


def contents(graphs: Sequence[str]) -> Reader[dict[str, tuple[Contents, ...]]]:
    """Return for each graph its statements by subject, without their sources, which are the graph itself."""
    found: dict[str, tuple[Contents, ...]] = {}
    answers = yield [
        f"SELECT ?s ?p ?o ?g WHERE {{ GRAPH {NamedNode(graph)} {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o LIMIT {MOST}"
        for graph in graphs
    ]
    for graph, listed in zip(graphs, answers, strict=True):
        subjects: dict[str, list[Row]] = defaultdict(list)
        for row in listed:
            subjects[str(row["s"])].append(row)
        found[graph] = tuple(
            Contents(text(about[0], "s"), tuple(_groups(about, {}, {}))) for about in subjects.values()
        )
    return found


def size_of(graph: str) -> Reader[int]:
    """Return how many statements a graph has."""
    (rows,) = yield [f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {NamedNode(graph)} {{ ?s ?p ?o }} }}"]
    return int(text(rows[0], "n"))


def _first(listed: list[Row], placed: Placed) -> list[Row]:
    """Keep the rows of the first things of each property, as many as a page shows, so that no more are looked up.

    Those that are stated and those that are only inferred are shown, and counted, by themselves.
    """
    stated = {(text(row, "p"), str(row["o"])) for row in listed if text(row, "g") != INFERRED}
    shown: dict[tuple[str, str, bool], set[str]] = defaultdict(set)
    kept = []
    for row in sorted(listed, key=lambda row: str(row["o"])):
        iri, thing, kind = text(row, "p"), str(row["o"]), kind_of(text(row, "o"))
        things = shown[iri, placed.section(iri, kind), (iri, thing) in stated]
        if len(things) < placed.most(kind) or thing in things:
            things.add(thing)
            kept.append(row)
    return kept


def _groups(
    listed: list[Row],
    sources: dict[str, Source],
    totals: dict[tuple[str, str, bool], int],
    placed: Placed | None = None,
) -> list[Group]:
    """The groups of statements; `totals` are those of a property that are stated, and that are only inferred."""
    placed = placed or _Together()
    by_property: dict[tuple[str, str], dict[str, tuple[Term, set[Source]]]] = defaultdict(dict)
    for row in sorted(listed, key=lambda row: str(row["o"])):
        place = text(row, "p"), placed.section(text(row, "p"), kind_of(text(row, "o")))
        _, places = by_property[place].setdefault(str(row["o"]), (row["o"], set()))
        if "g" in row and text(row, "g") in sources:
            places.add(sources[text(row, "g")])
    groups: list[Group] = []
    for (iri, section), ends in by_property.items():
        values = [Value(term, ordered(found)) for term, found in ends.values()]
        by_origin = {
            inferred: tuple(one for one in values if one.inferred == inferred) for inferred in (False, True)
        }
        groups += [
            Group(iri, chosen, totals.get((iri, section, inferred), len(chosen)), inferred, section)
            for inferred, chosen in by_origin.items()
            if chosen
        ]
    return sorted(groups, key=lambda group: (group.predicate != TYPE.value, group.predicate))


def ordered(places: set[Source]) -> tuple[Source, ...]:
    """Return the places where something is said, the documents first; rules only where nothing else says it."""
    rank = {"claim": 0, "register": 1, "inferred": 2}
    ordered = sorted(
        places, key=lambda source: (rank[source.kind], source.document, source.passages, source.graph)
    )
    stated = [source for source in ordered if source.kind != "inferred"]
    return tuple(stated or ordered)
