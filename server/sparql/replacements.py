r"""Replacements of XPath, put into the engine's (XPath Functions and Operators 3.1, section 5.6.4).

XPath writes `$1` and `\$`, the engine `${1}` and `$$`.
"""

from __future__ import annotations

import re
from typing import Final

from server.sparql.patterns import PatternError, Unsupported

_DIGIT: Final = re.compile(r"[0-9]")


def translated_replacement(replacement: str, groups: int | None, flags: str = "") -> str:
    """A replacement of XPath (section 5.6.4) in the engine's language, for a pattern of so many groups.

    `groups` is None where the pattern is not known. Raises PatternError, and of these Unsupported.
    """
    if "q" in flags:
        return replacement.replace("$", "$$")
    parts: list[str] = []
    place = 0
    while place < len(replacement):
        mark = replacement[place]
        following = replacement[place + 1 : place + 2]
        if mark == "\\":
            if following not in ("\\", "$"):
                raise PatternError("“\\” in a replacement stands only before “\\” or “$”")
            parts.append("$$" if following == "$" else "\\")
            place += 2
        elif mark == "$":
            end = _reference_end(replacement, place + 1, groups)
            parts.append(f"${{{replacement[place + 1 : end]}}}")
            place = end
        else:
            parts.append(mark)
            place += 1
    return "".join(parts)


def _reference_end(replacement: str, start: int, groups: int | None) -> int:
    """Where the number of a group ends: it has as many digits as there are groups for."""
    if not _DIGIT.match(replacement, start):
        raise PatternError(
            "“$” in a replacement stands only before the number of a group, and “\\$” for a dollar"
        )
    end = start + 1
    while _DIGIT.match(replacement, end):
        if groups is None:
            raise Unsupported(
                "how many digits belong to the number of a group depends on the pattern, which is not constant"
            )
        if int(replacement[start : end + 1]) > groups:
            break
        end += 1
    return end
