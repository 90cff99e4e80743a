"""The shape of a query: its text without the constants that no check looks at.

Programs send the same few queries with other constants, so that what was found to be in order need not be read again.
"""

from __future__ import annotations

import re
from typing import Final

from server.namespaces import BASE

_THINGS: Final = f"<{BASE}id/"
"""How the IRIs of things begin, which are neither properties nor datatypes."""

_CONSTANT: Final = re.compile(
    r"""<[^<>\s]*>|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')(\^\^)?|\#[^\n]*|(?<![\w.:/?$%\\-])\d{1,18}(?![\w.])""",
    re.DOTALL,
)
_TELLING: Final = re.compile(r".?.{0,3}.?|.@.*|.[A-Za-z]{1,8}(?:-\w{1,8})+.", re.DOTALL)
"""A string whose text may be looked at: a language, or the flags of REGEX."""


def shape(query: str) -> str:
    """The shape: two queries of one shape get a hint both, or none."""
    return _CONSTANT.sub(_masked, query)


def _masked(found: re.Match[str]) -> str:
    text = found[0]
    if text[0] == "<":
        return _THINGS if text.startswith(_THINGS) else text
    if text[0] in "\"'":
        return text if found[2] or _TELLING.fullmatch(text) else '""'
    return "" if text[0] == "#" else "0"
