"""Whether two values of one property exclude each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal

from server.namespaces import PREFIXES
from server.rdf.dates import Bounds, bounds, is_date
from server.rdf.terms import Term

NUMBERS: Final = frozenset(
    PREFIXES["xsd"] + name
    for name in (
        "integer",
        "decimal",
        "double",
        "int",
        "long",
        "float",
        "positiveInteger",
        "nonNegativeInteger",
    )
)
"""The datatypes of numbers."""


def agree(one: Term, other: Term) -> bool:
    """Whether two values can both be so: dates of different precision can, and numbers written otherwise."""
    if one == other or not isinstance(one, Literal) or not isinstance(other, Literal):
        return one == other
    try:
        return _mean_the_same(one, other)
    except (ValueError, ArithmeticError):  # a literal without a value, which another check tells
        return True


def _mean_the_same(one: Literal, other: Literal) -> bool:
    if is_date(one) and is_date(other):
        return _within(bounds(one.value), bounds(other.value)) or _within(
            bounds(other.value), bounds(one.value)
        )
    if one.datatype.value in NUMBERS and other.datatype.value in NUMBERS:
        return Decimal(one.value) == Decimal(other.value)
    return False


def _within(inner: Bounds, outer: Bounds) -> bool:
    return (outer.earliest or date.min) <= (inner.earliest or date.min) and (inner.latest or date.max) <= (
        outer.latest or date.max
    )
