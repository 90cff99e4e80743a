"""The query for what ties actors: the build measures their network by it, and pages draw what it gives.

Two actors are tied by an event in which both took part, a treaty to which both are parties, the affiliation of one with
the other, or a restriction that one imposes on the other, if a claim puts it forward.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.namespaces import OWN
from server.rdf.terms import UNCOMMITTED, XSD

_ONCE: Final = "FILTER(STR(?one) < STR(?other))"
_SOME: Final = "FILTER(?some = ?one || ?some = ?other)"
_PATTERNS: Final = {
    "Event": f"""?one {OWN}:participatedIn ?through . ?other {OWN}:participatedIn ?through . {_ONCE}
    GRAPH ?claim {{ ?participation {OWN}:inEvent ?through ; {OWN}:participant ?some }} {_SOME}""",
    "Treaty": f"""?one {OWN}:partyTo ?through . ?other {OWN}:partyTo ?through . {_ONCE}
    GRAPH ?claim {{ ?participation {OWN}:onTreaty ?through ; {OWN}:treatyParty ?some }} {_SOME}""",
    "Affiliation": f"""?through a {OWN}:Affiliation .
    GRAPH ?claim {{ ?through org:member ?one ; org:organization ?other }}""",
    "Restriction": f"""?through a {OWN}:Restriction ; {OWN}:imposedBy ?one ; {OWN}:target ?other .
    GRAPH ?claim {{ ?through {OWN}:imposedBy|{OWN}:target ?some }} {_SOME}""",
}
"""What ties ?one to ?other, by the class of the thing through which it does, and in which claim it is said."""

KINDS: Final = tuple(_PATTERNS)
"""The local names of the classes of what ties actors."""


def ties_query(
    columns: str = "",
    more: str = "",
    document: NamedNode | None = None,
    first: date | None = None,
    last: date | None = None,
) -> str:
    """Return the query, with further columns and patterns; only ties that a document names, and of a time.

    A tie is of a time if what it goes through is dated and may have held, or happened, from `first` to `last`.
    """
    unions = "\n  UNION\n".join(
        f"  {{ BIND({OWN}:{kind} AS ?kind) {pattern} }}" for kind, pattern in _PATTERNS.items()
    )
    held_back = ", ".join(sorted(map(str, UNCOMMITTED)))
    chosen = f"VALUES ?document {{ {document} }}" if document else ""
    return f"""SELECT DISTINCT ?one ?other ?kind ?through ?begin ?end ?claim {columns} WHERE {{
  # A query of its own, so that an engine does not begin with all claims.
  {{ SELECT DISTINCT ?one ?other ?kind ?through ?claim WHERE {{
{unions}
  }} }}
  {chosen}
  ?one a {OWN}:Actor . ?other a {OWN}:Actor FILTER(?one != ?other)
  ?claim {OWN}:inDocument ?document ; {OWN}:stance ?held
  FILTER(?held NOT IN ({held_back}))
  OPTIONAL {{ ?through {OWN}:earliest ?begin }}
  OPTIONAL {{ ?through {OWN}:latest ?end }}
  {_in_time(first, last)}
  {more}
}}
ORDER BY ?one ?other ?kind ?through ?claim"""


def _in_time(first: date | None, last: date | None) -> str:
    if not first and not last:
        return ""
    tests = ["FILTER(BOUND(?begin) || BOUND(?end))"]
    if last:
        tests.append(f"FILTER(!BOUND(?begin) || ?begin <= {_day(last)})")
    if first:
        tests.append(f"FILTER(!BOUND(?end) || ?end >= {_day(first)})")
    return " ".join(tests)


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD["date"])
