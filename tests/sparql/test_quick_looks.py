"""What is told by a look at the text of a query is what its tokens tell."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings

from server.sparql.rewriting import normalise_for_engine, with_columns
from server.sparql.tokens import (
    Token,
    dataset_clauses,
    form_keyword,
    is_ambiguous,
    is_finished,
    is_update,
    normalised,
    tokens,
)
from tests.sparql.texts import TEXTS

QUERIES = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")


def texts_of(query: str) -> list[str]:
    return [token.text for token in tokens(query)]


@given(TEXTS)
@settings(max_examples=400)
def test_the_normal_form_has_the_tokens_of_the_query(query: str) -> None:
    assert texts_of(normalised(query)) == texts_of(query)


@given(TEXTS)
@settings(max_examples=1000)
def test_the_normal_form_is_its_own_normal_form(query: str) -> None:
    assert normalised(normalised(query)) == normalised(query)


@given(TEXTS)
@settings(max_examples=1000)
def test_space_and_comments_make_no_difference_to_the_normal_form(query: str) -> None:
    found = [*tokens(query)]
    if not any(is_ambiguous(one) or (one.kind == "string" and not is_finished(one.text)) for one in found):
        spread = "".join(
            f"{'  #c' + chr(10) if start > end else ''}{text}" for end, start, text in _places(found)
        )
        assert normalised(spread) == normalised(query)


@given(TEXTS)
@settings(max_examples=400)
def test_the_form_is_that_of_the_first_keyword(query: str) -> None:
    expected = next((token.word for token in tokens(query) if token.word in QUERIES + UPDATES), "")
    assert form_keyword(query) == expected
    assert is_update(query) == (expected in UPDATES)


@given(TEXTS)
@settings(max_examples=400)
def test_the_engine_gets_no_spelling_that_it_does_not_know(query: str) -> None:
    put = normalise_for_engine(query)
    found = [*tokens(put)]
    assert all(token.text in ("true", "false") for token in found if token.word in ("TRUE", "FALSE"))
    for token, following in pairwise(found):
        if token.word in ("CONCAT", "COALESCE") and following.text == "(":
            assert following.start == token.start + len(token.text)
    assert [text.lower() for text in texts_of(put)] == [text.lower() for text in texts_of(query)]


@given(TEXTS)
@settings(max_examples=400)
def test_a_star_is_found_where_the_tokens_have_one(query: str) -> None:
    words = [token.word or token.text for token in tokens(query)]
    outer = words[: words.index("{")] if "{" in words else words
    behind = outer[outer.index("SELECT") + 1 :] if "SELECT" in outer else []
    columns = [word for word in behind if word not in ("DISTINCT", "REDUCED")]
    asked: list[str] = []

    def variables(text: str) -> list[str]:
        asked.append(text)
        return []

    with_columns(query, "", variables)
    assert bool(asked) == (columns[:1] == ["*"])


@given(TEXTS)
@settings(max_examples=400)
def test_the_dataset_is_found_where_the_tokens_have_one(query: str) -> None:
    default, named, before = [], [], ("", "")
    for token in tokens(query):
        if token.kind in ("iri", "name"):
            default += [token.text] if before[1] == "FROM" else []
            named += [token.text] if before == ("FROM", "NAMED") else []
        before = (before[1], token.word)
    clauses = dataset_clauses(query)
    assert (clauses.default_graphs, clauses.named_graphs) == ((*default,), (*named,))


def _places(found: list[Token]) -> list[tuple[int, int, str]]:
    """Where the token before each one ends, where it starts, and its text."""
    ends = [0, *(token.start + len(token.text) for token in found)]
    return [(end, token.start, token.text) for end, token in zip(ends, found, strict=False)]
