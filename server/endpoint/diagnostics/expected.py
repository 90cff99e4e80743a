"""How many solutions the engine expects of a triple pattern, by which of its terms are known.

pyoxigraph guesses without a look at the data. The numbers are those of version 0.5.13.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from math import prod
from typing import Final

from server.rdf.terms import TYPE
from server.sparql.tree import (
    Iri,
    Path,
    PathAlternatives,
    PathBrackets,
    PathInverse,
    PathNegation,
    PathRepetition,
    PathSequence,
    Variable,
)

MOST: Final = 2**64 - 1
"""As the engine counts: what is more than a word holds is this."""

_EVERYTHING: Final = 1_000_000_000
EXPECTED: Final = {
    (True, True, True): 1,
    (True, False, True): 2,
    (True, True, False): 10,
    (True, False, False): 100,
    (False, True, True): 1_000,
    (False, False, True): 10_000,
    (False, True, False): 1_000_000,
    (False, False, False): _EVERYTHING,
}
"""Solutions to be expected of a triple pattern, by whether its subject, predicate and object are known."""

Expected = Mapping[tuple[bool, bool], int]
"""Solutions to be expected by whether the subject and the object are known."""

_LINK: Final[Expected] = {
    (start, end): EXPECTED[start, True, end] for start in (False, True) for end in (False, True)
}
"""Of a triple pattern with a predicate that is known."""

_REPEATED: Final = 1_000
"""To how many times as many a path that repeats is expected to lead."""


def product(*sizes: int) -> int:
    """Sizes multiplied."""
    return min(MOST, prod(sizes))


def expected_of(verb: Path | Variable) -> Expected:
    """How many solutions the engine expects of a triple pattern whose predicate is known."""
    if isinstance(verb, Variable):
        return _LINK
    if isinstance(verb, Iri) and verb.value == TYPE.value:
        # The class of a thing is taken for a little less telling than anything else about it.
        return {ends: expected + 1 for ends, expected in _LINK.items()}
    return _expected_of_path(verb)


def _expected_of_path(path: Path) -> Expected:
    match path:
        case Iri():
            return _LINK
        case PathNegation():
            return {(start, end): EXPECTED[start, False, end] for start, end in _LINK}
        case PathBrackets(path=inner):
            return _expected_of_path(inner)
        case PathInverse(path=inner):
            inverse = _expected_of_path(inner)
            return {(start, end): inverse[end, start] for start, end in _LINK}
        case PathAlternatives(paths=paths):
            each = [*map(_expected_of_path, paths)]
            return {ends: min(MOST, sum(one[ends] for one in each)) for ends in _LINK}
        case PathSequence(steps=steps):
            return reduce(_expected_of_sequence, map(_expected_of_path, steps))
        case PathRepetition(path=inner, mark=mark):
            return _expected_of_repetition(_expected_of_path(inner), mark)


def _expected_of_sequence(first: Expected, second: Expected) -> Expected:
    """Walked forwards, with the end of the first path at hand, or backwards, with the start of the second."""
    return {
        (start, end): min(
            product(first[start, False], second[True, end]), product(first[start, True], second[False, end])
        )
        for start, end in _LINK
    }


def _expected_of_repetition(once: Expected, mark: str) -> Expected:
    several = once if mark == "?" else {ends: product(size, _REPEATED) for ends, size in once.items()}
    none = several[False, False] if mark == "+" else _EVERYTHING
    return {**several, (True, True): 1, (False, False): none}
