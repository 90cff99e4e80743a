"""A visitor's parameter values: validated by type, turned into RDF terms, and placed into the query's VALUES blocks.

Nothing of a request is ever pasted into query text: only the N-Triples form of a term that pyoxigraph made of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.namespaces import OWN
from server.rdf.iris import expand
from server.rdf.terms import XSD
from server.saved.query import Parameter, SavedQuery

LANGUAGE_TAG: Final = "[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"
LONGEST: Final = 2000
"""Characters of a value."""

LONGEST_TAG: Final = 100
"""Characters of a language tag; those in use have a third of it."""

MOST: Final = 50
"""Values of a parameter."""

_LANGUAGE: Final = re.compile(LANGUAGE_TAG)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


REASONS: Final = {
    "unknown": "query '{query}' has no such parameter; it has: {known}",
    "required": "is required; an example: {example}",
    "many": "{count} values; at most {most} are taken",
    "iri": "'{text}' is no IRI; give one in full or with a prefix, as in {example}",
    "date": "'{text}' is no date; write it as 2015-01-31",
    "integer": "'{text}' is no whole number of at most 18 digits",
    "language": "'{text}' is no language tag; write it as en, ru or be",
    "long": "{count} characters; at most {most} are taken",
    "unicode": "a character that is no part of Unicode text",
}
"""What can be wrong with a parameter, by key, with places for what it is about."""


class InvalidValue(ValueError):
    """A value that is not of a parameter's type: the key of the reason, and what fills its places."""

    def __init__(self, reason: str, **places: object) -> None:
        self.reason, self.places = reason, places
        super().__init__(REASONS[reason].format(**places))


class InvalidParameter(ValueError):
    """A parameter that the query does not have, lacks, or cannot take; the message says which and why.

    `reason` and `places` say the same, to be told in other languages.
    """

    def __init__(self, name: str, cause: InvalidValue) -> None:
        self.name, self.reason, self.places = name, cause.reason, cause.places
        super().__init__(f"parameter '{name}': {cause}")


def bind(query: SavedQuery, given: Mapping[str, Sequence[str]]) -> str:
    """Return the query text with the given values in its VALUES blocks; a parameter not given keeps its default.

    `given` maps a parameter's name to one or more values as a request writes them; empty strings count as not given.
    Raises InvalidParameter for an unknown name, a missing required parameter, or a value that is not of the type.
    """
    present = {name: values for name, raw in given.items() if (values := [value for value in raw if value])}
    for name, raw in given.items():
        if len(raw) > MOST:
            raise InvalidParameter(name, InvalidValue("many", count=len(raw), most=MOST))
    for name in present:
        if query.parameter(name) is None:
            known = ", ".join(parameter.name for parameter in query.parameters) or "none"
            raise InvalidParameter(name, InvalidValue("unknown", query=query.name, known=known))
    bound: dict[str, str] = {}
    for parameter in query.parameters:
        if parameter.name in present:
            # A value that is given twice would give each of its rows twice.
            bound[parameter.name] = " ".join(dict.fromkeys(terms(parameter, present[parameter.name])))
        elif parameter.required:
            example = parameter.default[0]
            raise InvalidParameter(parameter.name, InvalidValue("required", example=example))
    bodies = [
        (*body, bound[parameter.name])
        for parameter in query.parameters
        if parameter.name in bound
        for body in parameter.bodies
    ]
    text = query.text
    for start, end, written in sorted(
        bodies, reverse=True
    ):  # the last first, as each moves what is behind it
        text = f"{text[:start]} {written} {text[end:]}"
    return text


def terms(parameter: Parameter, values: Sequence[str]) -> list[str]:
    """Return the values as N-Triples terms; raises InvalidParameter where one is not of the parameter's type."""
    if len(values) > MOST:
        raise InvalidParameter(parameter.name, InvalidValue("many", count=len(values), most=MOST))
    try:
        return [str(_READERS[parameter.type](value)) for value in values]
    except InvalidValue as error:
        raise InvalidParameter(parameter.name, error) from None


def _iri(text: str) -> NamedNode:
    _bounded(text)
    try:
        return NamedNode(expand(text.strip()))
    except ValueError:
        raise InvalidValue("iri", text=_shown(text), example=f"{OWN}:Claim") from None


def _date(text: str) -> Literal:
    try:
        day = date.fromisoformat(found[0] if (found := _DATE.fullmatch(text.strip())) else "")
    except ValueError:
        raise InvalidValue("date", text=_shown(text)) from None
    return Literal(day.isoformat(), datatype=XSD["date"])


def _integer(text: str) -> Literal:
    if not re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", text):
        raise InvalidValue("integer", text=_shown(text))
    return Literal(int(text))


def _language(text: str) -> Literal:
    if len(text) > LONGEST_TAG or not _LANGUAGE.fullmatch(text):
        raise InvalidValue("language", text=_shown(text))
    return Literal(text.lower())


def _string(text: str) -> Literal:
    return Literal(_bounded(text).strip())


def _bounded(text: str) -> str:
    if len(text) > LONGEST:
        raise InvalidValue("long", count=len(text), most=LONGEST)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidValue("unicode") from None
    return text


def _shown(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


_READERS: Final[dict[str, Callable[[str], NamedNode | Literal]]] = {
    "iri": _iri,
    "date": _date,
    "string": _string,
    "integer": _integer,
    "language": _language,
}
