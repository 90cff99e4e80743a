"""What two texts have in common that a search should not tell apart."""

from __future__ import annotations

import pytest

from server.search.words import key_of, stems_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Belarus's rôle", ["belarus", "role"]),
        ("Ёлка, ёлка; ЕЛКА", ["елка", "елка", "елка"]),
        ("сур’ёзнасць", ["сурезнасць"]),
        ("саюзаў", ["саюзау"]),
        ("Łódź – Straße", ["łodz", "strasse"]),
        ("A/RES/70/151", ["a", "res", "70", "151"]),
        ("ﬁfteen", ["fifteen"]),
        ("  \n—!", []),
    ],
)
def test_words_are_folded(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_names_that_differ_in_punctuation_only_have_one_key() -> None:
    assert key_of("A/RES/70/151") == key_of("a-res-70 151")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("резолюции", "резолюцию"),
        ("Генеральной", "генеральная"),
        ("санкциями", "санкций"),
        ("китайский", "китайского"),
        ("resolutions", "resolution"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stems_of(one) == stems_of(other)
