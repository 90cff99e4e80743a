"""Writing a release: all of it under a temporary name, then one rename, then one switch of the link to it."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final, cast

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store

from server import __version__
from server.build.publish.description import datasets
from server.build.publish.dumps import dumps
from server.dumps import DUMPS
from server.faults import Fault, InvalidInput
from server.integrity import Damage, damage, is_complete, is_held, record
from server.rdf.graphs import by_graph, digest, n_quads
from server.rdf.originals import originals_text
from server.release import (
    ANSWERS,
    ASSERTED,
    CURRENT,
    DATA,
    INFERRED_GRAPH,
    MANIFEST,
    ORIGINALS,
    RELEASES,
    SEARCH,
    STORE,
    GraphEntry,
    Manifest,
    Release,
)
from server.search.entries import Entry
from server.search.index import write as write_index

KEPT: Final = 3
"""How many releases stay; a server that still reads the one before the last keeps working."""
_UNFINISHED: Final = ".unfinished"
_REMOVED: Final = ".removed"
_REMEDY: Final = "see to room and permissions there, then build again; the release that was current stays"
_INFERRED: Final = NamedNode(INFERRED_GRAPH)
_LOCK: Final = ".lock"
_SOURCES: Final = ("ontology", "triples", "queries")
_AT_WORKING_FOLDER: Final = -100
_EXCHANGE: Final = 2
"""Of renameat2(2): paths count from the working folder; the two folders take each other's name."""


Verify = Callable[[Path], str]
"""Asks the unfinished release in a folder its saved queries; returns the text of its answers.json."""


@dataclass(frozen=True)
class Written:
    """The release that stands, and what was wrong with the one of its name that it took the place of."""

    release: Release
    replaced: tuple[Damage, ...] = ()


