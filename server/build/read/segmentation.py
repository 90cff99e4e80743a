"""A text cut into segments: headings, entries of a bibliography, sentences; offsets count code points.

What it says of a segment is a proposal: the curator who reads the text decides, and edits the new table's last column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

HEADING, REFERENCE, TEXT = "heading", "reference", "text"
"""The kinds that are proposed: a heading, an entry of a bibliography, and what may state something."""

_PARAGRAPH: Final = re.compile(r"\S(?:.|\n(?![ \t\r]*\n))*")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[A-ZА-ЯЁІЎ0-9])")
_ABBREVIATION: Final = re.compile(
    r"(?:(?<!\w)[A-ZА-ЯЁІЎ]|(?<!\w)(?:No|Nos|Mr|Mrs|Ms|Dr|Prof|St|Art|Arts|Vol|vol|ed|eds|pp|p|para|cf|e\.g|i\.e|etc|vs|Ch|"
    r"г|гг|ст|стр|с|п|пп|т|им|см|др|т\.е|т\.д|т\.п))\.$"
)
"""An initial or an abbreviation before whose full stop no sentence ends."""
_LINK: Final = re.compile(r"https?://|\bdoi\b|\bISBN\b", re.IGNORECASE)
_ENTRY: Final = re.compile(r"(?:\[\d+\]|\d{1,3}[.)]|[•*-])\s")
_YEAR: Final = re.compile(r"\b(?:1[89]|20)\d\d\b")
_SENTENCE: Final = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_LONGEST_HEADING: Final = 120


def segmented(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and proposed kind of each segment: of paragraphs, which empty lines part, the sentences."""
    for paragraph in _PARAGRAPH.finditer(text):
        start, content = paragraph.start(), paragraph[0].rstrip()
        kind = _kind(content)
        if kind != TEXT:
            yield start, start + len(content), kind
            continue
        begin = 0
        for end in (*_ends(content), len(content)):
            if passage := content[begin:end].strip():
                first = start + begin + (len(content[begin:end]) - len(content[begin:end].lstrip()))
                yield first, first + len(passage), TEXT
            begin = end


def _ends(paragraph: str) -> Iterator[int]:
    for found in _SENTENCE_END.finditer(paragraph):
        if not _ABBREVIATION.search(paragraph[: found.start() + 1]):
            yield found.end()


def _kind(paragraph: str) -> str:
    if _ENTRY.match(paragraph) and (_LINK.search(paragraph) or _YEAR.search(paragraph)):
        return REFERENCE
    if _LINK.match(paragraph):
        return REFERENCE
    if (
        "\n" not in paragraph.strip()
        and len(paragraph) <= _LONGEST_HEADING
        and not _SENTENCE.search(paragraph)
    ):
        return HEADING
    return TEXT
