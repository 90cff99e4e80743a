"""The curated files of a project: where they are, which graph each belongs to, what they say and where."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad

from server.build.read.turtle import FORMATS, Positions, parsed, positions
from server.build.vocabulary import graph
from server.faults import Fault, InvalidInput

_GRAPHS: Final = {
    "ontology/modules": "ontology",
    "ontology/schemes": "schemes",
    "ontology/shapes": "shapes",
    "ontology/alignments": "alignments",
    "ontology/external-terms.ttl": "external-terms",
    "triples/entities": "entities",
    "triples/discrepancies.ttl": "discrepancies",
    "triples/documents": "",
    "triples/reference": "",
}
"""Folder or file → the graph of its Turtle files; "" where TriG files name their graphs themselves."""


_MARKS: Final = {codecs.BOM_UTF8: "UTF-8", codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
_UTF_8: Final = "save the file as UTF-8 without byte order mark"


@dataclass(frozen=True)
class Source:
    """One curated file as read. `name` is its path from the root, with slashes."""

    name: str
    text: str
    quads: tuple[Quad, ...]
    prefixes: Mapping[str, str]

    @cached_property
    def positions(self) -> Positions:
        """The lines of its subjects and terms."""
        return positions(self.text)

    @property
    def file_quads(self) -> Iterator[Quad]:
        """Its quads as the file has them: a Turtle file names no graph."""
        return (Quad(q.subject, q.predicate, q.object) if _GRAPHS[self.part] else q for q in self.quads)

    @property
    def part(self) -> str:
        """Its folder, such as `triples/documents`, or its own name for a single file."""
        return _part(self.name)


@dataclass(frozen=True)
class Sources:
    """Every file that could be read, and the faults of those that could not."""

    files: tuple[Source, ...]
    faults: tuple[Fault, ...]

    def under(self, *parts: str) -> Iterator[Source]:
        """Yield the files of some folders, such as `triples`."""
        return (
            s for s in self.files if any(s.name == part or s.name.startswith(part + "/") for part in parts)
        )

    @property
    def quads(self) -> Iterator[Quad]:
        """Every quad of every file."""
        return (quad for source in self.files for quad in source.quads)


def files(root: Path) -> list[Path]:
    """Return every Turtle and TriG file of ontology/ and triples/, by name."""
    found = (path for part in ("ontology", "triples") for path in (root / part).rglob("*"))
    return sorted(path for path in found if path.suffix in FORMATS and path.is_file())


def read(root: Path) -> Sources:
    """Read every Turtle and TriG file of a project; a file that does not parse becomes a fault."""
    sources: list[Source] = []
    faults: list[Fault] = []
    for path in files(root):
        name = path.relative_to(root).as_posix()
        try:
            sources.append(_read_file(path, name))
        except InvalidInput as invalid:
            faults += invalid.faults
    return Sources(tuple(sources), tuple(faults))


def with_texts(sources: Sources, texts: Mapping[str, str]) -> Sources:
    """Return the sources as they would be with other texts (name → text). Raises InvalidInput."""
    return Sources(
        tuple(_source(s.name, texts[s.name]) if s.name in texts else s for s in sources.files), sources.faults
    )


def read_text(path: Path, name: str) -> str:
    """Return the text of a file; raises InvalidInput if it is not UTF-8 without a byte order mark."""
    content = path.read_bytes()
    for mark, coding in _MARKS.items():
        if content.startswith(mark):
            message = f"begins with a byte order mark (U+FEFF) of {coding}"
            raise InvalidInput([Fault(name, 1, None, "encoding", message, _UTF_8, column=1)])
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8: byte 0x{error.object[error.start]:02X}"
        raise InvalidInput([Fault(name, line, None, "encoding", message, _UTF_8)]) from None


def subject_iri(quad: Quad) -> str:
    """Return the IRI of a quad's subject, or "" for a blank node, which no place can be found of."""
    return quad.subject.value if isinstance(quad.subject, NamedNode) else ""


def _read_file(path: Path, name: str) -> Source:
    part = _part(name)
    if part not in _GRAPHS:
        remedy = "move it to one of " + ", ".join(_GRAPHS)
        raise InvalidInput([Fault(name, None, None, "place", "no graph belongs to this place", remedy)])
    wanted = ".ttl" if _GRAPHS[part] else ".trig"
    text = read_text(path, name)
    if path.suffix != wanted:
        remedy = f"rename it to {wanted}"
        raise InvalidInput([Fault(name, None, None, "place", f"{part} holds {wanted} files", remedy)])
    return _source(name, text)


def _source(name: str, text: str) -> Source:
    part = _part(name)
    content = parsed(text, name)
    quads = tuple(_in_graph(content.quads, graph(_GRAPHS[part]))) if _GRAPHS[part] else content.quads
    return Source(name, text, quads, content.prefixes)


def _part(name: str) -> str:
    return name if name in _GRAPHS else "/".join(name.split("/")[:2])


def _in_graph(quads: Iterable[Quad], name: NamedNode) -> Iterator[Quad]:
    for quad in quads:
        is_default = isinstance(quad.graph_name, DefaultGraph)
        yield Quad(quad.subject, quad.predicate, quad.object, name) if is_default else quad
