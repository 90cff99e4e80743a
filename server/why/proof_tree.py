"""The explanation of the triple that somebody asks about: a tree through rules down to claims and files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.engine.reading import Reader
from server.namespaces import EIK, PREFIXES
from server.rdf.iris import is_claim
from server.rdf.terms import Term, parse_term
from server.why.graphs import graphs_of
from server.why.proofs import Origin, Proofs

_BARE_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]+")
_BLANK: Final = re.compile(r"_:(c14n\d+)")

_GENERATED: Final = frozenset({PREFIXES["graph"] + "inferred"})
_DETAILS: Final = ("inDocument", "segment", "recordKey", "statedBy", "stance", "passage", "source")
_NEAR: Final = 8


class InvalidTerm(ValueError):
    """A text that is no term of its place; the message says which and what to write instead.

    `place` is subject, predicate, object, speaker or document; `text` what was given there; `is_term` whether it is
    one, though none that can stand there.
    """

    def __init__(self, place: str, text: str, message: str, is_term: bool = False) -> None:
        self.place, self.text, self.is_term = place, text, is_term
        super().__init__(message)


def read_triple(subject: str, predicate: str, value: str) -> Triple:
    """Return the triple of three terms. Raises InvalidTerm."""
    node, link, end = _term("subject", subject), _term("predicate", predicate), _term("object", value)
    if not isinstance(node, NamedNode | BlankNode):
        raise InvalidTerm("subject", subject, f"the subject {subject} is no IRI", is_term=True)
    if not isinstance(link, NamedNode):
        raise InvalidTerm("predicate", predicate, f"the predicate {predicate} is no IRI", is_term=True)
    return Triple(node, link, end)


def read_iri(place: str, text: str) -> str:
    """Return the IRI that is given in full or as a prefixed name. Raises InvalidTerm."""
    term = _term(place, text)
    if not isinstance(term, NamedNode):
        raise InvalidTerm(place, text, f"the {place} {text} is no IRI", is_term=True)
    return term.value


def _term(place: str, text: str) -> Term:
    text = text.strip()
    if place == "predicate" and text == "a":
        text = "rdf:type"
    if blank := _BLANK.fullmatch(text):
        return BlankNode(blank[1])
    prefix, colon, _ = text.partition(":")
    if colon and prefix not in PREFIXES and _BARE_IRI.fullmatch(text):
        text = f"<{text}>"
    try:
        found = parse_term(text)
    except ValueError:
        found = None
    if found is None or isinstance(found, BlankNode):
        literal = ', or a literal such as "EAEU"@en' if place == "object" else ""
        wanted = f"an IRI or a prefixed name{literal}"
        message = f"the {place} {text or '(nothing)'} cannot be read: write {wanted}"
        raise InvalidTerm(place, text, message)
    return found


@dataclass(frozen=True)
class Claim:
    """A claim that states a triple: its IRI, and its metadata by the local names of the ontology's terms."""

    iri: str
    details: tuple[tuple[str, tuple[str, ...]], ...]

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return dict(self.details).get(name, ())


@dataclass(frozen=True)
class Explanation:
    """Why a triple holds.

    `claims` state it in a document; `files` and `graphs` are where the project itself does; `rule` (a name) and
    `premises` are the step by which it follows. An asserted triple has no rule, one that is only inferred no claims.
    """

    triple: Triple
    claims: tuple[Claim, ...]
    graphs: tuple[str, ...]
    files: tuple[str, ...]
    rule: str | None
    premises: tuple[Explanation, ...]

    def __iter__(self) -> Iterator[Explanation]:
        """Yield this explanation and every one below it, from the top."""
        yield self
        for premise in self.premises:
            yield from premise


def explain(proofs: Proofs, triple: Triple) -> Reader[Explanation | None]:
    """Return why a triple holds, or None if it does not."""
    origins: dict[Triple, Origin] = {}
    open_ends = [triple]
    while open_ends:
        if (one := open_ends.pop()) not in origins:
            origins[one] = proofs.origin(one)
            open_ends += origins[one].premises
    graphs = yield from graphs_of(origins)
    if not graphs[triple]:
        return None
    claims = yield from claims_of({graph for found in graphs.values() for graph in found if is_claim(graph)})
    return _tree(triple, origins, graphs, claims)


def near(triple: Triple) -> Reader[list[Triple]]:
    """Return triples that hold and share two terms with one that does not, as far as those are no blank nodes."""
    places = {"s": triple.subject, "p": triple.predicate, "o": triple.object}
    queries = []
    for free in ("o", "s", "p"):
        terms = {name: f"?{name}" if name == free else str(term) for name, term in places.items()}
        if any(term.startswith("_:") for term in terms.values()):
            continue
        pattern = " ".join(terms.values())
        queries.append(f"SELECT ?{free} WHERE {{ {pattern} }} ORDER BY ?{free} LIMIT {_NEAR}")
    found: dict[Triple, None] = {}
    for rows in (yield queries):
        for row in rows:
            filled = {**places, **row}
            if isinstance(filled["s"], NamedNode) and isinstance(filled["p"], NamedNode):
                found[Triple(filled["s"], filled["p"], filled["o"])] = None
    return list(found)


def _tree(
    triple: Triple,
    origins: Mapping[Triple, Origin],
    graphs: Mapping[Triple, list[str]],
    claims: Mapping[str, Claim],
) -> Explanation:
    origin = origins[triple]
    return Explanation(
        triple,
        tuple(claims[graph] for graph in graphs[triple] if graph in claims),
        tuple(graph for graph in graphs[triple] if not is_claim(graph) and graph not in _GENERATED),
        origin.files,
        origin.proof.rule if origin.proof else None,
        tuple(_tree(premise, origins, graphs, claims) for premise in origin.premises),
    )


def claims_of(iris: Iterable[str]) -> Reader[dict[str, Claim]]:
    """Return the claims of these IRIs with their metadata."""
    block = " ".join(f"<{iri}>" for iri in sorted(iris))
    names = " ".join(f"<{EIK}{name}>" for name in _DETAILS)
    query = (
        f"SELECT DISTINCT ?claim ?name ?value WHERE {{ VALUES ?name {{ {names} }} VALUES ?claim {{ {block} }} "
        "?claim ?name ?value } ORDER BY ?claim ?name ?value"
    )
    details: dict[str, dict[str, list[str]]] = {iri: defaultdict(list) for iri in sorted(iris)}
    rows = (yield [query])[0] if block else ()
    for row in rows:
        claim, name, value = row["claim"], row["name"], row["value"]
        if (
            isinstance(claim, NamedNode)
            and isinstance(name, NamedNode)
            and isinstance(value, NamedNode | Literal)
        ):
            details[claim.value][name.value.removeprefix(EIK)].append(value.value)
    return {
        iri: Claim(iri, tuple((name, tuple(values)) for name, values in sorted(found.items())))
        for iri, found in details.items()
    }
