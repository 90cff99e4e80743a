"""What is wrong at one place of a query: the common form of all that looks for faults in a text or its tree."""

from __future__ import annotations

from dataclasses import dataclass

from server.sparql.tree import Node


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with the text from `start` to `end` (offsets in characters), and what to do about it, if known.

    Both are parts of a sentence, without a capital letter and a full stop. `meant` is the word to write instead, if it
    is a matter of one word.
    """

    start: int
    end: int
    message: str
    advice: str = ""
    meant: str = ""


def at(node: Node, message: str, advice: str = "") -> Violation:
    """The violation that a node of the tree is."""
    return Violation(node.start, node.end, message, advice)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """The place of an offset, as people count: from 1, in characters."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
