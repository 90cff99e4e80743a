"""Letters of other scripts in names, which look like Latin ones: `eik:Аctor` with a Cyrillic А is another term."""

from __future__ import annotations

import unicodedata
from typing import Final

LOOK_ALIKE_REMEDY: Final = "type it again with Latin letters"

_SHOWN: Final = 3


def look_alikes(name: str) -> str | None:
    """Return, in words, the Cyrillic and Greek letters of a name by place and code point; None if it has none."""
    found = [
        f"{_called(letter)} at place {place}"
        for place, letter in enumerate(name, start=1)
        if unicodedata.name(letter, "").startswith(("CYRILLIC", "GREEK"))
    ]
    if not found:
        return None
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more


def _called(letter: str) -> str:
    script = unicodedata.name(letter).split()[0].capitalize()
    return f"the {script} letter {letter} (U+{ord(letter):04X})"
