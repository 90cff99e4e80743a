"""Class expressions and axioms of OWL 2 (Structural Specification, sections 8 and 9) in words, with links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from server.namespaces import PREFIXES
from server.rdf.terms import Term
from server.web.pages.ontology.facts import Facts

_OWL: Final = PREFIXES["owl"]
Part = str | NamedNode | Literal
Sentence = tuple[Part, ...]
"""Words, and between them terms that a page shows by their labels and as links."""

_WORDS: Final = {
    "all": ("every {property} is {filler}", "каждое значение свойства «{property}» — {filler}"),
    "some": (
        "at least one {property} is {filler}",
        "по меньшей мере одно значение свойства «{property}» — {filler}",
    ),
    "value": ("one {property} is {filler}", "одно из значений свойства «{property}» — {filler}"),
    "exactly": ("exactly {number} {property}", "значений свойства «{property}»: ровно {number}"),
    "least": ("at least {number} {property}", "значений свойства «{property}»: не менее {number}"),
    "most": ("at most {number} {property}", "значений свойства «{property}»: не более {number}"),
    "exactly_of": (
        "exactly {number} {property} that is {filler}",
        "значений свойства «{property}» вида {filler}: ровно {number}",
    ),
    "least_of": (
        "at least {number} {property} that is {filler}",
        "значений свойства «{property}» вида {filler}: не менее {number}",
    ),
    "most_of": (
        "at most {number} {property} that is {filler}",
        "значений свойства «{property}» вида {filler}: не более {number}",
    ),
    "self": ("{property} leads to the thing itself", "свойство «{property}» ведёт к самой вещи"),
    "not": ("not {filler}", "не {filler}"),
    "inverse": ("the inverse of {property}", "обратное к «{property}»"),
    "or": (" or ", " или "),
    "and": (" and also ", " и вместе с тем "),
    "then": (" → ", " → "),
    "thing": ("a thing that cannot be put into words here", "вещь, которую здесь не описать словами"),
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


class Speaker:
    """Puts the nodes of some triples into words of one language, 0 for English and 1 for Russian."""

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
