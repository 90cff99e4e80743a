"""Regular expressions and replacements of XPath in the engine's language, and what is refused as it has none there."""

from __future__ import annotations

import json
import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.engine.dataset import evaluate
from server.engine.errors import QueryRefused
from server.engine.job import Job
from server.engine.stores import Stores
from server.sparql.patterns import PatternError, translated
from server.sparql.replacements import translated_replacement

UNSUPPORTED = [
    (r"(a)\1", "back-reference"),
    (r"\b", "escape"),
    (r"\x41", "escape"),
    (r"\/", "escape"),
    (r"\0", "escape"),
    (r"[\b]", "escape"),
    (r"[\1]", "escape"),
    ("(?i)a", "(?:"),
    ("(?<n>a)", "(?:"),
    ("(?=a)", "(?:"),
    (r"\pL", "braces"),
    (r"\p{Greek}", "IsCyrillic"),
    (r"\p{IsNowhere}", "IsCyrillic"),
    ("[[:alpha:]]", r"\["),
    ("(" * 200 + ")" * 200, "nested"),
    (r"\p{L}{999}", "too large"),
]
WRONG = [
    ("a\\", "backslash"),
    ("[]", "empty"),
    ("[]a]", "empty"),
    ("[^]", "empty"),
    ("[a", "not closed"),
    ("[a-c-e]", "first or last"),
    ("[c-a]", "order"),
    (r"[a-\d]", "class"),
    ("[a-z-[b]c]", "behind"),
    ("(a", "not closed"),
    ("a)", "not opened"),
    ("]", "itself"),
    ("}", "itself"),
    ("a{", "itself"),
    ("a{,2}", "itself"),
    ("a{3,2}", "order"),
    ("a**", "two quantifiers"),
    ("*", "itself"),
]


def value(query: str) -> object:
    """That of ?x in the only solution of a query."""
    answer = evaluate(Stores(ox.Store()), Job(query), query)
    assert isinstance(answer, ox.QuerySolutions)
    (solution,) = answer
    return solution["x"]


def engine(query: str) -> object:
    """The same by the engine alone."""
    answer = ox.Store().query(query)
    assert isinstance(answer, ox.QuerySolutions)
    (solution,) = answer
    return solution["x"]


def refusal(expression: str) -> QueryRefused:
    query = f"SELECT ({expression} AS ?x)\n{{ ?s ?p ?o }}"
    with pytest.raises(QueryRefused) as refused:
        evaluate(Stores(ox.Store()), Job(query), query)
    return refused.value


@pytest.mark.parametrize(("pattern", "reason"), UNSUPPORTED)
@pytest.mark.parametrize("call", ["REGEX(?s, {})", "REPLACE(?s, {}, 'x')"])
def test_a_pattern_of_another_language_is_refused_at_its_place(call: str, pattern: str, reason: str) -> None:
    refused = refusal(call.format(json.dumps(pattern)))
    assert reason in str(refused)
    assert (refused.line, refused.column) == (1, 9 + call.index("{"))


def test_case_is_not_ignored_in_a_class_where_the_engine_cannot() -> None:
    assert "case" in str(refusal(r"REGEX(?s, '[^\\p{Lu}]', 'i')"))


@pytest.mark.parametrize(("pattern", "reason"), WRONG)
def test_what_is_no_pattern_is_an_error_with_a_reason(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError, match=re.escape(reason)):
        translated(pattern)


@pytest.mark.parametrize("pattern", ["", "x*", "a|", "^", "(a?)", "(?:a|b{0})", "a{0,3}", "(|a)+", "^$"])
def test_what_matches_the_empty_text(pattern: str) -> None:
    assert translated(pattern).matches_empty


@pytest.mark.parametrize("pattern", ["a", "a+", "^a", "(a)", "[a]", "a{1,2}", "(a|b)", ".", r"\s"])
def test_what_does_not_match_the_empty_text(pattern: str) -> None:
    assert not translated(pattern).matches_empty


def test_the_number_of_a_group_is_not_guessed() -> None:
    assert "digits" in str(refusal("REPLACE(?s, ?p, '$12')"))


def test_what_is_written_twice_does_not_grow_without_bound() -> None:
    nested = "?s"
    for _ in range(12):  # the engine takes twice as long for each
        nested = f"REPLACE(?s, '{'a' * 200}', {nested})"
    assert "length" in str(refusal(nested))


@given(
    st.text(st.sampled_from("ab\\[]()-^$.{}*+?|1di, #"), max_size=12),
    st.sampled_from(["", "i", "x", "sm", "q"]),
)
def test_the_engine_can_use_what_is_translated(pattern: str, flags: str) -> None:
    try:
        found = translated(pattern, flags)
    except PatternError:
        return
    text, used = json.dumps(found.text), json.dumps(found.flags)
    matches = engine(f'SELECT (REGEX("", {text}, {used}) AS ?x) {{}}')
    assert matches == ox.Literal(found.matches_empty)


@given(st.text(st.sampled_from("a$\\{}10"), max_size=6))
def test_a_replacement_is_the_same_whether_constant_or_computed(replacement: str) -> None:
    query = f"SELECT (REPLACE('ab', '(a)', ?r) AS ?x) {{ VALUES ?r {{ {json.dumps(replacement)} }} }}"
    found = value(query)
    try:
        constant = translated_replacement(replacement, 1)
    except PatternError:
        assert found is None
    else:
        assert found == engine(f"SELECT (REPLACE('ab', '(a)', {json.dumps(constant)}) AS ?x) {{}}")
