"""Names that are too long for a line, made shorter."""

from __future__ import annotations

from typing import Final

_END: Final = 0.4
"""How much of a name that is shortened in its midst is its end."""


def shortened(words: str, longest: int) -> str:
    """Return words without those beyond a number of characters."""
    return words if len(words) <= longest else words[: longest - 1].rsplit(" ", 1)[0] + "…"


def shortened_within(words: str, longest: int) -> str:
    """Return words without those in the midst, as what tells a name apart, as its symbol or year, often ends it."""
    if len(words) <= longest:
        return words
    end = words[-int(longest * _END) :].partition(" ")[2]
    return f"{shortened(words, longest - len(end))} {end}".rstrip()
