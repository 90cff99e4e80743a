"""The stores that queries are evaluated on: a release in memory, or a store on disk.

In memory a query takes less than half the time. What is loaded, and in which order, follows from the release alone, so
that a query without ORDER BY has the same order of rows in every process that holds the release.
"""

from __future__ import annotations

import hashlib
import resource
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from server.engine.job import ASSERTED, Access, Dataset
from server.integrity import Damage, DamagedRelease, entries, is_complete
from server.rdf.originals import Originals, read
from server.release import ASSERTED as ASSERTED_STORE
from server.release import DATA, INFERRED_GRAPH, ORIGINALS, NoRelease

PREDECESSOR_GONE: Final = 10.0
"""Seconds that a killed evaluator may need to give up its lock on a store that is written to."""

DESCRIPTORS_FOR_STORE: Final = 4096
"""RocksDB opens up to 16 files of an index at once if it may have four times as many descriptors open."""

MEMORY_PER_BYTE: Final = 10
"""Bytes that the stores in memory take for each byte of the data in N-Quads, measured on the curated release."""

_INFERRED: Final = f"<{INFERRED_GRAPH}>".encode()


@dataclass(frozen=True)
class Stores:
    """What queries are evaluated on.

    `graphs` holds the named graphs and the default graph. `default` holds the default graph alone, which a query that
    names no graph reads faster, or is None. `prepared` are stores whose default graph is that of a whole dataset.
    `originals` are the triples that were written otherwise than the stores give them.
    """

    graphs: ox.Store
    default: ox.Store | None = None
    prepared: Mapping[Dataset, ox.Store] = field(default_factory=dict)
    originals: Originals = field(default_factory=dict)


def fits_in_memory(store: Path, limit: int) -> bool:
    """Whether a release is to be held in memory.

    It is if its stores take no more than `limit` bytes, by estimate, and no more than half of what the system has left.
    """
    with suppress(OSError):
        needed = (store.parent / DATA).stat().st_size * MEMORY_PER_BYTE
        return needed <= limit and 2 * needed <= _available()
    return False


def in_memory(store: Path) -> Stores:
    """The release beside whose store its N-Quads lie, loaded from those.

    Raises OSError, ValueError and SyntaxError, and NoRelease if they are not as the build wrote them.

    The default graph is loaded last: a store in memory keeps its newest quads in front, and most queries read that one.
    """
    data, written = (store.parent / DATA).read_bytes(), entries(store.parent)
    if hashlib.sha256(data).hexdigest() != written[DATA].digest:
        raise DamagedRelease(store.parent.name, [Damage(DATA, "has other bytes than were written")])
    named, union, asserted = _quads(data)
    graphs, default, stated = ox.Store(), ox.Store(), ox.Store()
    _load(graphs, named, ox.RdfFormat.N_QUADS)
    for target in (graphs, default):
        _load(target, union, ox.RdfFormat.N_TRIPLES)
    _load(stated, asserted, ox.RdfFormat.N_TRIPLES)
    return Stores(graphs, default, {ASSERTED: stated}, read(store.with_name(ORIGINALS)))


def on_disk(store: Path, access: Access) -> Stores:
    """The store in a folder, and the one of asserted triples beside it.

    Raises OSError, ValueError, SyntaxError and RuntimeError where they cannot be read, NoRelease where files are
    missing: of a store that is cut short the engine may make an empty one.
    """
    if access is Access.RELEASE and not is_complete(store.parent):
        raise NoRelease("a file of the release is missing, or not of its size")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(DESCRIPTORS_FOR_STORE, most), most))
    if access is Access.RELEASE:
        asserted = store.with_name(ASSERTED_STORE)
        prepared = {ASSERTED: ox.Store.read_only(str(asserted))} if asserted.is_dir() else {}
        originals = read(store.with_name(ORIGINALS))
        return Stores(ox.Store.read_only(str(store)), prepared=prepared, originals=originals)
    return Stores(_open_for_writing(str(store)))


def unopened_files(store: Path) -> int:
    """How many files of a store on disk and of the one beside it are not open: of an index, 16 are at the start."""
    present = sum(1 for path in (store, store.with_name(ASSERTED_STORE)) for _ in path.glob("*.sst"))
    return present - sum(str(link).endswith(".sst") for link in _open_files())


def _quads(data: bytes) -> tuple[list[bytes], list[bytes], list[bytes]]:
    """Canonical N-Quads in lines, and as triples, each once: those of all graphs, and the asserted ones."""
    named = data.splitlines(keepends=True)
    union: dict[bytes, bool] = {}
    for line in named:
        triple, graph = line[:-3].rsplit(b" ", 1)
        union[triple] = union.get(triple, False) or graph != _INFERRED
    asserted = [triple + b" .\n" for triple, stated in union.items() if stated]
    return named, [triple + b" .\n" for triple in union], asserted


def _load(store: ox.Store, lines: list[bytes], form: ox.RdfFormat) -> None:
    """Load lines into a store; those with blank nodes one by one, as loading would give the nodes other labels."""
    plain = b"".join(line for line in lines if b"_:" not in line)
    labelled = b"".join(line for line in lines if b"_:" in line)
    store.extend(ox.parse(labelled, format=form))
    store.load(plain, format=form)


def _available() -> int:
    """Bytes of memory that the system has left for new programs; without bound where it does not say."""
    with suppress(OSError):
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return 2**63


def _open_files() -> Iterator[Path]:
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the one that lists the folder
            yield descriptor.readlink()


def _open_for_writing(store: str) -> ox.Store:
    end = time.monotonic() + PREDECESSOR_GONE
    while True:
        try:
            return ox.Store(store)
        except OSError:  # locked, as long as the evaluator that was killed is not quite gone
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
