"""Who says it: the part of a picture's query that names the claims, and what is read out of its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from server.engine.rows import Row
from server.namespaces import OWN, PREFIXES
from server.rdf.terms import UNCOMMITTED
from server.sparql.tokens import undeclared_prefixes
from server.web.pages.model.graph import text
from server.web.pages.model.statements import Source, claim_source

CLAIM_COLUMNS: Final = "?claim ?document ?speaker ?stance ?passage ?asOf"
DETAILS: Final = f"""OPTIONAL {{ ?claim {OWN}:statedBy ?speaker }}
  OPTIONAL {{ ?claim {OWN}:stance ?stance }}
  OPTIONAL {{ ?claim {OWN}:segment|{OWN}:recordKey ?passage }}
  OPTIONAL {{ ?claim {OWN}:asOf ?asOf }}"""
CLAIM: Final = f"""?claim {OWN}:inDocument ?document .
  {DETAILS}"""
"""What is said of a claim, after the pattern of what stands in it."""

_FIELDS: Final = {
    "document": "inDocument",
    "speaker": "statedBy",
    "stance": "stance",
    "passage": "segment",
}


def sources_in(rows: Iterable[Row]) -> dict[str, Source]:
    """Return the source that each claim of some rows is."""
    fields: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        for column, name in _FIELDS.items():
            if value := text(row, column):
                fields[text(row, "claim")][name].add(value)
    return {claim: claim_source(claim, found) for claim, found in fields.items()}


def is_put_forward(source: Source) -> bool:
    """Whether a claim says that what stands in it is so, which one that denies or predicts it does not."""
    return source.stance not in {stance.value for stance in UNCOMMITTED}


def declared(query: str) -> str:
    """Return a query with the prefixes that it uses declared, as an editor or another client wants it."""
    used = dict.fromkeys(token.text.partition(":")[0] for token in undeclared_prefixes(query))
    lines = [f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used if prefix in PREFIXES]
    return f"{''.join(lines)}\n{query}\n"
