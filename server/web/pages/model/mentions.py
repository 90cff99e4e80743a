"""Where a thing is mentioned: the claims, passages and documents; and with what other things it is mentioned most."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.engine.reading import Reader, together
from server.namespaces import BASE, OWN, PREFIXES
from server.web.pages.model.graph import text, values

NEIGHBOURS: Final = 12
"""Things that the drawing of a neighbourhood shows."""

_CANDIDATES: Final = 60
_MOST: Final = 5000
_CLAIM: Final = PREFIXES["claim"]


@dataclass(frozen=True)
class Mention:
    """A document in which a thing is mentioned: in how many claims, and in which passages, in their order."""

    document: str
    claims: int
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Neighbour:
    """A thing of the register, and the number of claims that mention it together with the other one."""

    iri: str
    claims: int


@dataclass(frozen=True)
class Surroundings:
    """Where a thing is mentioned, those documents first that do it most, and its nearest neighbours."""

    mentions: tuple[Mention, ...]
    neighbours: tuple[Neighbour, ...]

    @property
    def claims(self) -> int:
        """The number of claims that mention the thing."""
        return sum(mention.claims for mention in self.mentions)


def surroundings(iri: str) -> Reader[Surroundings]:
    """Return where a thing is mentioned and with what."""
    return Surroundings(*(yield from together(_mentions(iri), _neighbours(iri))))


def _claims(iri: str) -> str:
    """Return the pattern for the claims that state something of a thing, as a subject or an object."""
    node = NamedNode(iri)
    return f"""{{ SELECT DISTINCT ?claim WHERE {{
        {{ GRAPH ?claim {{ {node} ?p ?o }} }} UNION {{ GRAPH ?claim {{ ?s ?q {node} }} }}
        FILTER(STRSTARTS(STR(?claim), {Literal(_CLAIM)})) }} }}"""


def _mentions(iri: str) -> Reader[tuple[Mention, ...]]:
    (rows,) = yield [
        f"""SELECT ?claim ?document ?passage WHERE {{ {_claims(iri)} ?claim {OWN}:inDocument ?document
        OPTIONAL {{ ?claim {OWN}:passage ?passage }} }} LIMIT {_MOST}"""
    ]
    claims: dict[str, set[str]] = defaultdict(set)
    passages: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        claims[text(row, "document")].add(text(row, "claim"))
        passages[text(row, "document")] |= {text(row, "passage")} - {""}
    found = [Mention(one, len(claims[one]), tuple(sorted(passages[one]))) for one in claims]
    return tuple(sorted(found, key=lambda one: (-one.claims, one.document)))


def _neighbours(iri: str) -> Reader[tuple[Neighbour, ...]]:
    (counted,) = yield [
        f"""SELECT ?other (COUNT(DISTINCT ?claim) AS ?n) WHERE {{ {_claims(iri)}
        GRAPH ?claim {{ ?subject ?property ?other }} FILTER(STRSTARTS(STR(?other), {Literal(BASE + "id/")}))
        }} GROUP BY ?other ORDER BY DESC(?n) ?other LIMIT {_CANDIDATES}"""
    ]
    candidates = {text(row, "other"): int(text(row, "n")) for row in counted if text(row, "other") != iri}
    if not candidates:
        return ()
    (listed,) = yield [
        f"""SELECT DISTINCT ?other WHERE {{ VALUES ?other {{ {values(candidates)} }}
        GRAPH graph:entities {{ ?other a ?kind }} }}"""
    ]
    register = {text(row, "other") for row in listed}
    return tuple(Neighbour(one, number) for one, number in candidates.items() if one in register)[:NEIGHBOURS]
