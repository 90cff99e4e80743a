"""The languages of the interface, and which one stands in for a text that another lacks."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = ("en", "ru", "be")
"""The order in which the texts of every key stand."""

_STANDS_IN: Final = {"be": ("ru", "en"), "ru": ("en", "be"), "en": ("ru", "be")}


def by_preference(language: str) -> tuple[str, ...]:
    """Return the languages in which somebody who reads `language` likes a text best, that one first."""
    return (language, *_STANDS_IN.get(language, LANGUAGES))
