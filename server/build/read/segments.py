"""Segment tables: where each numbered passage of a source stands, and the digest of its normalised text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.build.read.segmentation import segmented
from server.faults import Fault
from server.passages import digest

FOLDER: Final = "triples/segments"
_HEADER: Final = "segment\tstart\tend\tsha256\tkind"
_ROW: Final = re.compile(r"(\d{3,})\t(\d+)\t(\d+)\t([0-9a-f]{64})\t([a-z]+)")


@dataclass(frozen=True)
class Segment:
    """A passage of a source text: offsets count code points in the file, `line` is its line in the table."""

    source: str
    number: str
    start: int
    end: int
    sha256: str
    kind: str
    line: int

    @property
    def key(self) -> str:
        """The value of `eik:segment`, such as `leshenyuk-2021/083`."""
        return f"{self.source}/{self.number}"

    @property
    def slug(self) -> str:
        """The last part of the segment's IRI, such as `leshenyuk-2021-083`."""
        return f"{self.source}-{self.number}"


@dataclass(frozen=True)
class Tables:
    """The segments of every source, by key, and what is wrong with the tables."""

    segments: Mapping[str, Segment]
    faults: tuple[Fault, ...]

    def sources(self) -> list[str]:
        """Return the names of the sources, in order."""
        return sorted({segment.source for segment in self.segments.values()})


def read_tables(root: Path) -> Tables:
    """Read triples/segments/<source>.tsv of a project (columns segment, start, end, sha256, kind)."""
    segments: dict[str, Segment] = {}
    faults: list[Fault] = []
    for path in sorted((root / FOLDER).glob("*.tsv")):
        _read_table(path, segments, faults)
    return Tables(segments, tuple(faults))


def _read_table(path: Path, segments: dict[str, Segment], faults: list[Fault]) -> None:
    def fault(line: int, message: str) -> None:
        remedy = "restore the table: curators do not edit it"
        faults.append(Fault(f"{FOLDER}/{path.name}", line, None, "segment-table", message, remedy))

    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0] != _HEADER:
        fault(1, "the header must be: " + _HEADER.replace("\t", " "))
        return
    previous_end = 0
    for number, line in enumerate(lines[1:], start=2):
        match = _ROW.fullmatch(line)
        if match is None:
            fault(number, "a row needs number, start, end, SHA-256 in hexadecimal and kind, parted by tabs")
            continue
        segment = Segment(path.stem, match[1], int(match[2]), int(match[3]), match[4], match[5], number)
        if segment.start < previous_end or segment.end <= segment.start:
            fault(number, f"offsets {segment.start} to {segment.end} overlap the row before or run backwards")
        if segment.key in segments:
            fault(number, f"segment {segment.key} stands twice")
        previous_end = segment.end
        segments[segment.key] = segment


def table(text: str) -> str:
    """Return the segment table of a text, with a proposed kind for each segment."""
    rows = [
        f"{number:03}\t{start}\t{end}\t{digest(text[start:end])}\t{kind}"
        for number, (start, end, kind) in enumerate(segmented(text), start=1)
    ]
    return "\n".join([_HEADER, *rows, ""])


def unread(tables: Tables, folder: Path) -> list[str]:
    """Return the sources of which `folder` holds no text (<source>.txt)."""
    return [source for source in tables.sources() if not (folder / f"{source}.txt").is_file()]


def wrong_digests(tables: Tables, folder: Path) -> list[Fault]:
    """Compare the segments with the source texts that `folder` holds (<source>.txt); that it holds none is a fault."""
    faults: list[Fault] = []
    texts: dict[str, str] = {}
    missing = unread(tables, folder)
    for source in tables.sources():
        path = folder / f"{source}.txt"
        if source not in missing:
            try:
                texts[source] = path.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                faults.append(Fault(str(path), None, None, "source-text", "is not UTF-8", "save it as UTF-8"))
    if missing and len(missing) == len(tables.sources()):
        for source in missing:
            message = f"{folder / source}.txt does not exist"
            remedy = "name the folder of the source texts with --sources"
            faults.append(Fault(f"{FOLDER}/{source}.tsv", None, None, "source-text", message, remedy))
    for segment in tables.segments.values():
        text = texts.get(segment.source)
        if text is not None and digest(text[segment.start : segment.end]) != segment.sha256:
            message = "the text at its offsets has another digest"
            remedy = "check that the source file is the one that the table was made from"
            file = f"{FOLDER}/{segment.source}.tsv"
            faults.append(Fault(file, segment.line, segment.key, "digest", message, remedy))
    return faults
