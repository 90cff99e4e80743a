"""Where each triple of a release comes from: proofs.tsv, which the build writes and `why` reads.

One line an origin, its fields parted by tabs, triples and terms as in canonical N-Triples (which escapes tabs):

    <triple> RULE <premise> …        the triple follows from the premises by a rule
    <triple> @FILE                   the project states the triple itself, in a file outside all claims

What claims state is not repeated here: there the named graph tells the origin. The lines are sorted, so that a triple
is found by bisection and the file needs no index. Blank nodes have the labels that they have in data.nq.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from server.namespaces import PREFIXES

_FILE: Final = "@"
_RULES: Final = PREFIXES["graph"] + "rules/"


@dataclass(frozen=True)
class Proof:
    """One step: `conclusion` follows from `premises` by a rule of ontology/rules or of the build."""

    conclusion: Triple
    rule: str
    premises: tuple[Triple, ...]


@dataclass(frozen=True)
class Origin:
    """What the file says of one triple: the step that it follows by, if any, and the files that state it."""

    proof: Proof | None
    files: tuple[str, ...]

    @property
    def premises(self) -> tuple[Triple, ...]:
        """The premises of the step; none for what is only stated."""
        return self.proof.premises if self.proof else ()


def rule_iri(name: str) -> NamedNode:
    """Return the IRI of a rule, described in graph:description."""
    return NamedNode(_RULES + name)


def proofs_text(proofs: Iterable[Proof], stated: Iterable[tuple[Triple, str]]) -> str:
    """Return the text of proofs.tsv: the same for the same proofs and statements (triple, file) in any order."""
    lines = {"\t".join((str(p.conclusion), p.rule, *map(str, p.premises))) for p in proofs}
    lines.update(f"{triple}\t{_FILE}{file}" for triple, file in stated)
    # By their UTF-8 bytes, as they are looked up.
    return b"".join(sorted(line.encode() + b"\n" for line in lines)).decode()


class Proofs:
    """The origins in one file, read where they are asked for; none if there is no file, as for a scratch dataset."""

    def __init__(self, path: Path) -> None:
        self._lines: mmap.mmap | bytes = b""
        if path.is_file() and path.stat().st_size:  # an empty file cannot be mapped
            with path.open("rb") as file:
                self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def origin(self, triple: Triple) -> Origin:
        """Return what is known of a triple beside the claims that state it."""
        steps, files = [], []
        for fields in self._rows(triple):
            if fields[1].startswith(_FILE):
                files.append(fields[1].removeprefix(_FILE))
            else:
                steps.append(_proof(fields))
        return Origin(steps[0] if steps else None, tuple(files))

    def __iter__(self) -> Iterator[Proof]:
        """Yield every proof, by conclusion."""
        position = 0
        while position < len(self._lines):
            line = self._line(position)
            position += len(line) + 1
            fields = line.decode().split("\t")
            if not fields[1].startswith(_FILE):
                yield _proof(fields)

    def _rows(self, triple: Triple) -> Iterator[list[str]]:
        wanted = f"{triple}\t".encode()
        low, high = 0, len(self._lines)
        while low < high:
            middle = self._lines.rfind(b"\n", 0, (low + high) // 2) + 1
            line = self._line(middle)
            if line < wanted:
                low = middle + len(line) + 1
            else:
                high = middle
        while (line := self._line(low)).startswith(wanted):
            yield line.decode().split("\t")
            low += len(line) + 1

    def _line(self, start: int) -> bytes:
        end = self._lines.find(b"\n", start)
        return self._lines[start : end if end >= 0 else start]


def _proof(fields: list[str]) -> Proof:
    conclusion, rule, *premises = fields
    return Proof(_triple(conclusion), rule, tuple(map(_triple, premises)))


def _triple(text: str) -> Triple:
    (quad,) = parse(f"{text} .", format=RdfFormat.N_TRIPLES)
    return Triple(quad.subject, quad.predicate, quad.object)
