"""Who says the rows of an answer: for each, whether a source says all that it stands on, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from server.engine.reading import Reader
from server.why.attribution import Source, Verdict, most_committed
from server.why.proof_tree import Claim, claims_of

_WEAKER: Final = (
    Verdict.ASSERTED,
    Verdict.EVALUATED,
    Verdict.REPORTED,
    Verdict.QUOTED,
    Verdict.INFERRED,
    Verdict.PREDICTED,
    Verdict.RECOMMENDED,
    Verdict.DENIED,
)
"""In what way a source can say a triple, each weaker than the one before: a row is said as its weakest triple is."""


@dataclass(frozen=True)
class AttributedRow:
    """A row, or a triple, of an answer: its terms by name, as in SPARQL 1.1 Query Results JSON, and who says it.

    `there` are the claims of the source on which it stands, `elsewhere` those of others, `files` where the project
    itself states what no claim does. `complete`: whether that is all.
    """

    values: Mapping[str, Any]
    verdict: Verdict
    there: tuple[Claim, ...]
    elsewhere: tuple[Claim, ...]
    files: tuple[str, ...]
    complete: bool


@dataclass(frozen=True)
class AnswerAttribution:
    """The rows of an answer, attributed to a source. `complete` and `detail` tell whether those are all."""

    source: Source
    rows: tuple[AttributedRow, ...]
    complete: bool
    detail: str

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have which verdict."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict.value: found[verdict] for verdict in Verdict if found[verdict]}

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims that the rows stand on, each once."""
        listed = (claim for row in self.rows for claim in (*row.there, *row.elsewhere))
        return tuple({claim.iri: claim for claim in listed}.values())


def answer_attribution(explained: Mapping[str, Any], source: Source) -> Reader[AnswerAttribution]:
    """Return who says the rows of an answer; `explained` is what `explain=sources` tells of it."""
    rows = explained["triples"] if "triples" in explained else explained["results"]["bindings"]
    sources = explained["sources"]
    known = yield from claims_of({iri for one in sources for iri in one["claims"]})
    return AnswerAttribution(
        source,
        tuple(_row(row, one, known, source) for row, one in zip(rows, sources, strict=True)),
        bool(explained["complete"]),
        str(explained["detail"]),
    )


def _row(
    values: Mapping[str, Any], found: Mapping[str, Any], known: Mapping[str, Claim], source: Source
) -> AttributedRow:
    claims = [known[iri] for iri in found["claims"]]
    there = tuple(claim for claim in claims if source.made(claim))
    elsewhere = tuple(claim for claim in claims if not source.made(claim))
    verdict = _verdict(found["triples"], known, source)
    return AttributedRow(values, verdict, there, elsewhere, tuple(found["files"]), bool(found["complete"]))


def _verdict(triples: Sequence[Mapping[str, Any]], known: Mapping[str, Claim], source: Source) -> Verdict:
    """Return the verdict on a row by those of its triples that claims state; the project's own are nobody's."""
    said: list[Verdict] = []
    by_others = False
    for one in triples:
        claims = [known[iri] for iri in one["claims"]]
        own = [claim for claim in claims if source.made(claim)]
        if own:
            said.append(Verdict.INFERRED if one["rule"] else most_committed(own))
        by_others = by_others or bool(claims and not own)
    if not said:
        return Verdict.SAID_BY_OTHERS if by_others else Verdict.NOT_SAID
    return Verdict.PARTLY if by_others else max(said, key=_WEAKER.index)
