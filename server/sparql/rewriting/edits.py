"""Replacing parts of a text by their places."""

from __future__ import annotations

from collections.abc import Iterable

Edit = tuple[int, int, str]
"""Start and end of what is replaced, and its replacement."""


def edited(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """A text, or its slice from `start` to `end`, with replacements, which come in order and do not overlap."""
    parts = []
    for first, last, replacement in edits:
        parts += [text[start:first], replacement]
        start = last
    return "".join([*parts, text[start:end]])
