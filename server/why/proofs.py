"""Where each triple of a release comes from: proofs.tsv, which the build writes and `why` reads.

One line an origin, its fields parted by tabs, triples and terms as in canonical N-Triples (which escapes tabs):

    <triple> RULE <premise> …        the triple follows from the premises by a rule
    <triple> @FILE                   the project states the triple itself, in a file outside all claims

What claims state is not repeated here: there the named graph tells the origin. The lines are sorted, so that a triple
is found by bisection and the file needs no index. Blank nodes have the labels that they have in data.nq.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from server.engine.errors import ReleaseDamaged, reading_release
from server.namespaces import PREFIXES
from server.release import PROOFS, NoRelease

_FILE: Final = "@"
_PIECE: Final = 4096
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
    """The origins in one file, read where they are asked for.

    The file is not mapped into memory: one that is cut short while it is mapped ends the process that reads it. What
    cannot be read raises ReleaseDamaged. Raises NoRelease if there is no such file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._damaged = False
        try:
            self._open()
        except OSError as error:
            raise NoRelease(f"{path.name} cannot be read ({error.strerror}): run `eikg build`") from None

    def note_damage(self, damaged: bool) -> None:
        """Say whether the file is known to be another than the build wrote: then nothing is told from it."""
        if self._damaged and not damaged:
            with suppress(OSError):  # then it is damaged again, and whoever found it whole will say so
                self._open()
        self._damaged = damaged

    def origin(self, triple: Triple) -> Origin:
        """Return what is known of a triple beside the claims that state it. Raises ReleaseDamaged."""
        steps, files = [], []
        with self._reading():
            for fields in self._rows(triple):
                if fields[1].startswith(_FILE):
                    files.append(fields[1].removeprefix(_FILE))
                else:
                    steps.append(_proof(fields))
        return Origin(steps[0] if steps else None, tuple(files))

    def __iter__(self) -> Iterator[Proof]:
        """Yield every proof, by conclusion. Raises ReleaseDamaged."""
        position = 0
        with self._reading():
            while position < self._size:
                line = self._line(position)
                position += len(line) + 1
                fields = line.decode().split("\t")
                if not fields[1].startswith(_FILE):
                    yield _proof(fields)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        if self._damaged:
            raise ReleaseDamaged(PROOFS)
        with reading_release(PROOFS):
            yield

    def _open(self) -> None:
        self._file = self._path.open("rb", buffering=0)
        self._size = os.fstat(self._file.fileno()).st_size

    def _rows(self, triple: Triple) -> Iterator[list[str]]:
        wanted = f"{triple}\t".encode()
        low, high = 0, self._size
        while low < high:
            middle = self._start((low + high) // 2)
            line = self._line(middle)
            if line < wanted:
                low = middle + len(line) + 1
            else:
                high = middle
        while low < self._size and (line := self._line(low)).startswith(wanted):
            yield line.decode().split("\t")
            low += len(line) + 1

    def _start(self, position: int) -> int:
        """Where the line begins that a position lies in."""
        while position > 0:
            begin = max(0, position - _PIECE)
            found = self._read(begin, position - begin).rfind(b"\n")
            if found >= 0:
                return begin + found + 1
            position = begin
        return 0

    def _line(self, start: int) -> bytes:
        """The line that begins at a position, without its end. Raises ValueError if it has none."""
        line, end = b"", -1
        while end < 0:
            begin = start + len(line)
            piece = self._read(begin, min(_PIECE, self._size - begin))
            end = piece.find(b"\n")
            line += piece if end < 0 else piece[:end]
        return line

    def _read(self, start: int, length: int) -> bytes:
        """So many bytes of the file. Raises ValueError if it ends before, and OSError."""
        piece = os.pread(self._file.fileno(), length, start)
        if not piece or len(piece) < length:
            raise ValueError("the file is shorter than it was")
        return piece


def _proof(fields: list[str]) -> Proof:
    conclusion, rule, *premises = fields
    return Proof(_triple(conclusion), rule, tuple(map(_triple, premises)))


def _triple(text: str) -> Triple:
    (quad,) = parse(f"{text} .", format=RdfFormat.N_TRIPLES)
    return Triple(quad.subject, quad.predicate, quad.object)
