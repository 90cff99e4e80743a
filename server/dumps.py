"""What can be taken away of a release: the files in its folder `dumps`, which the build writes and the server sends.

They are packed with gzip: Jena, RDF4J, Virtuoso's loader, QLever, Oxigraph, R and Python read `.gz` as it is. zstd
would make them smaller, but few of these read it. Parquet is packed within, by zstd, which every reader of it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.integrity import entries
from server.project import Texts
from server.release import Release

DUMPS: Final = "dumps"
"""The folder of a release in which they are."""

GZIP: Final = "application/gzip"


@dataclass(frozen=True, eq=False)  # each exists once
class Dump:
    """A file: its name, the media type of what is in it, whether gzip packs it, and its title by language."""

    name: str
    media_type: str
    title: Texts

    @property
    def path(self) -> str:
        """Its path in a release."""
        return f"{DUMPS}/{self.name}"

    @property
    def is_packed(self) -> bool:
        """Whether gzip packs it."""
        return self.name.endswith(".gz")

    @property
    def file_type(self) -> str:
        """The media type of the file itself."""
        return GZIP if self.is_packed else self.media_type


QUADS: Final = Dump(
    "data.nq.gz",
    "application/n-quads",
    {
        "en": "Everything, each claim a named graph (N-Quads)",
        "ru": "Всё, каждое утверждение — именованный граф (N-Quads)",
        "be": "Усё, кожнае сцвярджэнне — найменны граф (N-Quads)",
    },
)
TRIG: Final = Dump(
    "data.trig.gz",
    "application/trig",
    {
        "en": "Everything, each claim a named graph (TriG)",
        "ru": "Всё, каждое утверждение — именованный граф (TriG)",
        "be": "Усё, кожнае сцвярджэнне — найменны граф (TriG)",
    },
)
UNION: Final = Dump(
    "union.ttl.gz",
    "text/turtle",
    {
        "en": "The union of all graphs, without who says what (Turtle)",
        "ru": "Объединение всех графов, без указания, кто что говорит (Turtle)",
        "be": "Аб’яднанне ўсіх графаў, без указання, хто што гаворыць (Turtle)",
    },
)
TABLE: Final = Dump(
    "data.parquet",
    "application/vnd.apache.parquet",
    {
        "en": "Everything as a table, a statement in each row (Parquet)",
        "ru": "Всё в виде таблицы, в каждой строке одно высказывание (Parquet)",
        "be": "Усё ў выглядзе табліцы, у кожным радку адно выказванне (Parquet)",
    },
)
ONTOLOGY: Final = Dump(
    "ontology.owl.gz",
    "application/rdf+xml",
    {
        "en": "The ontology as one file (OWL in RDF/XML)",
        "ru": "Онтология одним файлом (OWL в RDF/XML)",
        "be": "Анталогія адным файлам (OWL у RDF/XML)",
    },
)

ALL: Final = (QUADS, TRIG, UNION, TABLE, ONTOLOGY)

COLUMNS: Final = (
    ("graph", "the IRI of the named graph: a claim, or a graph of the project"),
    ("subject", "the subject: an IRI, or the label of a blank node"),
    ("predicate", "the IRI of the property"),
    ("object", "the object: an IRI, the label of a blank node, or the lexical form of a literal"),
    ("kind", "what the object is: iri, blank or literal"),
    ("datatype", "the IRI of a literal's datatype"),
    ("language", "the language tag of a text"),
)
"""The columns of the table, with what is in them."""


@dataclass(frozen=True)
class Kept:
    """A file that a release has, with its size in bytes and its SHA-256."""

    dump: Dump
    size: int
    digest: str


def kept_in(release: Release) -> Iterator[Kept]:
    """Yield the files that a release has: none in an early one, no table where pyarrow was not installed.

    Raises DamagedRelease.
    """
    listed = entries(release.path)
    for dump in ALL:
        if (entry := listed.get(dump.path)) is not None:
            yield Kept(dump, entry.size, entry.digest)
