"""Where a thing is mentioned: the claims, passages and documents; and with what other things it is mentioned most."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

from server.web.pages.model.claims import Claims

NEIGHBOURS: Final = 12
"""Things that the drawing of a neighbourhood shows."""


@dataclass(frozen=True)
class Mention:
    """A document in which a thing is mentioned: in how many claims, and in which passages, in their order."""

    document: str
    claims: int
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Neighbour:
    """A thing of the register, and the number of claims that mention it together with the other one."""

    iri: str
    claims: int


@dataclass(frozen=True)
class Surroundings:
    """Where a thing is mentioned, those documents first that do it most, and its nearest neighbours."""

    mentions: tuple[Mention, ...]
    neighbours: tuple[Neighbour, ...]

    @property
    def claims(self) -> int:
        """The number of claims that mention the thing."""
        return sum(mention.claims for mention in self.mentions)


def surroundings(iri: str, known: Claims) -> Surroundings:
    """Return where a thing is mentioned and with what, by the claims that state something of it or with it."""
    by_document: dict[str, list[str]] = defaultdict(list)
    together: Counter[str] = Counter()
    for claim in known.mentioning.get(iri, ()):
        together.update(known.values.get(claim, ()))
        source = known.sources.get(claim)  # whatever calls itself a claim in a scratch dataset has none
        if source and source.document:
            by_document[source.document].append(claim)
    del together[iri]
    mentions = (
        Mention(
            document,
            len(found),
            tuple(sorted({one for claim in found for one in known.passages.get(claim, ())})),
        )
        for document, found in by_document.items()
    )
    nearest = sorted(together.items(), key=lambda one: (-one[1], one[0]))[:NEIGHBOURS]
    return Surroundings(
        tuple(sorted(mentions, key=lambda one: (-one.claims, one.document))),
        tuple(Neighbour(one, number) for one, number in nearest),
    )
