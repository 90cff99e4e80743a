"""A release: what the build writes and everything after it reads. Immutable once it stands under its name.

<folder>/                    by default .eikg
  current                    link to one of the releases, switched by an atomic rename
  releases/<digest…>/
    manifest.json            what the release holds, with digests
    data.nq                  canonical N-Quads, sorted, named graphs only
    store/                   pyoxigraph store: the named graphs, and their union as the default graph
    queries.json             the saved queries as validated by the build
    answers.json             which of these gave their expected rows, if the build asked (server/saved/verified.py)
    asserted/                a second store: its default graph is the union without what was inferred
    proofs.tsv               why each triple is there that no claim states (server/why/proofs.py)
    benchmark.json           questions in words with their queries and rows (server/saved/benchmark.py)
    benchmark-held.json      questions whose queries and rows are held back, with digests of their answers
    benchmark.ttl            both in RDF
    conformance.ttl          what the program that made the release passes of the W3C's tests (EARL)
    originals.nt             the triples that the store gives back with another literal (server/rdf/originals.py)
    project.toml             the base IRI, name, kinds and prefixes: a copy of ontology/project.toml (server/project.py)
    summary.json             digests of claims and terms, by which releases are compared (server/summary.py)
    dumps/                   the same data in the formats of others, packed, to be taken away (server/dumps.py)
    search.sqlite            what things are called, to be searched (server/search/index.py)
    versions.nq              the terms of each recorded version of the ontology, in a graph named by its version IRI
    files.tsv                size and digests of every file above, those of the stores too (server/integrity.py)
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from server.namespaces import BASE, PROJECT
from server.project import COPY
from server.settings import Settings

CURRENT: Final = "current"
RELEASES: Final = "releases"
MANIFEST: Final = "manifest.json"
DATA: Final = "data.nq"
STORE: Final = "store"
ASSERTED: Final = "asserted"
QUERIES: Final = "queries.json"
ANSWERS: Final = "answers.json"
PROOFS: Final = "proofs.tsv"
ORIGINALS: Final = "originals.nt"
SEARCH: Final = "search.sqlite"
VERSIONS: Final = "versions.nq"
SUMMARY: Final = "summary.json"
PROJECT_COPY: Final = COPY
CONFORMANCE: Final = "conformance.ttl"
BENCHMARK: Final = "benchmark.json"
BENCHMARK_HELD: Final = "benchmark-held.json"
BENCHMARK_RDF: Final = "benchmark.ttl"
FILES: Final = "files.tsv"

NAME: Final = re.compile(r"[0-9a-f]{16}(-[0-9a-f]{8})?\Z")
"""What the folder of a release is called."""

INFERRED_GRAPH: Final = BASE + "graph/inferred"
ASSERTED_GRAPH: Final = BASE + "graph/asserted"
"""Names the union of all graphs but the inferred one, as a set, where a query or request chooses its default graph.

It is in no store under this name: a pattern `GRAPH ?g` would find every triple twice.
"""


class NoRelease(Exception):
    """There is no release to read, or it is not whole; the message says where and what to do."""


@dataclass(frozen=True)
class GraphEntry:
    """A named graph in the manifest: its number of triples and the SHA-256 of its RDFC-1.0 form."""

    triples: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """What a release holds.

    `digest`: SHA-256 over the digests of the graphs; `created`: time of the newest commit that changed a source
    (ISO 8601, UTC), None outside a repository; `versions`: of project, ontology and pyoxigraph; `counts`: triples
    (of the union of all graphs), graphs, claims and so on; `graphs`: by IRI; `files`: SHA-256 of each data file;
    `datasets`: the triples of what each document says, by the name under which it is asked (none in early releases).
    """

    digest: str
    created: str | None
    versions: Mapping[str, str]
    counts: Mapping[str, int]
    graphs: Mapping[str, GraphEntry]
    files: Mapping[str, str]
    datasets: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the text of manifest.json: the same for equal manifests."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read the text of manifest.json. Raises ValueError if it is none."""
        try:
            found: dict[str, Any] = json.loads(text)
            graphs = {iri: GraphEntry(**entry) for iri, entry in found.pop("graphs").items()}
            return cls(graphs=graphs, **found)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"the manifest is not of this version: {error}") from None


@dataclass(frozen=True)
class Release:
    """One release in its folder."""

    path: Path

    @cached_property
    def manifest(self) -> Manifest:
        """What the release holds. Raises NoRelease if its manifest cannot be read."""
        path = self.path / MANIFEST
        try:
            return _manifest(path, path.stat().st_mtime_ns)
        except (OSError, ValueError) as error:
            raise NoRelease(f"{self.path} is no release ({error}): run `eikg build`") from None

    @property
    def data(self) -> Path:
        """The sorted canonical N-Quads of all named graphs."""
        return self.path / DATA

    @property
    def store(self) -> Path:
        """The store, to be opened with `Store.read_only`."""
        return self.path / STORE

    @property
    def queries(self) -> Path:
        """The saved queries as validated by the build, in JSON."""
        return self.path / QUERIES

    @property
    def answers(self) -> Path | None:
        """Which saved queries gave their expected rows; None where the build did not ask."""
        return self.path / ANSWERS if ANSWERS in self.manifest.files else None

    @property
    def search(self) -> Path | None:
        """The index of what things are called; None in a release that was made before there was one."""
        path = self.path / SEARCH
        return path if path.is_file() else None

    @property
    def versions(self) -> Path:
        """The terms of each recorded version of the ontology, in N-Quads; no part of the data."""
        return self.path / VERSIONS

    @property
    def conformance(self) -> Path | None:
        """The report of the conformance tests, in Turtle; None in a release that was made before there was one."""
        return self.path / CONFORMANCE if CONFORMANCE in self.manifest.files else None

    def benchmark(self, name: str = BENCHMARK) -> Path | None:
        """One of the files of the benchmark; None in a release that was made before there was one."""
        return self.path / name if name in self.manifest.files else None

    @property
    def proofs(self) -> Path:
        """Where each triple comes from that no claim states, as server/why/proofs.py reads it."""
        return self.path / PROOFS


@lru_cache(maxsize=16)  # the time gate asks for those of all releases again and again
def _manifest(path: Path, _: int) -> Manifest:
    """Read a manifest; one that was written at another time is another."""
    return Manifest.from_json(path.read_text(encoding="utf-8"))


def current(folder: Path) -> Release:
    """Return the current release of a folder such as .eikg, by its own path: a later switch leaves it as it is.

    Raises NoRelease if there is none.
    """
    try:
        path = (folder / CURRENT).resolve(strict=True)
    except OSError:
        raise NoRelease(f"there is no release in {folder}: run `eikg build`") from None
    return Release(path)


def is_current(release: Release, folder: Path) -> bool:
    """Whether a release is the current one of a folder."""
    try:
        return current(folder).path == release.path.resolve()
    except NoRelease:
        return False


def releases_of(folder: Path) -> Path:
    """Return the folder of the releases of a project, by its settings; one that holds a current release is it itself.

    Another setting with a value that cannot be one is for whoever needs that.
    """
    beside = PROJECT.root is None and (folder / CURRENT).exists()
    return folder if beside else folder / Settings.read(os.environ)[0].releases
