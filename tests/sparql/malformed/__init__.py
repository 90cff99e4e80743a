"""Malformed queries and updates, each with the first place that is wrong, and what is said of it and advised.

In the files ⏎ is the end of a line, ⇥ a tab, and {U+00A0} the character of that code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_CASE = re.compile(r"^(?P<text>[^\n#].*)\n    (?P<line>\d+):(?P<column>\d+) → (?P<said>.*)$", re.MULTILINE)
_CODE = re.compile(r"\{U\+([0-9A-F]{4,6})\}")


@dataclass(frozen=True)
class Malformed:
    """A text that is no SPARQL, and the fault that is to be found: `token` is what stands at its place."""

    text: str
    line: int
    column: int
    token: str
    message: str
    advice: str


def malformed(name: str) -> tuple[Malformed, ...]:
    """The cases of a file, `queries` or `updates`."""
    content = Path(__file__).with_name(f"{name}.txt").read_text("utf-8")
    return (*(_case(found) for found in _CASE.finditer(content)),)


def _case(found: re.Match[str]) -> Malformed:
    token, message, advice = (_decoded(part) for part in found["said"].split(" → "))
    return Malformed(
        _decoded(found["text"]), int(found["line"]), int(found["column"]), token, message, advice
    )


def _decoded(text: str) -> str:
    plain = text.replace("⏎", "\n").replace("⇥", "\t")
    return _CODE.sub(lambda code: chr(int(code[1], 16)), plain)