def write(
    folder: Path,
    quads: Sequence[Quad],
    texts: Mapping[str, str],
    names: Sequence[Entry],
    counts: Mapping[str, int],
    ontology_version: str,
    created: str | None,
    verify: Verify | None = None,
) -> Written:
    """Write a release of `quads` (named graphs only, canonical) into `folder` and make it the current one.

    `texts` holds the other files by their names in server/release.py, `names` what can be searched; `counts` joins the
    manifest's; `verify`, if given, asks what is written its saved queries. Whatever stops the writing, the release that
    was current stays so, and nothing of the unfinished one is left. An equal release that stands already is kept if it
    is undamaged. Raises InvalidInput if another build is writing, or if files cannot be written, as on a full disk.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder), _unfinished(folder) as unfinished:
            manifest = _fill(unfinished, quads, texts, counts, ontology_version, created, verify)
            write_index(unfinished / SEARCH, names)
            record(unfinished)
            release, replaced = _place(unfinished, manifest)
            _switch(folder, release)
            _clear(folder, release)
            return Written(Release(release), tuple(replaced))
    except OSError as error:
        reason = f"the release cannot be written: {error.strerror or error}"
        raise InvalidInput([Fault(str(folder), None, None, "write", reason, _REMEDY)]) from None


def newest_commit(root: Path) -> str | None:
    """Return the time (ISO 8601, UTC) of the newest commit that changed a source; None outside a repository."""
    command = [
        "git",
        "-C",
        str(root),
        "log",
        "-1",
        "--format=%cd",
        "--date=format-local:%Y-%m-%dT%H:%M:%SZ",
        "--",
    ]
    environment = {**os.environ, "TZ": "UTC"}
    try:
        result = subprocess.run(
            [*command, *_SOURCES], env=environment, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return result.stdout.strip() or None


def _fill(
    path: Path,
    quads: Sequence[Quad],
    texts: Mapping[str, str],
    counts: Mapping[str, int],
    ontology_version: str,
    created: str | None,
    verify: Verify | None,
) -> Manifest:
    texts = {DATA: n_quads(quads), ORIGINALS: originals_text(quad.triple for quad in quads), **texts}
    files = {name: text.encode() for name, text in texts.items()} | dict(dumps(quads))
    (path / DUMPS).mkdir()
    for name, content in files.items():
        _write_file(path / name, content)
    triples = _write_store(path / STORE, quads)
    stated = [quad for quad in quads if quad.graph_name != _INFERRED]
    asserted = _write_asserted(path / ASSERTED, stated)
    if verify is not None:
        record(path)  # no evaluator opens a store whose files are not listed
        files[ANSWERS] = verify(path).encode()
        _write_file(path / ANSWERS, files[ANSWERS])
    graphs = {iri: GraphEntry(len(members), digest(members)) for iri, members in by_graph(quads).items()}
    digests = "".join(f"{iri} {entry.digest}\n" for iri, entry in graphs.items())
    manifest = Manifest(
        digest=hashlib.sha256(digests.encode()).hexdigest(),
        created=created,
        versions={"project": __version__, "ontology": ontology_version, "pyoxigraph": version("pyoxigraph")},
        counts={
            **counts,
            "triples": triples,
            "asserted": asserted,
            "quads": len(quads),
            "graphs": len(graphs),
        },
        graphs=graphs,
        datasets=datasets(quads),
        files={name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    )
    _write_file(path / MANIFEST, manifest.to_json().encode())
    return manifest


def _write_store(path: Path, quads: Sequence[Quad]) -> int:
    """Write the store; return the size of its default graph, the union of all graphs with each triple once."""
    store = Store(str(path))
    store.bulk_extend(quads)
    return _finish(store, quads)


def _write_asserted(path: Path, stated: list[Quad]) -> int:
    """Write the store that has only a default graph, the union of the graphs given; return its size."""
    return _finish(Store(str(path)), stated)


def _finish(store: Store, quads: Sequence[Quad]) -> int:
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads)
    store.optimize()
    store.flush()
    [[number]] = cast("QuerySolutions", store.query("SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }"))
    return int(cast("Literal", number).value)


def _write_file(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _place(unfinished: Path, manifest: Manifest) -> tuple[Path, list[Damage]]:
    """Rename a finished release to its digest, or keep the equal one that stands there already.

    A release of the same data with other queries or versions gets a longer name: what stands is never changed. What
    is damaged makes room; what was wrong with it is returned too.
    """
    short = manifest.digest[:16]
    text = manifest.to_json()
    longer = f"{short}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    for name in (short, longer):
        path = unfinished.with_name(name)
        if not path.is_dir() and os.path.lexists(path):
            path.unlink()
        if not path.exists():
            unfinished.rename(path)
            return path, []
        if found := damage(path, whole=True):
            _exchange(unfinished, path)
            return path, found
        if (path / MANIFEST).read_text(encoding="utf-8") == text:
            shutil.rmtree(unfinished)
            os.utime(path)
            return path, []
    raise FileExistsError(f"{path} does not hold what its name says: remove it and build again")


def _exchange(unfinished: Path, path: Path) -> None:
    """Let a finished release take the name of a damaged one, at once where the file system can do that."""
    ours, theirs = (os.fsencode(one) for one in (unfinished, path))
    if ctypes.CDLL(None, use_errno=True).renameat2(
        _AT_WORKING_FOLDER, ours, _AT_WORKING_FOLDER, theirs, _EXCHANGE
    ):
        if ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        _remove(path)
        unfinished.rename(path)


def _switch(folder: Path, release: Path) -> None:
    link = folder / f".{CURRENT}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(RELEASES) / release.name)
    link.replace(folder / CURRENT)


def _clear(folder: Path, release: Path) -> None:
    """Remove all but the newest releases, and what is none: what an earlier build left half removed, or damaged.

    A release that a server has open stays until a build finds it closed.
    """
    others = [path for path in (folder / RELEASES).iterdir() if path != release and path.name != _UNFINISHED]
    whole = [path for path in others if is_complete(path)]
    whole.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others:
        if path not in whole[: KEPT - 1] and not is_held(path):
            _remove(path)


def _remove(path: Path) -> None:
    """Remove a release: by its name at once, then file by file, so that half of one never stands under its name."""
    if path.is_symlink() or not path.is_dir():
        path.unlink()
        return
    away = path.with_name(f"{_REMOVED}-{path.name}")
    if not path.name.startswith(_REMOVED):
        shutil.rmtree(away, ignore_errors=True)
        path = path.rename(away)
    shutil.rmtree(path)


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """A new folder for a release to be written into, which is gone in the end unless it was renamed."""
    path = folder / RELEASES / _UNFINISHED
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            remedy = "wait until it ends"
            raise InvalidInput(
                [Fault(str(folder), None, None, "lock", "another build is writing here", remedy)]
            ) from None
        yield
