"""The normal form of a query's text: two texts that differ in white space and comments alone have the same."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from server.sparql.tokens import is_ambiguous, is_finished, tokens

_PLAIN_IRI: Final = r"<[A-Za-z][A-Za-z0-9+.\-]*://[^\x00-\x20<>\"{}|^`\\]*>"
_PLAIN_STRING: Final = r"\"[^\"\r\n]*\"|'[^'\r\n]*'"
_SPACE: Final = re.compile(r"[ \t\r\n]+")
_STRINGS: Final = re.compile(f"({_PLAIN_STRING})")
_COMMENTS: Final = re.compile(f"({_PLAIN_STRING}|{_PLAIN_IRI})|#[^\r\n]*")
_OTHER_IRI_WITH_MARK: Final = re.compile(
    r"<(?![A-Za-z][A-Za-z0-9+.\-]*://)[^\x00-\x20<>\"{}|^`\\]*[#']|<[^\x00-\x20<>]*'"
)
"""An IRI, or what looks like one, in which a comment or a string may seem to begin."""


@lru_cache(maxsize=32)  # a request needs it twice
def normalised(query: str) -> str:
    """The query with every comment and run of white space between tokens as one space: it means the same.

    A query of a kind that tokens alone cannot tell apart is its own normal form, and so is one with an unfinished
    string, which would go on where the line no longer ends.
    """
    if "\\" in query or '"""' in query or "'''" in query or _OTHER_IRI_WITH_MARK.search(query):
        return _by_tokens(query)
    # The plain case, a few passes over the text: what is neither a string nor a comment stands outside of both.
    text = _COMMENTS.sub(r"\1", query) if "#" in query else query
    parts = _STRINGS.split(text)
    outside = [_SPACE.sub(" ", part) for part in parts[::2]]
    if any('"' in part or "'" in part for part in outside):
        return _by_tokens(query)
    parts[::2] = outside
    return "".join(parts).strip(" ")


def _by_tokens(query: str) -> str:
    found = [*tokens(query)]
    if any(is_ambiguous(one) or (one.kind == "string" and not is_finished(one.text)) for one in found):
        return query
    parts: list[str] = []
    end = len(query) - len(query.lstrip())
    for token in found:
        parts.append(f" {token.text}" if token.start > end and parts else token.text)
        end = token.start + len(token.text)
    return "".join(parts)
