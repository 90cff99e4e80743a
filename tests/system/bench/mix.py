"""The mix that is measured: 20 saved queries and 20 ad-hoc ones, each with the constants that it is asked with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

import pyoxigraph as ox

from server.namespaces import PREFIXES
from server.release import Release
from server.saved.query import SavedQuery, from_json
from server.saved.values import bind
from tests.system.bench.adhoc import AD_HOC, AdHoc

MOST_CONSTANTS: Final = 8
"""Constants per query: every engine's answer to each of them is compared with ours."""

SAVED: Final = (
    "actions-called-for",
    "bodies-held-necessary",
    "concerns",
    "decisions-of-an-actor",
    "demands",
    "disagreements",
    "events-in-a-place",
    "grounds-of-sanctions",
    "initiative-dossier",
    "invited-by-initiatives",
    "measures-of-initiatives",
    "names-of-a-thing",
    "organisations-in-several-documents",
    "organs-of-bodies",
    "partners",
    "passages-without-statement",
    "quoted-judgements",
    "resolutions-initiated",
    "security-council-terms",
    "status-as-of",
)
"""Every third of the sixty saved queries in the order of their names: not the quick ones, not the slow ones."""

_USED: Final = re.compile(r"(?<![\w<])([a-z][\w-]*):")


@dataclass(frozen=True)
class Case:
    """One query of the mix.

    `form` is SELECT, ASK or GRAPH; `texts` are the query with each of its constants, the default first.
    """

    name: str
    kind: str
    form: str
    texts: tuple[str, ...]

    @property
    def accept(self) -> str:
        """The media type to ask for: one that all engines write, and write quickly."""
        return "application/n-triples" if self.form == "GRAPH" else "application/sparql-results+json"


def mix(release: Release) -> tuple[Case, ...]:
    """The forty cases, saved and ad-hoc ones in turn. Raises KeyError if a saved query has gone from the release."""
    saved = {query.name: query for query in from_json(release.queries.read_text("utf-8"))}
    store = ox.Store.read_only(str(release.store))
    ours = [_saved(saved[name]) for name in SAVED]
    typed = [_ad_hoc(query, store) for query in AD_HOC]
    return tuple(case for pair in zip(ours, typed, strict=True) for case in pair)


def _saved(query: SavedQuery) -> Case:
    bound = [bind(query, given) for given in query.settings.values()]
    return Case(query.name, "saved", query.form, tuple(dict.fromkeys([query.text, *bound])))


def _ad_hoc(query: AdHoc, store: ox.Store) -> Case:
    prologue = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in _prefixes(query.text))
    form = "GRAPH" if query.text.startswith("CONSTRUCT") else query.text.split(maxsplit=1)[0]
    terms = _spread(_constants(query, store))
    return Case(
        query.name, "ad hoc", form, tuple(prologue + query.text.replace("$it", term) for term in terms)
    )


def _constants(query: AdHoc, store: ox.Store) -> list[str]:
    prologue = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in _prefixes(query.of))
    rows = cast("ox.QuerySolutions", store.query(prologue + query.of))
    return sorted(str(row["it"]) for row in rows)


def _spread(terms: Sequence[str]) -> list[str]:
    """At most MOST_CONSTANTS of them, from all over the list."""
    step = max(1, len(terms) // MOST_CONSTANTS)
    return [*terms[::step]][:MOST_CONSTANTS]


def _prefixes(text: str) -> list[str]:
    return sorted({name for name in _USED.findall(text) if name in PREFIXES})
