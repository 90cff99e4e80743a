"""What a saved query is, and its form in the release's queries.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

LANGUAGES: Final = ("en", "ru")
"""The languages in which titles, questions and labels are given."""

TYPES: Final = ("iri", "date", "string", "integer", "language")
"""The types a parameter can have."""

Texts = Mapping[str, str]
"""One text per language of LANGUAGES."""


@dataclass(frozen=True)
class Parameter:
    """One parameter: a block `VALUES ?name { … }` of the query whose terms a visitor may replace.

    `of` is the IRI of the class or the concept scheme that an `iri` belongs to, else None. `default` holds what the
    file writes into the block, as N-Triples terms; it is empty where the file writes UNDEF, which means "any".
    A required parameter's default is only an example: the visitor must give a value.
    """

    name: str
    type: str
    of: str | None
    label: Texts
    required: bool
    default: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One projected variable and what stands in it."""

    name: str
    label: Texts


@dataclass(frozen=True)
class SavedQuery:
    """A saved query. `form` is SELECT, ASK or GRAPH; `settings` names the parameter values of further expected rows."""

    name: str
    title: Texts
    question: Texts
    answers: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    settings: Mapping[str, Mapping[str, tuple[str, ...]]]
    form: str
    text: str

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name, or None."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


def to_json(queries: tuple[SavedQuery, ...]) -> str:
    """Return the content of a release's queries.json."""
    return json.dumps([asdict(query) for query in queries], ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> tuple[SavedQuery, ...]:
    """Read the content of a release's queries.json; the build wrote it, so it is not checked again."""
    return tuple(_query(entry) for entry in json.loads(text))


def _query(entry: dict[str, Any]) -> SavedQuery:
    return SavedQuery(
        name=entry["name"],
        title=entry["title"],
        question=entry["question"],
        answers=tuple(entry["answers"]),
        parameters=tuple(
            Parameter(**{**parameter, "default": tuple(parameter["default"])})
            for parameter in entry["parameters"]
        ),
        columns=tuple(Column(**column) for column in entry["columns"]),
        settings={
            setting: {name: tuple(values) for name, values in given.items()}
            for setting, given in entry["settings"].items()
        },
        form=entry["form"],
        text=entry["text"],
    )
