"""The claims of a release, read once: who makes each, in which passages, and what each mentions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from server.engine.reading import Reader
from server.namespaces import OWN
from server.web.pages.model.graph import text
from server.web.pages.model.statements import Source, claim_source

_FIELDS: Final = ("inDocument", "segment", "recordKey", "statedBy", "stance", "passage")


@dataclass(frozen=True)
class Claims:
    """`sources` and `passages` are by claim, `mentioning` has the claims that state something of a thing, or with it.

    `values` are the things of the register that a claim names as values.
    """

    sources: Mapping[str, Source]
    passages: Mapping[str, frozenset[str]]
    mentioning: Mapping[str, frozenset[str]]
    values: Mapping[str, frozenset[str]]


def claims() -> Reader[Claims]:
    """Return the claims."""
    register, contents, *described = yield [
        "SELECT DISTINCT ?thing WHERE { GRAPH graph:entities { ?thing a ?kind } }",
        f"SELECT DISTINCT ?claim ?s ?o WHERE {{ ?claim a {OWN}:Claim . GRAPH ?claim {{ ?s ?p ?o }} }}",
        *(f"SELECT ?claim ?v WHERE {{ ?claim a {OWN}:Claim ; {OWN}:{name} ?v }}" for name in _FIELDS),
    ]
    fields: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, rows in zip(_FIELDS, described, strict=True):
        for row in rows:
            fields[text(row, "claim")][name].add(text(row, "v"))
    mentioning: dict[str, set[str]] = defaultdict(set)
    values: dict[str, set[str]] = defaultdict(set)
    registered = {text(row, "thing") for row in register}
    for row in contents:
        claim = text(row, "claim")
        for end in (row["s"], row["o"]):
            if isinstance(end, NamedNode):
                mentioning[end.value].add(claim)
        if text(row, "o") in registered:
            values[claim].add(text(row, "o"))
    return Claims(
        {claim: claim_source(claim, found) for claim, found in fields.items()},
        {claim: frozenset(found["passage"]) for claim, found in fields.items()},
        {thing: frozenset(found) for thing, found in mentioning.items()},
        {claim: frozenset(found) for claim, found in values.items()},
    )
