"""The form of a passage that digests are taken of, the same for who curates and for who compares."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

_INVISIBLE: Final = dict.fromkeys((0x00AD, 0x200B, 0x2060))
_BROKEN_WORD: Final = re.compile(r"(?<=\w)-[ \t]*\r?\n\s*(?=\w)")


def normalised(text: str) -> str:
    """Return a passage without the accidents of its extraction, the form that digests are taken of.

    Unicode NFC; U+00AD, U+200B and U+2060 dropped; a word that a hyphen and a line end break joined; white
    space collapsed and trimmed.
    """
    visible = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return " ".join(_BROKEN_WORD.sub("", visible).split())


def digest(text: str) -> str:
    """Return the SHA-256 of a passage's normalised text in UTF-8, in hexadecimal."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()
