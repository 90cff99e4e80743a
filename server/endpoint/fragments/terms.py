"""Terms as the parameters of a fragment write them (Triple Pattern Fragments, section 4.2.1), and as pages do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from server.endpoint.problems import HttpProblem, Slug
from server.namespaces import BASE, PREFIXES
from server.rdf.iris import expanded
from server.rdf.terms import SimpleTerm, Term

Slot = SimpleTerm | ox.Variable | None
"""What stands in one place of a pattern: a term, a variable with a name, or None for a variable without one."""

DEFAULT_GRAPH: Final = "urn:ldf:defaultGraph"
"""What clients call the default graph where a pattern has a place for the graph."""

_VARIABLE: Final = re.compile(r"\?\w+\Z")
_LITERAL: Final = re.compile(
    r'"(?P<value>.*)"(?:@(?P<language>[A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(?P<type>[^"]+))?\Z', re.DOTALL
)
_LABEL: Final = re.compile(r"[A-Za-z0-9]+\Z")
_KINDS: Final = {
    "subject": "an IRI or a variable",
    "predicate": "an IRI or a variable",
    "object": "an IRI, a literal or a variable",
    "graph": "an IRI or a variable",
}
_SHOWN: Final = 80


@dataclass(frozen=True)
class BlankNodeNames:
    """The IRIs that stand for the blank nodes of one release, which have no name of their own (RDF 1.1, section 3.5).

    They hold for that release only, so that no other blank node is taken for the one that is meant.
    """

    release: str

    @property
    def start(self) -> str:
        """What all of them start with."""
        return f"{BASE}.well-known/genid/{self.release or 'scratch'}/"

    def named(self, term: Term) -> Term:
        """The term, or the name of a blank node."""
        return ox.NamedNode(self.start + term.value) if isinstance(term, ox.BlankNode) else term

    def meant(self, node: ox.NamedNode) -> ox.NamedNode | ox.BlankNode:
        """The blank node that an IRI names, or the IRI."""
        label = node.value.removeprefix(self.start)
        return ox.BlankNode(label) if label != node.value and _LABEL.match(label) else node


def read_slot(parameter: str, text: str, names: BlankNodeNames) -> Slot:
    """What a parameter says. Raises HttpProblem, which says what is wrong with it.

    IRIs stand as they are, in angle brackets or as a name with a prefix of the project; literals in quotation marks
    that enclose their value as it is, with @language, ^^type or ^^<type>; a variable is ?name or nothing at all.
    """
    if not text:
        return None
    if text.startswith("?"):
        if _VARIABLE.match(text):
            return ox.Variable(text[1:])
        raise _wrong(parameter, text, "a variable is a question mark and a word")
    if text.startswith("_:"):
        raise _wrong(parameter, text, "a blank node has no name; use the IRI that stands for it in an answer")
    if text.startswith('"'):
        if parameter != "object":
            raise _wrong(parameter, text, f"it must be {_KINDS[parameter]}")
        return _literal(parameter, text)
    node = names.meant(_iri(parameter, text, text))
    return (
        node if parameter in ("subject", "object") or isinstance(node, ox.NamedNode) else ox.NamedNode(text)
    )


def written(slot: Slot) -> str:
    """A constant as a parameter writes it; nothing for a variable."""
    match slot:
        case ox.NamedNode():
            return slot.value
        case ox.Literal() if slot.language:
            return f'"{slot.value}"@{slot.language}'
        case ox.Literal() if slot.datatype.value != PREFIXES["xsd"] + "string":
            return f'"{slot.value}"^^{slot.datatype.value}'
        case ox.Literal():
            return f'"{slot.value}"'
    return ""


def _literal(parameter: str, text: str) -> ox.Literal:
    found = _LITERAL.match(text)
    if found is None:
        raise _wrong(parameter, text, 'a literal is "value", "value"@language or "value"^^type')
    try:
        if found["language"]:
            return ox.Literal(found["value"], language=found["language"])
        if found["type"]:
            return ox.Literal(found["value"], datatype=_iri(parameter, found["type"], text))
    except ValueError as error:
        raise _wrong(parameter, text, str(error)) from None
    return ox.Literal(found["value"])


def _iri(parameter: str, written: str, text: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(expanded(written))
    except ValueError as error:
        raise _wrong(parameter, text, str(error)) from None


def _wrong(parameter: str, text: str, reason: str) -> HttpProblem:
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return HttpProblem(
        Slug.REQUEST,
        400,
        f"The parameter `{parameter}` cannot be {shown}: {reason.rstrip('.')}.",
        {"parameter": parameter},
    )
