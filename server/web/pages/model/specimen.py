"""One claim of a release, with what it says in words: the example by which a page is explained."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal

from server.engine.reading import Reader
from server.namespaces import OWN
from server.web.pages.model.graph import text
from server.web.pages.model.labels import Label
from server.web.pages.model.statements import Source, sources_of


@dataclass(frozen=True)
class Specimen:
    """A claim of a passage: what it says, in every language that there is, and who says it."""

    said: tuple[Label, ...]
    source: Source


_TEXTS = 12
"""Texts that are looked at: one claim may say several things, in several languages."""


def specimen() -> Reader[Specimen | None]:
    """Return the first claim that somebody makes in words; None where there is none."""
    (rows,) = yield [
        f"""SELECT ?claim ?said WHERE {{
        ?claim a {OWN}:Claim ; {OWN}:passage ?passage ; {OWN}:statedBy ?speaker ; {OWN}:stance ?stance .
        GRAPH ?claim {{ ?statement {OWN}:gist ?said }} }} ORDER BY ?claim ?said LIMIT {_TEXTS}"""
    ]
    if not rows:
        return None
    claim = text(rows[0], "claim")
    said = [row["said"] for row in rows if text(row, "claim") == claim]
    sources = yield from sources_of([claim])
    return Specimen(
        tuple(Label(one.value, one.language or "") for one in said if isinstance(one, Literal)),
        sources[claim],
    )
