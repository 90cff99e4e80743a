"""What a saved query is, where its text has its parameters, and its form in the release's queries.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from server.languages import by_preference
from server.rdf.terms import parse_term
from server.saved.picture import Picture
from server.sparql.prologue import written_iris
from server.sparql.tokens import tokens

REQUIRED: Final = ("en", "ru")
"""The languages in which titles, questions and labels must be given; in the interface's others they may be."""

TYPES: Final = ("iri", "date", "string", "integer", "language")
"""The types a parameter can have."""

RESERVED: Final = frozenset(("lang", "timeout", "limit", "offset", "text", "explain"))
"""Parameters of the address of every saved query, which none may have for its own."""


class Texts(dict[str, str]):
    """A text per language. One that it lacks is answered by that which stands in for it."""

    def __missing__(self, language: str) -> str:
        return next((self[tag] for tag in by_preference(language) if tag in self), "")


@dataclass(frozen=True)
class ValuesBlock:
    """A block `VALUES ?variable { body }`; `start` and `end` are the offsets of the body, `keyword` that of VALUES."""

    variable: str
    body: str
    start: int
    end: int
    keyword: int


def values_blocks(query: str) -> list[ValuesBlock]:
    """Return the blocks `VALUES ?name { … }` in order; the form `VALUES (?name) { … }` is a constant, no parameter."""
    listed = list(tokens(query))
    blocks = []
    for keyword, variable, opening in zip(listed, listed[1:], listed[2:], strict=False):
        if (keyword.word, variable.kind, opening.text) == ("VALUES", "variable", "{"):
            start = opening.start + 1
            end = next(
                (token.start for token in listed if token.start >= start and token.text == "}"), len(query)
            )
            blocks.append(ValuesBlock(variable.text[1:], query[start:end], start, end, keyword.start))
    return blocks


def line_of(text: str, offset: int) -> int:
    """Return the line, counted from 1, in which an offset stands."""
    return text.count("\n", 0, offset) + 1


@dataclass(frozen=True)
class Parameter:
    """One parameter: a block `VALUES ?name { … }` of the query whose terms a visitor may replace.

    `of` is the IRI of the class or the concept scheme that an `iri` belongs to, else None. `default` holds what the
    file writes into the block, as N-Triples terms; it is empty where the file writes UNDEF, which means "any".
    A required parameter's default is only an example: the visitor must give a value. `values` are the terms of the
    default as a request writes them; `bodies` are the offsets in the query's text between which terms are put.
    """

    name: str
    type: str
    of: str | None
    label: Texts
    required: bool
    default: tuple[str, ...]
    values: tuple[str, ...]
    bodies: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Column:
    """One projected variable and what stands in it."""

    name: str
    label: Texts


@dataclass(frozen=True)
class SavedQuery:
    """A saved query. `form` is SELECT, ASK or GRAPH; `settings` names the parameter values of further expected rows.

    `iris` are what its text names, in order; `topic` is one of the project's, or empty; `picture` what its rows are
    shown as beside their table, if anything. `purpose` says whom it serves; of those with a `rank` the lowest is listed
    first, before those without. `frame` is the JSON-LD frame that stands beside it, if one does.
    """

    name: str
    title: Texts
    question: Texts
    answers: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    settings: Mapping[str, Mapping[str, tuple[str, ...]]]
    form: str
    text: str
    iris: tuple[str, ...] = ()
    topic: str = ""
    picture: Picture | None = None
    purpose: str = ""
    rank: int | None = None
    frame: str = ""

    @property
    def complete(self) -> bool:
        """Whether it can be asked without any value given."""
        return not any(parameter.required for parameter in self.parameters)

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name, or None."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


def to_json(queries: tuple[SavedQuery, ...]) -> str:
    """Return the content of a release's queries.json."""
    return json.dumps([asdict(query) for query in queries], ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> tuple[SavedQuery, ...]:
    """Read the content of a release's queries.json; the build wrote it, so it is not checked again.

    What the builds of earlier versions did not write is made of the rest.
    """
    return tuple(_query(entry) for entry in json.loads(text))


def names_in(text: str) -> tuple[str, ...]:
    """Return the IRIs that a query's text names, in order."""
    return tuple(sorted({named.iri for named in written_iris(text)}))


def bodies_in(text: str) -> dict[str, tuple[tuple[int, int], ...]]:
    """Return where the terms of the VALUES blocks of a query stand, by variable."""
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for block in values_blocks(text):
        found[block.variable] = (*found.get(block.variable, ()), (block.start, block.end))
    return found


def as_requested(term: str) -> str:
    """Return an N-Triples term as a request writes it: an IRI or the text of a literal."""
    found = parse_term(term, prefixes=False)
    return found.value if isinstance(found, NamedNode | Literal) else ""


def _query(entry: dict[str, Any]) -> SavedQuery:
    bodies = bodies_in(entry["text"]) if "iris" not in entry else {}
    return SavedQuery(
        name=entry["name"],
        title=Texts(entry["title"]),
        question=Texts(entry["question"]),
        answers=tuple(entry["answers"]),
        parameters=tuple(
            _parameter(parameter, bodies.get(parameter["name"], ())) for parameter in entry["parameters"]
        ),
        columns=tuple(Column(one["name"], Texts(one["label"])) for one in entry["columns"]),
        settings={
            setting: {name: tuple(values) for name, values in given.items()}
            for setting, given in entry["settings"].items()
        },
        form=entry["form"],
        text=entry["text"],
        iris=tuple(entry["iris"]) if "iris" in entry else names_in(entry["text"]),
        topic=entry.get("topic", ""),
        picture=Picture(**picture) if (picture := entry.get("picture")) else None,
        purpose=entry.get("purpose", ""),
        rank=entry.get("rank"),
        frame=entry.get("frame", ""),
    )


def _parameter(entry: dict[str, Any], bodies: tuple[tuple[int, int], ...]) -> Parameter:
    default = tuple(entry["default"])
    values = entry["values"] if "values" in entry else map(as_requested, default)
    return Parameter(
        **{
            **entry,
            "label": Texts(entry["label"]),
            "default": default,
            "values": tuple(values),
            "bodies": tuple((start, end) for start, end in entry.get("bodies", bodies)),
        }
    )
