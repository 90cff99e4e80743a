"""Which part of a split term a statement is a use of, decided by patterns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from server.authoring.draft import Refused
from server.namespaces import PREFIXES
from server.rdf.terms import TYPE, Term

_Place = tuple[Term, Term]


@dataclass(frozen=True)
class Decisions:
    """The parts of a split term with their patterns, in order, and the uses that each pattern matches.

    A pattern is a SPARQL group graph pattern with ?subject and ?object, those of the statement that uses the term; of
    a class ?object is the class. `rest` is the part without a pattern, for all other uses.
    """

    old: NamedNode
    patterns: tuple[tuple[NamedNode, str], ...]
    rest: NamedNode | None
    places: tuple[frozenset[_Place], ...]

    def applied(self, quad: Quad) -> Quad:
        """Return a statement with the part that its use of the term is decided to be one of, if it is decided."""
        part = self._part(quad)
        if part is None:
            return quad
        if quad.predicate == self.old:
            return Quad(quad.subject, part, quad.object, quad.graph_name)
        if quad.predicate == TYPE and quad.object == self.old:
            return Quad(quad.subject, quad.predicate, part, quad.graph_name)
        return quad

    def _part(self, quad: Quad) -> NamedNode | None:
        for (part, _), places in zip(self.patterns, self.places, strict=True):
            if (quad.subject, quad.object) in places:
                return part
        return self.rest


def decisions(old: str, by: Sequence[str], patterns: Sequence[str], quads: Iterable[Quad]) -> Decisions:
    """Decide by patterns, one for each part in order; the last part may have none and takes the rest.

    Raises Refused if a pattern is no SPARQL, or if there are fewer patterns than parts but one.
    """
    if not len(by) - 1 <= len(patterns) <= len(by):
        raise Refused(["give --where for each --by, in the same order; the last one may be without"])
    store = Store()
    store.bulk_extend(quads)
    term = NamedNode(old)
    found = []
    for pattern in patterns:
        try:
            found.append(_matched(store, term, pattern))
        except SyntaxError as error:
            raise Refused([f"--where '{pattern}' is no pattern of SPARQL: {error}"]) from None
    parts = tuple((NamedNode(iri), pattern) for iri, pattern in zip(by, patterns, strict=False))
    return Decisions(term, parts, NamedNode(by[-1]) if len(by) > len(patterns) else None, tuple(found))


def _matched(store: Store, term: NamedNode, pattern: str) -> frozenset[_Place]:
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    query = (
        f"SELECT ?subject ?object {{ {{ ?subject {term} ?object }} UNION "
        f"{{ ?subject a ?object FILTER(?object = {term}) }} {pattern} }}"
    )
    rows = store.query(prefixes + query, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)  # noqa: S101 - a SELECT has solutions
    return frozenset((row["subject"], row["object"]) for row in rows)
