"""What was read out of a document, passage by passage, and how a reader walks from one passage to the next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.engine.reading import Reader
from server.engine.rows import Row
from server.namespaces import OWN
from server.web.pages.model.graph import text
from server.web.pages.model.labels import Label, best

MOST_SUBJECTS: Final = 3
"""Things by which a claim without a gist is named."""


@dataclass(frozen=True)
class Statement:
    """A claim as a line: who states it and in which stance, its gists by language, and the things that it is about."""

    claim: str
    speaker: str
    stance: str
    gists: tuple[Label, ...]
    subjects: tuple[str, ...]

    def gist(self, language: str) -> Label | None:
        """The gist in the language wanted or the nearest to it."""
        return best(self.gists, language)


@dataclass(frozen=True)
class Read:
    """A passage with what was read out of it; `mark` says why nothing was, empty for what no one has read yet.

    `digest` is the SHA-256 of its normalised text.
    """

    iri: str
    number: str
    mark: str
    digest: str
    statements: tuple[Statement, ...]

    @property
    def state(self) -> str:
        """Whether it is covered (carries claims), marked (states nothing) or open."""
        return "covered" if self.statements else "marked" if self.mark else "open"


@dataclass(frozen=True)
class Wanted:
    """Which statements a reader wants to see: in a stance, by a speaker; "" for any."""

    stance: str = ""
    speaker: str = ""

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.stance or self.speaker)

    def has(self, statement: Statement) -> bool:
        """Whether a statement is wanted."""
        return self.stance in ("", statement.stance) and self.speaker in ("", statement.speaker)


@dataclass(frozen=True)
class Reading:
    """The passages of a document in the order of its text, and where the text can be read."""

    passages: tuple[Read, ...]
    addresses: tuple[str, ...] = ()

    def wanted(self, wanted: Wanted) -> tuple[Read, ...]:
        """The passages that have a wanted statement, with these alone; all of them if anything is wanted."""
        if not wanted:
            return self.passages
        kept = (
            Read(one.iri, one.number, one.mark, one.digest, tuple(filter(wanted.has, one.statements)))
            for one in self.passages
        )
        return tuple(one for one in kept if one.statements)

    def stances(self, wanted: Wanted) -> Mapping[str, int]:
        """How many claims have each stance, of those by the speaker that is wanted."""
        claims = self._claims(Wanted(speaker=wanted.speaker))
        return Counter(one.stance for one in claims if one.stance)

    def speakers(self, wanted: Wanted) -> Mapping[str, int]:
        """How many claims each speaker makes, of those in the stance that is wanted."""
        claims = self._claims(Wanted(stance=wanted.stance))
        return Counter(one.speaker for one in claims if one.speaker)

    def iris(self) -> Iterator[str]:
        """Yield every IRI that wants a label where the passages are listed."""
        for passage in self.passages:
            if passage.mark:
                yield passage.mark
            for one in passage.statements:
                subjects = () if one.gists else one.subjects[:MOST_SUBJECTS]
                yield from filter(None, (one.speaker, one.stance, *subjects))

    def _claims(self, wanted: Wanted) -> Iterable[Statement]:
        found = {one.claim: one for passage in self.passages for one in passage.statements}
        return filter(wanted.has, found.values())


@dataclass(frozen=True)
class Place:
    """Where a passage stands: its document, its place among the passages that are walked, and those beside it.

    `number` is 0 for a passage that is not among them. `digest` is that of its normalised text, `addresses` where the
    document can be read.
    """

    document: str
    number: int
    size: int
    previous: str
    following: str
    digest: str
    addresses: tuple[str, ...]


def reading_of(document: str) -> Reader[Reading]:
    """Return what was read out of a document; without passages if it has none. Raises ValueError for no IRI."""
    node = NamedNode(document)
    passages = f"?s {OWN}:inDocument {node} ; {OWN}:position ?position ."
    listed, claims, gists, subjects, addresses = yield [
        f"""SELECT ?s ?mark ?digest WHERE {{ {passages} ?s {OWN}:sha256 ?digest
        OPTIONAL {{ ?s {OWN}:markedAs ?mark }} }} ORDER BY ?position""",
        f"""SELECT ?s ?claim ?speaker ?stance WHERE {{ {passages} ?claim {OWN}:passage ?s .
        OPTIONAL {{ ?claim {OWN}:statedBy ?speaker }} OPTIONAL {{ ?claim {OWN}:stance ?stance }} }}
        ORDER BY ?claim ?s ?speaker""",
        f"""SELECT DISTINCT ?claim ?gist WHERE {{ {passages} ?claim {OWN}:passage ?s .
        GRAPH ?claim {{ ?x {OWN}:gist ?gist }} }} ORDER BY ?gist""",
        f"""SELECT DISTINCT ?claim ?x WHERE {{ {passages} ?claim {OWN}:passage ?s .
        GRAPH ?claim {{ ?x ?p ?o }} FILTER(ISIRI(?x)) }} ORDER BY ?x""",
        f"SELECT DISTINCT ?address WHERE {{ {node} {OWN}:website ?address }} ORDER BY ?address",
    ]
    said: dict[str, list[Label]] = defaultdict(list)
    for row in gists:
        if isinstance(gist := row["gist"], Literal):
            said[text(row, "claim")].append(Label(gist.value, gist.language or ""))
    about: dict[str, list[str]] = defaultdict(list)
    for row in subjects:
        about[text(row, "claim")].append(text(row, "x"))
    statements = _statements(claims, said, about)
    return Reading(
        tuple(
            Read(
                text(row, "s"),
                text(row, "s").rpartition("-")[2],
                text(row, "mark"),
                text(row, "digest"),
                statements[text(row, "s")],
            )
            for row in listed
        ),
        tuple(text(row, "address") for row in addresses),
    )


def _statements(
    rows: Iterable[Row], said: Mapping[str, list[Label]], about: Mapping[str, list[str]]
) -> Mapping[str, tuple[Statement, ...]]:
    """The statements by passage; a claim with several speakers is one statement, by the first."""
    found: dict[str, dict[str, Statement]] = defaultdict(dict)
    for row in rows:
        claim = text(row, "claim")
        made = Statement(
            claim,
            text(row, "speaker"),
            text(row, "stance"),
            tuple(said.get(claim, ())),
            tuple(about.get(claim, ())),
        )
        found[text(row, "s")].setdefault(claim, made)
    return defaultdict(tuple, {passage: tuple(claims.values()) for passage, claims in found.items()})


def place_of(passage: str, wanted: Wanted) -> Reader[Place | None]:
    """Return where a passage stands among those with a wanted statement; None for what is no passage."""
    node = NamedNode(passage)
    conditions = "".join(
        f" ?claim {OWN}:{name} {NamedNode(iri)} ."
        for name, iri in (("stance", wanted.stance), ("statedBy", wanted.speaker))
        if iri
    )
    claim = f"?claim {OWN}:passage ?s .{conditions}" if conditions else ""
    own, walked, addresses = yield [
        f"""SELECT ?document ?digest ?position WHERE {{
        {node} {OWN}:inDocument ?document ; {OWN}:sha256 ?digest ; {OWN}:position ?position }}""",
        f"""SELECT DISTINCT ?s ?position WHERE {{ {node} {OWN}:inDocument ?d .
        ?s {OWN}:inDocument ?d ; {OWN}:position ?position . {claim} }} ORDER BY ?position""",
        f"SELECT DISTINCT ?address WHERE {{ {node} {OWN}:inDocument/{OWN}:website ?address }} ORDER BY ?address",
    ]
    if not own:
        return None
    here = int(text(own[0], "position"))
    before = [text(row, "s") for row in walked if int(text(row, "position")) < here]
    after = [text(row, "s") for row in walked if int(text(row, "position")) > here]
    is_walked = len(before) + len(after) < len(walked)
    return Place(
        text(own[0], "document"),
        len(before) + 1 if is_walked else 0,
        len(walked),
        before[-1] if before else "",
        after[0] if after else "",
        text(own[0], "digest"),
        tuple(text(row, "address") for row in addresses),
    )
