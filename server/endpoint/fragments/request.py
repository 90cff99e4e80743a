"""What a request for a fragment asks for, and the queries that answer it.

Terms are serialised into a query; the text of a request, its `values` (brTPF) included, is read term by term and never
gets there. A pattern is answered by a scan of one index of the store, several by one after the other. A store that is
read only does not change, so the same query gives its rows in the same order each time and in each evaluator: that is
why OFFSET cuts the same pages whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from server.endpoint.fragments.terms import DEFAULT_GRAPH, BlankNodeNames, Slot, read_slot
from server.endpoint.problems import HttpProblem, Slug
from server.endpoint.request import Parameters
from server.engine import ASSERTED, Job
from server.engine.rows import Row
from server.rdf.terms import SimpleTerm, parse_term
from server.release import ASSERTED_GRAPH
from server.sparql.parser import parse_values
from server.sparql.scanner import Unreadable
from server.sparql.tree import BlankNode, Iri, Literal, TripleTerm, Undef

Binding = Mapping[str, SimpleTerm]
"""Variable name → term; what a row leaves undefined is absent."""

_ELSEWHERE: Final = ox.NamedNode("urn:x-eikg:elsewhere")
"""In place of a blank node of somebody else, which is none of ours: no data holds it."""

_VALUES_FORMS: Final = 'as (?a ?b) { (<iri> "text"@en) (UNDEF 5) } or ?a { <iri> }'

TRIPLE: Final = ("subject", "predicate", "object")
PLACES: Final = (*TRIPLE, "graph")
_KNOWN: Final = (*PLACES, "page", "values", "format")
_PAGE: Final = re.compile(r"[1-9][0-9]{0,14}\Z")
_IN_DEFAULT: Final = ox.NamedNode(DEFAULT_GRAPH)

COUNT: Final = "count"
_COLUMNS: Final = ("s", "p", "o", "g")
_ASSERTED: Final = ox.NamedNode(ASSERTED_GRAPH)


def read_bindings(text: str, most: int, names: BlankNodeNames) -> tuple[Binding, ...]:
    """The rows of a data block (SPARQL 1.1 Query, section 10.2). Raises HttpProblem if it is none, or above `most`.

    A row of one term where there are several variables binds nothing, and so does one with a blank node: the first is
    how Comunica says that it has no bindings, the second is a node of another source.
    """
    try:
        block = parse_values(text)
    except Unreadable as error:
        raise _wrong(str(error)) from None
    variables = [variable.name for variable in block.variables]
    if len(set(variables)) < len(variables):
        raise _wrong("a variable stands twice")
    if len(block.rows) > most:
        raise HttpProblem(
            Slug.TOO_LARGE,
            413,
            f"The parameter `values` holds {len(block.rows):,} rows; send at most {most:,} with one request.",
            {"parameter": "values"},
        )
    found = []
    for row in block.rows:
        if len(row.terms) not in (len(variables), 1):
            raise _wrong(f"a row has {len(row.terms)} terms for {len(variables)} variables")
        terms = [_term(text[term.start : term.end], term) for term in row.terms]
        if len(terms) == len(variables):
            found.append(
                {
                    name: names.meant(term) if isinstance(term, ox.NamedNode) else term
                    for name, term in zip(variables, terms, strict=True)
                    if term is not None
                }
            )
    return tuple(found)


def _term(written: str, node: Iri | Literal | BlankNode | TripleTerm | Undef) -> SimpleTerm | None:
    """The term that is written at a node; it is one of Turtle's, too, but for UNDEF and names with a prefix."""
    match node:
        case Undef():
            return None
        case BlankNode():
            return _ELSEWHERE
        case Literal(datatype=None):
            raise _wrong("a datatype is an IRI in angle brackets")
    try:
        found = parse_term(written, prefixes=False)
    except ValueError:
        raise _wrong(f"{written[:40]} is no term") from None
    if not isinstance(found, ox.NamedNode | ox.Literal):
        raise _wrong(f"{written[:40]} is no term")
    return found


def _wrong(reason: str) -> HttpProblem:
    detail = f"The parameter `values` is no data block of SPARQL: {reason}. Write it {_VALUES_FORMS}."
    return HttpProblem(Slug.REQUEST, 400, detail, {"parameter": "values"})


@dataclass(frozen=True)
class Pattern:
    """A triple pattern over the default graph, or one over the named graphs if `named`."""

    subject: Slot
    predicate: Slot
    object: Slot
    graph: Slot = None
    named: bool = False

    @property
    def slots(self) -> tuple[Slot, Slot, Slot, Slot]:
        """The places in order; that of the graph is None over the default graph too."""
        return self.subject, self.predicate, self.object, self.graph

    def bound(self, binding: Binding) -> Pattern | None:
        """The pattern with its variables replaced; None if a term stands where it cannot, so that nothing matches."""
        replaced = [
            binding.get(slot.value, slot) if isinstance(slot, ox.Variable) else slot for slot in self.slots
        ]
        subject, predicate, _, graph = replaced
        if isinstance(subject, ox.Literal) or isinstance(predicate, ox.Literal | ox.BlankNode):
            return None
        if isinstance(graph, ox.Literal | ox.BlankNode):
            return None
        return Pattern(replaced[0], replaced[1], replaced[2], replaced[3], self.named)


