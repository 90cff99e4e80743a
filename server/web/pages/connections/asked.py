"""What a request asks of the connections: two things, how far apart, and what the links between them must fulfil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from flask import request
from pyoxigraph import NamedNode

from server.rdf.iris import expanded
from server.web.pages.connections.links import Links
from server.web.pages.connections.paths import LONGEST
from server.web.pages.model.periods import Days, days_of
from server.web.pages.pictures.parameters import query_of
from server.web.pages.rendering import site, word
from server.web.pages.search import called

_LONGEST_TEXT: Final = 500
MOST_WITHOUT: Final = 20
"""Things to avoid of a question."""


class InvalidQuestion(ValueError):
    """What a request asks means nothing here; the message says why, in the reader's language."""


@dataclass(frozen=True)
class Question:
    """Two nodes and how many steps they may be apart; a document and days, "" and None for any; nodes to avoid."""

    one: str
    other: str
    steps: int
    document: str
    first: tuple[str, Days] | None
    last: tuple[str, Days] | None
    without: tuple[str, ...]

    @property
    def since(self) -> date | None:
        """The first day of the time that is wanted, None for any."""
        return self.first[1].first if self.first else None

    @property
    def until(self) -> date | None:
        """The last day of the time that is wanted, None for any."""
        return self.last[1].last if self.last else None

    def links(self, known: Links) -> Links:
        """Return the links that are wanted."""
        return known.part(self.document, self.since, self.until, {*self.without})

    def parameters(self) -> dict[str, str]:
        """Return the parameters of the request, without what is so anyway."""
        given = {
            "one": self.one,
            "other": self.other,
            "steps": str(self.steps) if self.steps != LONGEST else "",
            "document": self.document,
            "from": self.first[0] if self.first else "",
            "to": self.last[0] if self.last else "",
        }
        return {name: value for name, value in given.items() if value}

    def address(self, path: str = "/connections") -> str:
        """Return the address at which this is asked."""
        avoided = "".join(query_of(without=iri).replace("?", "&") for iri in self.without)
        return f"{path}{query_of(**self.parameters())}{avoided}"

    def avoiding(self, node: str) -> Question:
        """Return the same question with one more node to avoid."""
        return replace(self, without=(*self.without, node))

    def allowing(self, node: str) -> Question:
        """Return the same question without a node among those to avoid."""
        return replace(self, without=tuple(iri for iri in self.without if iri != node))


def given() -> Mapping[str, str]:
    """Return what the form of the page is filled with: the parameters as they came."""
    return {
        name: request.args.get(name, "")[:_LONGEST_TEXT]
        for name in ("one", "other", "steps", "document", "from", "to")
    }


def asks() -> bool:
    """Tell whether the request asks anything."""
    return any((*given().values(), *request.args.getlist("without")))


def question() -> Question:
    """Return what is asked. Raises InvalidQuestion."""
    parameters = given()
    one, other = (_node(name, parameters[name]) for name in ("one", "other"))
    if one == other:
        raise InvalidQuestion(word("connections_same"))
    avoided = request.args.getlist("without")
    if len(avoided) > MOST_WITHOUT:
        raise InvalidQuestion(word("connections_without_many", most=MOST_WITHOUT))
    return Question(
        one,
        other,
        steps=_steps(parameters["steps"]),
        document=_document(parameters["document"]),
        first=_days("from", parameters["from"]),
        last=_days("to", parameters["to"]),
        without=tuple(dict.fromkeys(_iri("without", value) for value in avoided)),
    )


def _node(name: str, text: str) -> str:
    """Return the node that a text names by its IRI, in full or with a prefix, or by what it is called."""
    text = text.strip()
    if not text:
        raise InvalidQuestion(word("connections_missing", name=name))
    nodes = site().links.neighbours
    if found := text if text in nodes else expanded(text) if expanded(text) in nodes else called(text, nodes):
        return found
    raise InvalidQuestion(word("connections_unknown", text=text))


def _steps(text: str) -> int:
    if not text:
        return LONGEST
    if text not in map(str, range(1, LONGEST + 1)):
        raise InvalidQuestion(word("connections_steps_wrong", most=LONGEST))
    return int(text)


def _document(text: str) -> str:
    return _iri("document", text) if text else ""


def _iri(name: str, text: str) -> str:
    text = text.strip()[:_LONGEST_TEXT]
    try:
        return NamedNode(expanded(text) or text).value
    except ValueError:
        raise InvalidQuestion(word("pictures_no_iri", name=name)) from None


def _days(name: str, text: str) -> tuple[str, Days] | None:
    if not text:
        return None
    days = days_of(text) if text.replace("-", "").isdecimal() else None
    if days is None:
        raise InvalidQuestion(word("pictures_no_date", name=name))
    return text, days
