"""Attributions of statements to speakers and documents, true and conflated, with verdicts from the texts.

attributions.csv was made from the graph: `kind` says how. verdicts.csv holds what readers who had the five texts and
not the graph found of each. misses.csv argues each attribution on which /verify and a reader differ in the outcome.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.why.attribution import Verdict

_HERE: Final = Path(__file__).parent
OUTCOMES: Final = {
    Verdict.ASSERTED: "said there",
    Verdict.EVALUATED: "said there",
    Verdict.REPORTED: "said there",
    Verdict.QUOTED: "said there",
    Verdict.ASCRIBED: "said there",
    Verdict.INFERRED: "said there",
    Verdict.PREDICTED: "there, not as being so",
    Verdict.RECOMMENDED: "there, not as being so",
    Verdict.DENIED: "the contrary is said there",
    Verdict.CONTRADICTED: "the contrary is said there",
    Verdict.SAID_BY_OTHERS: "said by others",
    Verdict.NOT_SAID: "not said",
}
"""What matters to whoever wants to use an attribution."""


@dataclass(frozen=True)
class Attributed:
    """A statement, as a triple and in words, to whom it is attributed, and the reader's verdict."""

    number: str
    kind: str
    triple: tuple[str, str, str]
    speaker: str
    document: str
    words: str
    verdict: Verdict

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of /verify."""
        given = {"speaker": self.speaker, "document": self.document}
        return dict(zip("spo", self.triple, strict=True)) | {k: v for k, v in given.items() if v}


def attributions() -> list[Attributed]:
    """Return all of them, each with its verdict."""
    verdicts = {row["id"]: Verdict(row["verdict"]) for row in _rows("verdicts")}
    return [
        Attributed(
            row["id"],
            row["kind"],
            (row["subject"], row["predicate"], row["object"]),
            row["speaker"],
            row["document"],
            row["statement"],
            verdicts[row["id"]],
        )
        for row in _rows("attributions")
    ]


def argued() -> dict[str, str]:
    """Return, by number, why the endpoint may differ from the reader."""
    return {row["id"]: row["reason"] for row in _rows("misses")}


def _rows(name: str) -> list[dict[str, str]]:
    with (_HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]
