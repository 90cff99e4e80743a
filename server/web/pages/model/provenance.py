"""Where a statement stands: for each graph that holds it, the document, passage, speaker and stance of its claim.

As in a critical edition, each document has a siglum, letters of its name under which its passages are cited.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from server.namespaces import PREFIXES
from server.web.pages.model.graph import PROLOGUE, text, values
from server.web.pages.model.reading import Reader

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
    def siglum(self) -> str:
        """The letters under which the document is cited."""
        return siglum(self.document)

    @property
    def named(self) -> tuple[str, ...]:
        """The IRIs of this source that want a label."""
        return tuple(iri for iri in (self.document, self.speaker, self.stance) if iri)


def siglum(document: str) -> str:
    """Return the siglum of a document: L for leshenyuk-2021, Rm for reference-memberships."""
    words = re.findall(r"[a-z]+", document.rpartition("/")[2])
    if words[:1] == ["reference"]:
        return "R" + "".join(word[0] for word in words[1:2])
    return words[0][0].upper() if words else "?"


def sources_of(graphs: Iterable[str]) -> Reader[dict[str, Source]]:
    """Return a source for each graph IRI: a claim with its metadata, the inferred graph, or a register."""
    wanted = set(graphs)
    claims = values(graph for graph in wanted if graph.startswith(PREFIXES["claim"]))
    query = f"""{PROLOGUE}SELECT ?claim ?document ?segment ?key ?speaker ?stance WHERE {{
        VALUES ?claim {{ {claims} }}
        ?claim eik:inDocument ?document .
        OPTIONAL {{ ?claim eik:segment ?segment }} OPTIONAL {{ ?claim eik:recordKey ?key }}
        OPTIONAL {{ ?claim eik:statedBy ?speaker }} OPTIONAL {{ ?claim eik:stance ?stance }} }}"""
    fields: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    listed = (yield [query])[0] if claims else ()
    for row in listed:
        for name in ("document", "segment", "key", "speaker", "stance"):
            if name in row:
                fields[text(row, "claim")][name].add(text(row, name))
    found = {}
    for graph in wanted:
        if graph in fields:
            of = fields[graph]
            passages = sorted(segment.rpartition("/")[2] for segment in of["segment"]) or sorted(of["key"])
            first = {name: min(of[name], default="") for name in ("document", "speaker", "stance")}
            found[graph] = Source(graph, "claim", passages=tuple(passages), **first)
        else:
            found[graph] = Source(graph, "inferred" if graph == INFERRED else "register")
    return found
