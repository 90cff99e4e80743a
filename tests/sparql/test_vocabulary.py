"""The functions of SPARQL, with the numbers of arguments that the engine takes, and words that mean one of them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from server.sparql.vocabulary import (
    AGGREGATES,
    ELSEWHERE,
    FUNCTIONS,
    KEYWORDS,
    function_meant,
    keyword_meant,
    signature,
)

MOST = 5


def accepts(call: str) -> bool:
    """Whether the engine takes a text for an expression."""
    try:
        ox.Store().query(f"SELECT ({call} AS ?x) {{ ?a ?b ?c }}")
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_takes_the_arguments_that_the_engine_takes(name: str) -> None:
    least, most = FUNCTIONS[name]
    accepted = [number for number in range(MOST) if accepts(f"{name}({', '.join(['?a'] * number)})")]
    assert accepted == [number for number in range(MOST) if least <= number <= most]


def test_a_signature_names_its_arguments() -> None:
    assert signature("REGEX") == "REGEX(text, pattern[, flags])"
    assert signature("BNODE") == "BNODE([label])"
    assert signature("NOW") == "NOW()"
    assert signature("STRLEN") == "STRLEN(argument)"


@pytest.mark.parametrize(("word", "meant"), sorted(ELSEWHERE.items()))
def test_a_function_of_another_language_is_none_here_and_means_one_that_is(word: str, meant: str) -> None:
    assert word not in {*FUNCTIONS, *AGGREGATES}
    assert meant.lstrip("!") in {*FUNCTIONS, *AGGREGATES, *KEYWORDS}
    assert function_meant(word.lower()) == meant


def test_a_misspelt_word_means_the_nearest_one_or_none() -> None:
    assert keyword_meant("FILTR") == "FILTER"
    assert keyword_meant("filter") == ""
    assert keyword_meant("BANANA") == ""
    assert function_meant("CONTAIN") == "CONTAINS"
    assert function_meant("quux") == ""
