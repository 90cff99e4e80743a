"""The rows of a SELECT as a pandas DataFrame, with types by the datatypes of the literals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import pandas as pd
from rdflib import BNode, Literal
from rdflib.namespace import XSD
from rdflib.query import Result
from rdflib.term import Identifier, URIRef

_INTEGERS: Final = frozenset(
    XSD[name]
    for name in (
        *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "nonPositiveInteger"),
        *(
            "positiveInteger",
            "negativeInteger",
            "unsignedInt",
            "unsignedLong",
            "unsignedShort",
            "unsignedByte",
        ),
    )
)
_NUMBERS: Final = _INTEGERS | {XSD.decimal, XSD.double, XSD.float}
_64_BITS: Final = range(-(2**63), 2**63)

Column = Sequence[Identifier | None]
"""The terms of a column; None is no binding."""


def frame_of(result: Result) -> pd.DataFrame:
    """Return the rows of a SELECT result, with a column for each variable, in the order of the query."""
    rows = [*result.bindings]
    variables = result.vars or []
    columns = {str(variable): _typed([row.get(variable) for row in rows]) for variable in variables}
    return pd.DataFrame(columns, columns=[*columns])


def is_column_of_iris(terms: Column) -> bool:
    """Whether some terms of a column are IRIs and all others have no binding or are blank nodes."""
    kinds = {type(term) for term in terms if term is not None}
    return URIRef in kinds and kinds <= {URIRef, BNode}


def _typed(terms: Column) -> pd.Series[Any]:
    """Return a column in the type that all of its literals have; in text where they have none or several."""
    bound = [term for term in terms if term is not None]
    literals = [term for term in bound if isinstance(term, Literal) and term.value is not None]
    if bound and len(literals) == len(bound):
        datatypes = {literal.datatype for literal in literals}
        values = [
            None if term is None else term.value
            for term in terms
            if term is None or isinstance(term, Literal)
        ]
        if datatypes <= _INTEGERS:
            fits = all(literal.value in _64_BITS for literal in literals)
            return pd.Series(values, dtype="Int64") if fits else _texts(terms)
        if datatypes <= _NUMBERS:
            return _numbers(terms, values)
        if datatypes == {XSD.boolean}:
            return pd.Series(values, dtype="boolean")
        if datatypes == {XSD.date} and all(type(literal.value) is date for literal in literals):
            return pd.Series(values, dtype="datetime64[s]")
        if datatypes == {XSD.dateTime} and all(isinstance(literal.value, datetime) for literal in literals):
            return _moments(values)
    return _texts(terms)


def _numbers(terms: Column, values: Sequence[Any]) -> pd.Series[Any]:
    """Return a column of numbers, in which NaN is not missing; in text where one is beyond what it can hold."""
    try:
        held = np.array([0.0 if one is None else float(one) for one in values])
    except OverflowError:
        return _texts(terms)
    return pd.Series(pd.arrays.FloatingArray(held, np.array([one is None for one in values], dtype=bool)))


def _texts(terms: Column) -> pd.Series[Any]:
    """Return the terms as text."""
    return pd.Series([None if term is None else _text(term) for term in terms], dtype="string")


def _moments(values: Sequence[datetime | None]) -> pd.Series[Any]:
    """Return moments, in UTC where all have a time zone; where only some have one they cannot be compared: text."""
    zoned = {one.tzinfo is not None for one in values if one is not None}
    if len(zoned) > 1:
        return pd.Series([None if one is None else one.isoformat() for one in values], dtype="string")
    objects: list[Any] = [*values]
    return pd.Series(pd.to_datetime(pd.Series(objects, dtype="object"), utc=zoned == {True}))


def _text(term: Identifier) -> str:
    """Return an IRI or a literal as its text, a blank node as SPARQL writes it."""
    return f"_:{term}" if isinstance(term, BNode) else str(term)
