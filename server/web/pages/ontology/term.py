"""What the ontology says of one of its terms, in rows of a heading and sentences with links (OWL 2 in words)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.namespaces import PREFIXES
from server.rdf.terms import OWL, TYPE, Term
from server.web.pages.messages import LANGUAGES
from server.web.pages.model.labels import in_language
from server.web.pages.ontology.facts import Facts

_OWL, _RDFS, _SKOS, _DCTERMS = (PREFIXES[name] for name in ("owl", "rdfs", "skos", "dcterms"))

Part = str | NamedNode | Literal
Sentence = tuple[Part, ...]
"""Words, and between them terms that a page shows by their labels and as links."""

_WORDS: Final = {
    "all": (
        "every {property} is {filler}",
        "каждое значение свойства «{property}» — {filler}",
        "кожнае значэнне ўласцівасці «{property}» — {filler}",
    ),
    "some": (
        "at least one {property} is {filler}",
        "по меньшей мере одно значение свойства «{property}» — {filler}",
        "прынамсі адно значэнне ўласцівасці «{property}» — {filler}",
    ),
    "value": (
        "one {property} is {filler}",
        "одно из значений свойства «{property}» — {filler}",
        "адно са значэнняў уласцівасці «{property}» — {filler}",
    ),
    "exactly": (
        "exactly {number} {property}",
        "значений свойства «{property}»: ровно {number}",
        "значэнняў уласцівасці «{property}»: роўна {number}",
    ),
    "least": (
        "at least {number} {property}",
        "значений свойства «{property}»: не менее {number}",
        "значэнняў уласцівасці «{property}»: не менш за {number}",
    ),
    "most": (
        "at most {number} {property}",
        "значений свойства «{property}»: не более {number}",
        "значэнняў уласцівасці «{property}»: не больш за {number}",
    ),
    "exactly_of": (
        "exactly {number} {property} that is {filler}",
        "значений свойства «{property}» вида {filler}: ровно {number}",
        "значэнняў уласцівасці «{property}» віду {filler}: роўна {number}",
    ),
    "least_of": (
        "at least {number} {property} that is {filler}",
        "значений свойства «{property}» вида {filler}: не менее {number}",
        "значэнняў уласцівасці «{property}» віду {filler}: не менш за {number}",
    ),
    "most_of": (
        "at most {number} {property} that is {filler}",
        "значений свойства «{property}» вида {filler}: не более {number}",
        "значэнняў уласцівасці «{property}» віду {filler}: не больш за {number}",
    ),
    "self": (
        "{property} leads to the thing itself",
        "свойство «{property}» ведёт к самой вещи",
        "уласцівасць «{property}» вядзе да самой рэчы",
    ),
    "not": ("not {filler}", "не {filler}", "не {filler}"),
    "inverse": ("the inverse of {property}", "обратное к «{property}»", "адваротная да «{property}»"),
    "or": (" or ", " или ", " або "),
    "and": (" and also ", " и вместе с тем ", " і разам з тым "),
    "then": (" → ", " → ", " → "),
    "thing": (
        "a thing that cannot be put into words here",
        "вещь, которую здесь не описать словами",
        "рэч, якую тут не апісаць словамі",
    ),
}
_RESTRICTIONS: Final = {
    "allValuesFrom": "all",
    "someValuesFrom": "some",
    "hasValue": "value",
    "hasSelf": "self",
    "cardinality": "exactly",
    "minCardinality": "least",
    "maxCardinality": "most",
    "qualifiedCardinality": "exactly_of",
    "minQualifiedCardinality": "least_of",
    "maxQualifiedCardinality": "most_of",
}

_ABOVE: Final = (_RDFS + "subClassOf", _RDFS + "subPropertyOf")
_DISJOINT: Final = (_OWL + "disjointWith", _OWL + "propertyDisjointWith")
_CHARACTERISTICS: Final = {
    _OWL + name: word
    for name, word in (
        ("FunctionalProperty", "functional"),
        ("InverseFunctionalProperty", "inverse_functional"),
        ("TransitiveProperty", "transitive"),
        ("SymmetricProperty", "symmetric"),
        ("AsymmetricProperty", "asymmetric"),
        ("ReflexiveProperty", "reflexive"),
        ("IrreflexiveProperty", "irreflexive"),
    )
}
HISTORY: Final = tuple(_SKOS + name for name in ("changeNote", "historyNote")) + tuple(
    _DCTERMS + name for name in ("created", "issued", "modified", "isReplacedBy", "replaces")
)
"""What the ontology says of how a term came to be and changed."""
_SHOWN_OTHERWISE: Final = {
    *(_RDFS + name for name in ("label", "isDefinedBy", "domain", "range")),
    *(_OWL + name for name in ("inverseOf", "propertyChainAxiom", "deprecated", "equivalentClass")),
    *(_OWL + "equivalentProperty", _OWL + "disjointUnionOf"),
    _SKOS + "definition",
    *(TYPE.value, *_ABOVE, *_DISJOINT, *HISTORY),
}
_FIRST: Final = tuple(_SKOS + name for name in ("example", "scopeNote"))
_HEADINGS: Final = {
    **{_SKOS + name: name for name in ("example", "scopeNote", "editorialNote", "changeNote", "historyNote")},
    **{_SKOS + name + "Match": name + "Match" for name in ("exact", "close", "broad", "narrow", "related")},
    **{_DCTERMS + name: name for name in ("source", "created", "issued", "modified", "replaces")},
    _RDFS + "comment": "comment",
    _RDFS + "seeAlso": "seeAlso",
}
"""Properties that the interface has a word for in every language: their own vocabularies speak English only."""


class Speaker:
    """Puts the nodes of some triples into words of one language, by its place in LANGUAGES."""

    def __init__(self, facts: Facts, language: int) -> None:
        self._facts, self._language = facts, language

    def expression(self, node: Term, above: frozenset[Term] = frozenset()) -> Sentence:
        """Return a class, data range or property expression in words; a named one is its name."""
        if isinstance(node, NamedNode | Literal):
            return (node,)
        if not isinstance(node, BlankNode) or node in above:
            return self._say("thing")
        above |= {node}
        for predicate, word in (("unionOf", "or"), ("oneOf", "or"), ("intersectionOf", "and")):
            for members in self._facts.values(node, _OWL + predicate):
                return self._joined(self._facts.items(members), word, above)
        for predicate in ("complementOf", "datatypeComplementOf"):
            for filler in self._facts.values(node, _OWL + predicate):
                return self._say("not", filler=self.expression(filler, above))
        for inverse in self._facts.values(node, _OWL + "inverseOf"):
            return self._say("inverse", property=self.expression(inverse, above))
        return self._restriction(node, above)

    def chain(self, node: Term) -> Sentence:
        """Return the properties of an owl:propertyChainAxiom, one after the other."""
        return self._joined(self._facts.items(node), "then", frozenset())

    def _restriction(self, node: BlankNode, above: frozenset[Term]) -> Sentence:
        on = next(iter(self._facts.values(node, _OWL + "onProperty")), None)
        if on is None:
            return self._say("thing")
        fillers = self._facts.values(node, _OWL + "onClass", _OWL + "onDataRange")
        for predicate, word in _RESTRICTIONS.items():
            for value in self._facts.values(node, _OWL + predicate):
                number = value.value if isinstance(value, Literal) else ""
                filler = fillers[0] if fillers else value
                return self._say(
                    word,
                    property=self.expression(on, above),
                    filler=self.expression(filler, above),
                    number=(number,),
                )
        return self._say("thing")

    def _joined(self, nodes: Iterable[Term], word: str, above: frozenset[Term]) -> Sentence:
        parts: list[Part] = []
        for node in nodes:
            if parts:
                parts.append(_WORDS[word][self._language])
            parts += self.expression(node, above)
        return tuple(parts)

    def _say(self, word: str, **places: Sequence[Part]) -> Sentence:
        parts: list[Part] = []
        for text in _WORDS[word][self._language].split("{"):
            name, brace, rest = text.partition("}")
            parts += [*places[name], rest] if brace else [text]
        return tuple(part for part in parts if part != "")


def heading(predicate: str) -> str:
    """Return the key of the word for a property, or its IRI."""
    return _HEADINGS.get(predicate, predicate)


@dataclass(frozen=True)
class Row:
    """`heading` is the key of a word of the interface, or the IRI of a property that the page shows by its label."""

    heading: str
    values: tuple[Sentence, ...]


def rows_of(facts: Facts, iri: str, language: int) -> Iterator[Row]:
    """Yield what the ontology says of a class or property, without its labels, definition and history.

    Of texts in several languages only those in the reader's are shown.
    """
    node, speaker = NamedNode(iri), Speaker(facts, language)
    for predicate in _FIRST:
        yield from _row(heading(predicate), _plain(facts.values(node, predicate), language))
    yield from _hierarchy(facts, node, speaker)
    if _OWL + "Class" in facts.iris(node, TYPE.value):
        yield from _class(facts, node, speaker)
    else:
        yield from _property(facts, node, speaker)
    rest = {triple.predicate.value for triple in facts.about(node)} - {*_SHOWN_OTHERWISE, *_FIRST}
    for predicate in sorted(rest):
        yield from _row(heading(predicate), _plain(facts.values(node, predicate), language))


def domain_and_range(facts: Facts, iri: str, language: int) -> tuple[Sentence, Sentence]:
    """Return from what a property leads and to what, in words; empty where the ontology leaves it open."""
    speaker = Speaker(facts, language)
    ends = [facts.values(NamedNode(iri), _RDFS + name) for name in ("domain", "range")]
    first, second = (speaker.expression(found[0]) if found else () for found in ends)
    return first, second


def scope(facts: Facts, iri: str, end: str) -> list[str]:
    """Return the classes of the domain or range (`end`) of a property, the members of a union one by one."""
    found: list[str] = []
    for term in facts.values(NamedNode(iri), _RDFS + end):
        members = [m for union in facts.values(term, _OWL + "unionOf") for m in facts.items(union)]
        found += [one.value for one in (members or [term]) if isinstance(one, NamedNode)]
    return found


def _hierarchy(facts: Facts, node: NamedNode, speaker: Speaker) -> Iterator[Row]:
    above = facts.values(node, *_ABOVE)
    below = [triple.subject for triple in facts.uses(node) if triple.predicate.value in _ABOVE]
    yield from _row("parents", ((term,) for term in above if isinstance(term, NamedNode)))
    yield from _row("children", ((term,) for term in below if isinstance(term, NamedNode)))
    same = facts.values(node, _OWL + "equivalentClass", _OWL + "equivalentProperty")
    yield from _row("equivalent", map(speaker.expression, same))
    yield from _row("restrictions", (speaker.expression(t) for t in above if isinstance(t, BlankNode)))


def _class(facts: Facts, node: NamedNode, speaker: Speaker) -> Iterator[Row]:
    for title, end in (("properties_of", "domain"), ("properties_to", "range")):
        holders = {t.subject for t in facts.uses(node) if t.predicate.value == _RDFS + end}
        for cell in (t.subject for t in facts.uses(node) if t.predicate.value == PREFIXES["rdf"] + "first"):
            holders |= {t.subject for t in _into_lists(facts, cell) if t.predicate.value == _RDFS + end}
        named = sorted((holder for holder in holders if isinstance(holder, NamedNode)), key=str)
        yield from _row(title, ((one,) for one in named))
    unions = facts.values(node, _OWL + "disjointUnionOf")
    yield from _row(
        "made_up_of", (speaker.expression(member) for union in unions for member in facts.items(union))
    )
    yield from _row("disjoint", ((NamedNode(iri),) for iri in _disjoint(facts, node)))


def _into_lists(facts: Facts, cell: Term) -> Iterator[Triple]:
    """Yield the statements that use the class whose union holds a cell of a list."""
    seen: set[Term] = set()
    while cell not in seen:
        seen.add(cell)
        for triple in facts.uses(cell):
            if triple.predicate.value == _OWL + "unionOf":
                yield from facts.uses(triple.subject)
            elif triple.predicate.value == PREFIXES["rdf"] + "rest":
                cell = triple.subject


def _property(facts: Facts, node: NamedNode, speaker: Speaker) -> Iterator[Row]:
    kinds = facts.iris(node, TYPE.value)
    yield from _row("characteristics", ((word,) for kind, word in _CHARACTERISTICS.items() if kind in kinds))
    for end in ("domain", "range"):
        yield from _row(end, map(speaker.expression, facts.values(node, _RDFS + end)))
    inverse = [*facts.values(node, _OWL + "inverseOf"), *facts.subjects(_OWL + "inverseOf", node)]
    yield from _row("inverse", ((term,) for term in inverse if isinstance(term, NamedNode)))
    yield from _row("chains", map(speaker.chain, facts.values(node, _OWL + "propertyChainAxiom")))
    yield from _row("disjoint", ((NamedNode(iri),) for iri in _disjoint(facts, node)))


def _disjoint(facts: Facts, node: NamedNode) -> list[str]:
    """Return what shares no member with a term, by owl:disjointWith, AllDisjointClasses or AllDisjointProperties."""
    found = set(facts.iris(node, *_DISJOINT))
    found |= {
        t.subject.value
        for t in facts.uses(node)
        if t.predicate.value in _DISJOINT and isinstance(t.subject, NamedNode)
    }
    for kind in ("AllDisjointClasses", "AllDisjointProperties"):
        for axiom in facts.subjects(TYPE.value, OWL[kind]):
            members = [m for held in facts.values(axiom, _OWL + "members") for m in facts.items(held)]
            if node in members:
                found |= {member.value for member in members if isinstance(member, NamedNode)}
    return sorted(found - {node.value})


def _plain(terms: Sequence[Term], language: int) -> list[Sentence]:
    shown = in_language(terms, LANGUAGES[language])
    return [(term,) for term in shown if isinstance(term, NamedNode | Literal)]


def _row(title: str, values: Iterable[Sentence]) -> Iterator[Row]:
    found = tuple(dict.fromkeys(values))
    if found:
        yield Row(title, found)
