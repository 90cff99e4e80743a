"""Where a statement stands: for each graph that holds it, the document, passage, speaker and stance of its claim.

Each document has a short code, letters of its name under which its passages are cited.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from server.engine.reading import Reader
from server.namespaces import PREFIXES
from server.web.pages.model.graph import text, values

INFERRED: Final = PREFIXES["graph"] + "inferred"
_DOCUMENT: Final = PREFIXES["doc"]


@dataclass(frozen=True)
class Source:
    """One graph in which a statement stands.

    `kind` is claim, inferred or register. For a claim: `document`, `speaker` and `stance` are IRIs (empty if not
    given), `passages` the numbers of its segments or the key of the reference record.
    """

    graph: str
    kind: str
    document: str = ""
    passages: tuple[str, ...] = ()
    speaker: str = ""
    stance: str = ""

    @property
    def short_code(self) -> str:
        """The letters under which the document is cited."""
        return short_code(self.document)

    @property
    def named(self) -> tuple[str, ...]:
        """The IRIs of this source that want a label."""
        return tuple(iri for iri in (self.document, self.speaker, self.stance) if iri)


def short_code(document: str) -> str:
    """Return the short code of a document: L for leshenyuk-2021, Rm for reference-memberships."""
    words = re.findall(r"[a-z]+", document.rpartition("/")[2])
    if words[:1] == ["reference"]:
        return "R" + "".join(word[0] for word in words[1:2])
    return words[0][0].upper() if words else "?"


class Fields(Protocol):
    """What is known of a claim, by the local names of the ontology's terms."""

    def __getitem__(self, name: str, /) -> Iterable[str]: ...


def claim_source(claim: str, fields: Fields) -> Source:
    """Return the source of what a claim states."""
    document, speaker, stance = (
        min(fields[name], default="") for name in ("inDocument", "statedBy", "stance")
    )
    segments = sorted(segment.rpartition("/")[2] for segment in fields["segment"])
    passages = tuple(segments or sorted(fields["recordKey"]))
    return Source(claim, "claim", document, passages, speaker, stance)


def sources_of(graphs: Iterable[str]) -> Reader[dict[str, Source]]:
    """Return a source for each graph IRI: a claim with its metadata, the inferred graph, or a register."""
    wanted = set(graphs)
    claims = values(graph for graph in wanted if graph.startswith(PREFIXES["claim"]))
    query = f"""SELECT ?claim ?inDocument ?segment ?recordKey ?statedBy ?stance WHERE {{
        VALUES ?claim {{ {claims} }}
        ?claim eik:inDocument ?inDocument .
        OPTIONAL {{ ?claim eik:segment ?segment }} OPTIONAL {{ ?claim eik:recordKey ?recordKey }}
        OPTIONAL {{ ?claim eik:statedBy ?statedBy }} OPTIONAL {{ ?claim eik:stance ?stance }} }}"""
    fields: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in (yield [query])[0] if claims else ():
        for name in row.keys() - {"claim"}:
            fields[text(row, "claim")][name].add(text(row, name))
    return {
        graph: claim_source(graph, fields[graph])
        if graph in fields
        else Source(graph, "inferred" if graph == INFERRED else "register")
        for graph in wanted
    }
