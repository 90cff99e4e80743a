"""Who had which status where, and which restrictions were in force, each as it is said: by whom, for which time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pyoxigraph import NamedNode

from server.engine.reading import Reader
from server.engine.rows import Row
from server.namespaces import OWN
from server.web.pages.model.graph import text
from server.web.pages.model.periods import Days, Held, Period, period_of
from server.web.pages.model.statements import Source
from server.web.pages.pictures.claims import CLAIM, CLAIM_COLUMNS, declared, is_put_forward, sources_in

STATUSES: Final = "statuses"
RESTRICTIONS: Final = "restrictions"
CHANGES: Final = "changes"


@dataclass(frozen=True)
class Entry:
    """What is said of one thing, an affiliation, a restriction or a change of one, for one time.

    `sort` is STATUSES, RESTRICTIONS or CHANGES; `lane` the other end of the affiliation, or the restriction; `kind` the
    status in the `organisation`, or what the change does; `ends` are who restricts whom. `told` is the period as it is
    written. `differs` where another document says otherwise of the same thing; `disputes` are the discrepancies
    recorded of its claims. Only what is `counted` can have held.
    """

    sort: str
    thing: str
    lane: str
    kind: str
    told: str
    period: Period
    sources: tuple[Source, ...]
    organisation: str = ""
    ends: tuple[str, ...] = ()
    differs: bool = False
    disputes: tuple[str, ...] = ()
    counted: bool = True

    def held(self, asked: Days) -> Held:
        """Whether it held then; never where nobody puts it forward, or where others date what this one only names."""
        return self.period.held(asked) if self.counted and self.sort != CHANGES else Held.NO

    @property
    def named(self) -> Iterator[str]:
        """The IRIs that want a label: not the thing, which is known by its ends and its kind."""
        yield from (self.lane, *self.ends, *self.disputes)
        if self.kind:
            yield self.kind
        for source in self.sources:
            yield from source.named


@dataclass(frozen=True)
class Said:
    """What is said of one body or state, in the order of the lanes; `queries` ask for it, by sort."""

    of: str
    entries: tuple[Entry, ...]
    queries: Mapping[str, str]

    @property
    def known(self) -> date | None:
        """The last day for which a source was checked."""
        return max((one.period.known for one in self.entries if one.period.known), default=None)


def said_of(of: str) -> Reader[Said]:
    """Return what is said of the affiliations and restrictions of a body or state; ValueError for no IRI."""
    node = str(NamedNode(of))
    queries = {
        STATUSES: _statuses(node),
        RESTRICTIONS: _restrictions(node),
        CHANGES: _changes(node),
    }
    statuses, restrictions, changes, disputed = yield [*queries.values(), _disputes(node)]
    disputes: dict[str, set[str]] = defaultdict(set)
    for row in disputed:
        disputes[text(row, "claim")].add(text(row, "discrepancy"))
    entries = [*_entries(STATUSES, statuses, of), *_entries(RESTRICTIONS, restrictions, of)]
    entries += _entries(CHANGES, changes, of)
    compared = [
        replace(one, disputes=tuple(sorted({iri for s in one.sources for iri in disputes[s.graph]})))
        for one in _compared(entries)
    ]
    return Said(of, tuple(compared), {sort: declared(query) for sort, query in queries.items()})


def _statuses(node: str) -> str:
    return f"""SELECT DISTINCT ?thing ?member ?organisation ?kind ?period {CLAIM_COLUMNS} WHERE {{
  VALUES ?of {{ {node} }}
  {{ ?thing org:organization ?of }} UNION {{ ?thing org:member ?of }}
  ?thing a {OWN}:Affiliation ; org:member ?member ; org:organization ?organisation .
  # A claim gives a status, a period or both.
  {{ GRAPH ?claim {{ ?thing {OWN}:status ?kind OPTIONAL {{ ?thing {OWN}:during ?period }} }} }}
  UNION
  {{
    GRAPH ?claim {{ ?thing {OWN}:during ?period }}
    FILTER NOT EXISTS {{ GRAPH ?claim {{ ?thing {OWN}:status ?given }} }}
  }}
  {CLAIM}
}}
ORDER BY ?organisation ?member ?thing ?period ?claim"""


def _restrictions(node: str) -> str:
    return f"""SELECT DISTINCT ?thing ?by ?target ?period {CLAIM_COLUMNS} WHERE {{
  VALUES ?of {{ {node} }}
  {{ ?thing {OWN}:imposedBy ?of }} UNION {{ ?thing {OWN}:target ?of }}
  ?thing a {OWN}:Restriction .
  GRAPH ?claim {{
    ?thing {OWN}:imposedBy|{OWN}:target|{OWN}:during ?given
    OPTIONAL {{ ?thing {OWN}:imposedBy ?by }}
    OPTIONAL {{ ?thing {OWN}:target ?target }}
    OPTIONAL {{ ?thing {OWN}:during ?period }}
  }}
  {CLAIM}
}}
ORDER BY ?thing ?period ?claim"""


def _changes(node: str) -> str:
    return f"""SELECT DISTINCT ?thing ?restriction ?kind ?period {CLAIM_COLUMNS} WHERE {{
  VALUES ?of {{ {node} }}
  {{ ?restriction {OWN}:imposedBy ?of }} UNION {{ ?restriction {OWN}:target ?of }}
  GRAPH ?claim {{
    ?thing {OWN}:ofSanction ?restriction
    OPTIONAL {{ ?thing {OWN}:changeKind ?kind }}
    OPTIONAL {{ ?thing {OWN}:date ?period }}
  }}
  {CLAIM}
}}
ORDER BY ?restriction ?period ?thing ?claim"""


def _disputes(node: str) -> str:
    """Return the query for the discrepancies of claims; it begins with them, of which there are the fewest."""
    restriction = f"{OWN}:imposedBy|{OWN}:target"
    return f"""SELECT DISTINCT ?claim ?discrepancy WHERE {{
  VALUES ?of {{ {node} }}
  ?discrepancy {OWN}:betweenClaims ?claim .
  GRAPH ?claim {{ ?thing ?property ?value }}
  ?thing org:organization|org:member|{restriction}|({OWN}:ofSanction/({restriction})) ?of }}"""


def _entries(sort: str, rows: list[Row], of: str) -> Iterator[Entry]:
    """One entry for what each thing is said to be at one time, with all who say so."""
    sources = sources_in(rows)
    kinds: dict[str, set[str]] = defaultdict(set)
    ends: dict[str, dict[str, None]] = defaultdict(dict)
    organisations = {text(row, "thing"): text(row, "organisation") for row in rows}
    for row in rows:
        thing = text(row, "thing")
        kinds[thing] |= {text(row, "kind")} - {""}
        ends[thing] |= {iri: None for name in ("by", "target") if (iri := text(row, name))}
    found: dict[tuple[str, str, str, str], dict[str, str]] = defaultdict(dict)
    for row in rows:
        thing, given = text(row, "thing"), text(row, "kind")
        for kind in (given,) if given else kinds[thing] or ("",):
            key = thing, _lane(row, of), kind, text(row, "period")
            found[key][text(row, "claim")] = text(row, "asOf")
    for (thing, lane, kind, told), claims in found.items():
        yield Entry(
            sort,
            thing,
            lane,
            kind,
            told,
            period_of(told, max(claims.values())),
            tuple(sources[claim] for claim in sorted(claims)),
            organisations[thing],
            tuple(ends[thing]),
        )


def _lane(row: Row, of: str) -> str:
    if restriction := text(row, "restriction"):
        return restriction
    member, organisation = text(row, "member"), text(row, "organisation")
    return (organisation if member == of else member) or text(row, "thing")


def _compared(entries: list[Entry]) -> Iterator[Entry]:
    """Mark what different documents say differently of a thing, and what others date that some only name."""
    by_thing: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for one in entries:
        by_thing[one.sort, one.thing].append(one)
    changed = {one.lane for one in entries if one.sort == CHANGES and one.period}
    for said in by_thing.values():
        dated = [one for one in said if one.period]
        for one in said:
            named_only = not one.period and bool(dated or (one.sort == RESTRICTIONS and one.lane in changed))
            forward = any(is_put_forward(source) for source in one.sources)
            others = [other for other in (dated if one.period else said) if other is not one]
            yield replace(
                one,
                differs=any(_differ(one, other) for other in others),
                counted=forward and not named_only,
            )


def _differ(one: Entry, other: Entry) -> bool:
    """Whether two entries of one thing are what different documents say, and not the same."""
    documents, others = (_documents(entry.sources) for entry in (one, other))
    dates = bool(one.period and other.period and one.told != other.told)
    return documents.isdisjoint(others) and (dates or one.kind != other.kind)


def _documents(sources: Iterable[Source]) -> set[str]:
    return {source.document for source in sources}
