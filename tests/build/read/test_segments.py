"""The normalisation that digests are taken of."""

from __future__ import annotations

import hashlib

import pytest

from server.passages import digest, normalised


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("  two\t words \n\n on lines ", "two words on lines"),
        ("a bro-\nken word", "a broken word"),
        ("a bro- \r\n  ken word", "a broken word"),
        ("pages 3 -\n8, a dash", "pages 3 - 8, a dash"),
        ("co-operation", "co-operation"),
        ("soft\u00adhyphen, zero\u200bwidth, word\u2060joiner", "softhyphen, zerowidth, wordjoiner"),
        ("bro-\u00ad\nken", "broken"),
        ("e\u0301", "\u00e9"),
        ("no\u00a0break", "no break"),
        ("пере-\nнос", "перенос"),
    ],
)
def test_normalised(text: str, wanted: str) -> None:
    assert normalised(text) == wanted


def test_the_digest_is_the_sha_256_of_the_normalised_text() -> None:
    assert digest("two\n words") == hashlib.sha256(b"two words").hexdigest()