@dataclass(frozen=True)
class FragmentRequest:
    """A page of the fragment of a pattern, restricted to bindings if there are any; pages count from 1."""

    pattern: Pattern
    bindings: tuple[Binding, ...] | None
    page: int
    format: str | None

    def patterns(self) -> tuple[Pattern, ...]:
        """The patterns of which at least one must match, each once."""
        if self.bindings is None:
            return (self.pattern,)
        found = (self.pattern.bound(binding) for binding in self.bindings)
        return tuple(dict.fromkeys(pattern for pattern in found if pattern is not None))


def read_fragment(
    parameters: Parameters, quads: bool, most_bindings: int, names: BlankNodeNames
) -> FragmentRequest:
    """The request that parameters make. Raises HttpProblem, which names the parameter that is wrong.

    With `quads` a pattern without a graph is one over all named graphs, else one over the default graph. Parameters of
    other names are let be.
    """
    given = _once(parameters)
    subject, predicate, thing, graph = (read_slot(name, given.get(name, ""), names) for name in PLACES)
    if graph == _IN_DEFAULT:
        pattern = Pattern(subject, predicate, thing)
    else:
        pattern = Pattern(subject, predicate, thing, graph, quads or graph is not None)
    values = given.get("values", "")
    return FragmentRequest(
        pattern,
        read_bindings(values, most_bindings, names) if values.strip() else None,
        _page(given.get("page", "")),
        given.get("format") or None,
    )


def _once(parameters: Parameters) -> Mapping[str, str]:
    given: dict[str, str] = {}
    for name, value in parameters:
        if name in given and name in _KNOWN:
            raise HttpProblem(
                Slug.REQUEST, 400, f"The parameter `{name}` is given more than once.", {"parameter": name}
            )
        given[name] = value
    return given


def _page(text: str) -> int:
    if not text:
        return 1
    if not _PAGE.match(text):
        detail = "The parameter `page` must be a whole number from 1, as the links between pages have it."
        raise HttpProblem(Slug.REQUEST, 400, detail, {"parameter": "page"})
    return int(text)


def page_query(patterns: Sequence[Pattern], size: int, offset: int) -> Job:
    """The job for what matches one of the patterns, from `offset` on; its rows are for `quad`."""
    query = _Query(patterns)
    distinct = "DISTINCT " if len(patterns) > 1 else ""
    return query.job(f"SELECT {distinct}{query.columns} {{ {query.where} }} LIMIT {size} OFFSET {offset}")


def count_query(patterns: Sequence[Pattern]) -> Job:
    """The job for how many triples or quads match; its row holds the number under COUNT, and without a row it is 0."""
    query = _Query(patterns)
    where = query.where
    if len(patterns) > 1:
        where = f"{{ SELECT DISTINCT {query.columns} {{ {where} }} }}"
    nodes = " ".join(query.nodes.values())
    grouped = f" GROUP BY {nodes}" if nodes else ""
    return query.job(f"SELECT {nodes} (COUNT(*) AS ?{COUNT}) {{ {where} }}{grouped}")


def quad(row: Row, named: bool) -> ox.Quad:
    """The quad of a row; a triple stands in the default graph."""
    return ox.Quad(*(row[place] for place in _COLUMNS[: 4 if named else 3]))  # type: ignore[arg-type]


class _Query:
    """The pieces of a query over patterns that are all over the default graph, or all over named graphs."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.named = patterns[0].named
        # The union without what was inferred is no graph of the store, but the engine gives it as a default graph.
        self.asserted = all(pattern.graph == _ASSERTED for pattern in patterns)
        self.nodes: dict[ox.BlankNode, str] = {}
        branches = [self._branch(pattern) for pattern in patterns]
        self.where = branches[0] if len(branches) == 1 else " UNION ".join(f"{{ {one} }}" for one in branches)
        places = _COLUMNS[: 4 if self.named else 3]
        self.columns = " ".join([*(f"?{place}" for place in places), *self.nodes.values()])

    def job(self, text: str) -> Job:
        nodes = tuple((variable[1:], node.value) for node, variable in self.nodes.items())
        return Job(text, dataset=ASSERTED if self.asserted else None, nodes=nodes)

    def _branch(self, pattern: Pattern) -> str:
        """The pattern, and its terms and repeated variables bound to the columns where they stand."""
        first: dict[str, str] = {}
        terms, binds = [], []
        for place, slot in zip(_COLUMNS, pattern.slots, strict=True):
            column = f"?{place}"
            term = column
            match slot:
                case ox.Variable():
                    term = first.setdefault(slot.value, column)
                case ox.BlankNode():
                    term = self.nodes.setdefault(slot, f"?node{len(self.nodes)}")
                case ox.NamedNode() | ox.Literal():
                    term = str(slot)
            terms.append(term)
            if term != column and (place != "g" or self.named):
                binds.append(f" BIND({term} AS {column})")
        subject, predicate, thing, graph = terms
        triple = f"{subject} {predicate} {thing}"
        if self.named and not self.asserted:
            triple = f"GRAPH {graph} {{ {triple} }}"
        return triple + "".join(binds)
