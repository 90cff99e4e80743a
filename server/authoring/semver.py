"""Semantic Versioning 2.0.0, as far as the ontology needs it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

_VERSION: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
Version = tuple[int, int, int]


class Step(IntEnum):
    """How far a change moves the version."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Reason:
    """Why a change demands a step: what it concerns, as a file writes it, and what happened to it."""

    step: Step
    about: str
    text: str

    def __str__(self) -> str:
        return f"{self.step}: {self.about} {self.text}"


def version(text: str) -> Version:
    """Read a version such as 1.2.3. Raises ValueError for another text."""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is no version: write three numbers, as in 1.2.3")
    major, minor, patch = map(int, match.groups())
    return major, minor, patch


def demanded(released: Version, step: Step) -> Version:
    """Return the lowest version that a step after a released one allows.

    Before 1.0.0 nothing is promised (item 4 of Semantic Versioning), so a major change moves the middle number.
    """
    major, minor, patch = released
    if step is Step.MAJOR and major > 0:
        return major + 1, 0, 0
    if step >= Step.MINOR:
        return major, minor + 1, 0
    return (major, minor, patch + 1) if step is Step.PATCH else released


def shown(number: Version) -> str:
    """Return a version as text."""
    return ".".join(map(str, number))
