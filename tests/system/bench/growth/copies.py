"""A release in which what was curated, and what follows from it, is there several times over, under other names.

A copy renames every thing, claim and segment (`…/id/…`) and every graph that holds such by a suffix. Ontology, schemes,
shapes, alignments and descriptions are there once, as they would be if more were curated; so is the graph of what is
inferred, which grows. The first copy keeps its names: the constants of the mix mean the same at every size.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from server.integrity import record
from server.namespaces import BASE
from server.release import (
    CURRENT,
    INFERRED_GRAPH,
    MANIFEST,
    ORIGINALS,
    PROOFS,
    QUERIES,
    RELEASES,
    STORE,
    Manifest,
    Release,
)

_THING: Final = re.compile(rf"\A(<{re.escape(BASE)}id/[^>]*)>")
_ONCE: Final = frozenset(
    f"{BASE}{name}"
    for name in (
        "graph/ontology",
        "graph/schemes",
        "graph/shapes",
        "graph/external-terms",
        "graph/alignments",
        "graph/description",
        "graph/quality",
        ".well-known/void",
        ".well-known/sparql-examples",
    )
)


def write_copies(release: Release, copies: int, folder: Path) -> None:
    """Write a release with so many copies into a folder, as the build lays one out, and make it the current one."""
    path = folder / RELEASES / f"{copies:016x}"
    path.mkdir(parents=True)
    lines = release.data.read_text("utf-8").splitlines(keepends=True)
    quads = folder / "data.nq"
    with quads.open("w", encoding="utf-8") as file:
        file.writelines(lines)
        file.writelines(union(lines))
        for copy in range(2, copies + 1):
            more = renamed(lines, copy)
            file.writelines(more)
            file.writelines(union(more))
    store = ox.Store(str(path / STORE))
    store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    quads.unlink()
    triples = sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    del store
    shutil.copy(release.queries, path / QUERIES)
    manifest = release.manifest
    counts = {**manifest.counts, "triples": triples}
    written = Manifest(
        f"{copies:064x}", manifest.created, manifest.versions, counts, manifest.graphs, manifest.files
    )
    (path / MANIFEST).write_text(written.to_json(), "utf-8")
    for name in (ORIGINALS, PROOFS):
        (path / name).touch()
    record(path)
    (folder / CURRENT).symlink_to(Path(RELEASES) / path.name)


def renamed(lines: Iterable[str], copy: int) -> list[str]:
    """The quads of a further copy: those that say something of a thing, with other names for it."""
    suffix = f"~{copy}"
    found = []
    for line in lines:
        start = line.rindex(" <")
        graph = line[start + 2 : line.rindex(">")]
        if graph in _ONCE:
            continue
        terms = line[:start].split(" ", 2)
        triple = " ".join(_THING.sub(rf"\1{suffix}>", term) for term in terms)
        if triple != line[:start]:
            found.append(f"{triple} <{graph if graph == INFERRED_GRAPH else graph + suffix}> .\n")
    return found


def union(lines: Iterable[str]) -> list[str]:
    """The triples of N-Quads, each once and in the default graph."""
    return [*dict.fromkeys(line[: line.rindex(" <")] + " .\n" for line in lines)]
