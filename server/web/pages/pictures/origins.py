"""What led to resolutions: initiatives, earlier texts and events, who brought them forward, each as a claim has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pyoxigraph import NamedNode

from server.engine.reading import Reader
from server.engine.rows import Row
from server.namespaces import OWN
from server.web.pages.model.graph import text
from server.web.pages.model.periods import span
from server.web.pages.model.statements import Source
from server.web.pages.pictures.claims import CLAIM, CLAIM_COLUMNS, is_put_forward, sources_in

_BACKWARD: Final = (
    *("basedOn", "developedFrom", "follows", "precedent", "reaffirms", "reactionTo"),
    *("initiatedBy", "coAuthoredBy"),
)
"""Properties that lead from what is later to what is earlier."""
_FORWARD: Final = ("draftOf", "ledTo")


@dataclass(frozen=True)
class Step:
    """One thing that came before another: `tie` is the property, or the kind of stage, by which it is said."""

    earlier: str
    later: str
    tie: str
    sources: tuple[Source, ...]

    @property
    def named(self) -> Iterable[str]:
        """The IRIs that want a label."""
        return (self.earlier, self.later, self.tie, *(iri for one in self.sources for iri in one.named))


@dataclass(frozen=True)
class Origins:
    """The steps that lead to resolutions, the dates of all things, as far as they are dated, and the resolutions.

    `alone` is how many resolutions there are of which nothing says what led to them.
    """

    steps: tuple[Step, ...]
    days: Mapping[str, str]
    resolutions: frozenset[str]
    alone: int


def origins_of(document: str) -> Reader[Origins]:
    """Return what led to resolutions, as a document says it, or any ("")."""
    rows, listed = yield [origins_query(document), _resolutions()]
    resolutions = frozenset(text(row, "thing") for row in listed)
    steps = _leading_to(resolutions, _steps(rows))
    days = {}
    for thing, first, last in (("earlier", "begun", "ended"), ("later", "from", "to")):
        by_thing: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_thing[text(row, thing)].append(row)
        for iri, about in by_thing.items():
            begin = min((text(row, first) for row in about if first in row), default="")
            end = max((text(row, last) for row in about if last in row), default="")
            if told := span(_day(begin), _day(end)):
                days[iri] = told
    reached = {step.later for step in steps}
    return Origins(steps, days, resolutions, len(resolutions - reached))


def origins_query(document: str) -> str:
    """Return the query for what is earlier and later, of all things."""
    backward, forward = (" ".join(f"{OWN}:{name}" for name in names) for names in (_BACKWARD, _FORWARD))
    chosen = f"VALUES ?document {{ {NamedNode(document)} }}" if document else ""
    return f"""SELECT DISTINCT ?earlier ?later ?tie ?begun ?ended ?from ?to {CLAIM_COLUMNS} WHERE {{
  # A query of its own, so that an engine does not begin with all claims.
  {{
    SELECT DISTINCT ?earlier ?later ?tie ?claim WHERE {{
      {{ VALUES ?tie {{ {backward} }} GRAPH ?claim {{ ?later ?tie ?earlier }} }}
      UNION
      {{ VALUES ?tie {{ {forward} }} GRAPH ?claim {{ ?earlier ?tie ?later }} }}
      UNION
      {{ ?stage {OWN}:stageOf ?earlier ; {OWN}:stageKind ?tie . GRAPH ?claim {{ ?stage {OWN}:about ?later }} }}
    }}
  }}
  {chosen}
  {CLAIM}
  OPTIONAL {{ ?earlier {OWN}:earliest ?begun }} OPTIONAL {{ ?earlier {OWN}:latest ?ended }}
  OPTIONAL {{ ?later {OWN}:earliest ?from }} OPTIONAL {{ ?later {OWN}:latest ?to }}
}}
ORDER BY ?later ?earlier ?tie ?claim"""


def _resolutions() -> str:
    kinds = f"{OWN}:Resolution {OWN}:DraftResolution"
    return f"SELECT DISTINCT ?thing WHERE {{ VALUES ?kind {{ {kinds} }} ?thing a ?kind }}"


def _day(told: str) -> date | None:
    return date.fromisoformat(told) if told else None


def _steps(rows: Iterable[Row]) -> list[Step]:
    by_step: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_step[text(row, "earlier"), text(row, "later"), text(row, "tie")].append(row)
    found = []
    for (earlier, later, tie), said in by_step.items():
        sources = tuple(one for _, one in sorted(sources_in(said).items()) if is_put_forward(one))
        if sources and earlier != later:
            found.append(Step(earlier, later, tie, sources))
    return found


def _leading_to(resolutions: frozenset[str], steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps to resolutions, those to what led to these, and so on."""
    into: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        into[step.later].append(step)
    found: dict[Step, None] = {}
    waiting, seen = sorted(resolutions), set(resolutions)
    while waiting:
        for step in into[waiting.pop()]:
            found[step] = None
            if step.earlier not in seen:
                seen.add(step.earlier)
                waiting.append(step.earlier)
    return tuple(sorted(found, key=lambda step: (step.later, step.earlier, step.tie)))
