"""Two releases that answer differently, in a folder of their own, and which of them may answer at a moment."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Final

import pyoxigraph as ox

from server.build.publish.write import write
from server.rdf.graphs import canonical
from server.release import (
    CURRENT,
    INFERRED_GRAPH,
    MANIFEST,
    PROOFS,
    QUERIES,
    RELEASES,
    VERSIONS,
    Release,
    current,
)
from server.saved.query import from_json
from server.search.entries import entries

_LABEL: Final = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_LEFT_OUT: Final = 7
"""Each so many-th statement of a claim is not in a changed release, and so not in what its documents say."""


def copy_of(original: Release, folder: Path) -> Release:
    """A copy of a release in another folder, made current there."""
    path = folder / RELEASES / original.path.name
    shutil.copytree(original.path, path)
    point(folder, f"{RELEASES}/{path.name}")
    return Release(path)


def changed(original: Release, folder: Path, left_out: int = _LEFT_OUT) -> Release:
    """A release like another one, but for English labels and, of claims, each so many-th statement (0: none).

    The link is left as it was.
    """
    before = (folder / CURRENT).readlink()
    texts = {name: (original.path / name).read_text(encoding="utf-8") for name in (PROOFS, QUERIES, VERSIONS)}
    counts = {name: original.manifest.counts[name] for name in ("claims", "entities", "inferred")}
    version = original.manifest.versions["ontology"]
    quads = canonical(_changed_quads(original, left_out))
    names = entries(quads, from_json(texts[QUERIES]))
    written = write(folder, quads, texts, names, counts, version, original.manifest.created)
    point(folder, str(before))
    return written.release


def _changed_quads(original: Release, left_out: int) -> Iterator[ox.Quad]:
    for number, quad in enumerate(ox.parse(path=str(original.data), format=ox.RdfFormat.N_QUADS)):
        graph = str(getattr(quad.graph_name, "value", ""))
        if left_out and number % left_out == 0 and ("/id/claim/" in graph or graph == INFERRED_GRAPH):
            continue
        term = quad.object
        if quad.predicate == _LABEL and isinstance(term, ox.Literal) and term.language == "en":
            term = ox.Literal(f"{term.value} (changed)", language="en")
        yield ox.Quad(quad.subject, quad.predicate, term, quad.graph_name)


def point(folder: Path, target: str) -> None:
    """Switch the link, as the build does it."""
    link = folder / ".soak"
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    link.replace(folder / CURRENT)


class Releases:
    """The releases of the folder, and the history of the link. Thread-safe."""

    def __init__(self, folder: Path, releases: list[Release]) -> None:
        self.folder = folder
        self.all = releases
        self._lock = Lock()
        self._answering: dict[str, float] = {current(folder).path.name: float("inf")}
        self._target = self._pointed = (folder / CURRENT).readlink()
        self._tags: dict[tuple[str, str], str] = {}

    @property
    def name(self) -> str:
        """The release that the link points to."""
        with self._lock:
            return self._target.name

    def other(self) -> Release:
        """A release that is not the current one."""
        return next(release for release in self.all if release.path.name != self.name)

    def switch(self, release: Release) -> None:
        """Point the link to a release; the one before may answer until `settled`."""
        with self._lock:
            self._target = self._pointed = Path(RELEASES) / release.path.name
            self._answering[release.path.name] = float("inf")
            point(self.folder, str(self._target))

    def settled(self) -> None:
        """From now on, a request is answered by the release that the link points to, and no other."""
        now = time.monotonic()
        with self._lock:
            for name in self._answering:
                if name != self._target.name:
                    self._answering[name] = min(self._answering[name], now)

    def mislead(self, target: str) -> None:
        """Point the link to what is no release: the one in use goes on answering."""
        with self._lock:
            self._pointed = Path(target)
            point(self.folder, target)

    def restore(self) -> None:
        """Point the link to the release again that it pointed to before `mislead`."""
        with self._lock:
            self._pointed = self._target
            point(self.folder, str(self._target))

    def untouched(self) -> bool:
        """Whether the link is where this program put it, and nothing but whole releases stands beside."""
        with self._lock:
            names = {path.name for path in (self.folder / RELEASES).iterdir()}
            return (self.folder / CURRENT).readlink() == self._pointed and names == {
                r.path.name for r in self.all
            }

    def sizes(self) -> dict[str, int]:
        """The size of every file of every release but what the engine itself writes on opening."""
        return {
            str(path): path.stat().st_size
            for release in self.all
            for path in release.path.rglob("*")
            if path.is_file() and (path.name == MANIFEST or path.suffix in (".nq", ".sst", ".tsv", ".json"))
        }

    def possible(self, began: float) -> set[str]:
        """The releases that may answer a request that began at a time on the monotonic clock."""
        with self._lock:
            return {name for name, until in self._answering.items() if began <= until}

    def remember_tag(self, ask: str, tag: str, release: str) -> None:
        """Remember whose answer has an entity tag."""
        self._tags[ask, tag] = release

    def of_tag(self, ask: str, tag: str) -> str:
        """The release whose answer to a question has an entity tag; an empty string if no answer has it."""
        return self._tags.get((ask, tag), "")
