"""One of the two states that are compared: a project's files, built in memory, a release or a commit, by its name."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from server.authoring.constraints import Constraints, constraints
from server.authoring.terms import Terms, terms
from server.build.analysis import analyse
from server.build.publish.description import description
from server.build.publish.resources import rule_quads
from server.build.read.sources import Source, Sources
from server.build.validate.shapes import FOLDER as SHAPES
from server.build.validate.shapes import Report, validate
from server.build.vocabulary import graph
from server.engine import EngineError, Job, Limits, Pool
from server.faults import Fault, InvalidInput
from server.integrity import record
from server.namespaces import EXAMPLES_GRAPH, VOID_GRAPH
from server.release import CURRENT, MANIFEST, ORIGINALS, RELEASES, Release, current
from server.saved.library import settings, table
from server.saved.query import SavedQuery, from_json
from server.saved.values import InvalidParameter, bind
from server.settings import Settings

_INFERRED: Final = graph("inferred")
_GENERATED: Final = frozenset(
    {
        _INFERRED,
        *(graph(name) for name in ("description", "quality")),
        *map(NamedNode, (VOID_GRAPH, EXAMPLES_GRAPH)),
    }
)
"""The graphs of a release that the build makes of the others."""

_PARTS: Final = ("ontology", "triples", "queries")
_NEEDED: Final = frozenset({"ontology", "triples"})
_DIGEST: Final = re.compile(r"[0-9a-f]{7,64}(-[0-9a-f]{8})?")
_SHORT: Final = 16
"""Characters of a digest that name the folder of a release."""


@dataclass(frozen=True)
class Answer:
    """The answer of a saved query under one setting, in the cells of an expected file; `fault`: why there is none."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    fault: str = ""


@dataclass(frozen=True)
class Answers:
    """The saved queries of one state and what they give.

    `answers` is keyed by the name of a query and of its setting, which is empty for the values in the file itself.
    """

    name: str
    queries: Mapping[str, SavedQuery]
    answers: Mapping[tuple[str, str], Answer]


@dataclass(frozen=True)
class Snapshot(Answers):
    """What is known of one state: `faults` are those of the checks, `failures` those of the shapes, with warnings."""

    asserted: frozenset[Quad]
    inferred: frozenset[Quad]
    terms: Terms
    faults: tuple[Fault, ...]
    failures: tuple[Fault, ...]
    constraints: Constraints


def of_project(name: str, root: Path) -> Snapshot:
    """Read, derive, infer and validate the project at `root`, and ask its saved queries.

    Faults that leave the meaning of the files clear, such as a term that nothing declares, become part of the
    snapshot. Raises InvalidInput where a file cannot be read or nothing can be derived from it.
    """
    found = analyse(root)
    if found.unreadable:
        raise InvalidInput(found.unreadable)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # under root evaluators are another user
        store = _store(Path(folder) / "store", [*found.quads, *description(found.quads)])
        answers = _answers(store, found.queries)
    return _snapshot(
        name,
        found.asserted,
        found.inferred,
        found.file_faults,
        found.shapes,
        found.queries,
        answers,
        constraints([*found.asserted, *rule_quads(found.rules)]),
    )


def of_release(name: str, release: Release) -> Snapshot:
    """Read a release, check its shapes and ask its saved queries. Raises NoRelease or OSError if it is not whole."""
    quads = list(parse(path=str(release.data), format=RdfFormat.N_QUADS))
    asserted = [quad for quad in quads if quad.graph_name not in _GENERATED]
    inferred = [quad for quad in quads if quad.graph_name == _INFERRED]
    shapes = tuple(quad for quad in quads if quad.graph_name == graph("shapes"))
    sources = Sources((Source(f"{SHAPES}/{name}.ttl", "", shapes, {}),), ())
    report = validate(asserted + inferred, sources)
    queries = from_json(release.queries.read_text("utf-8"))
    answers = _answers(release.store, queries)
    return _snapshot(name, asserted, inferred, (), report, queries, answers, constraints(quads))


def _snapshot(
    name: str,
    asserted: Iterable[Quad],
    inferred: Iterable[Quad],
    faults: Iterable[Fault],
    report: Report,
    queries: Iterable[SavedQuery],
    answers: Mapping[tuple[str, str], Answer],
    demands: Constraints,
) -> Snapshot:
    given = frozenset(asserted)
    return Snapshot(
        name,
        {query.name: query for query in queries},
        answers,
        given,
        frozenset(inferred),
        terms(given),
        tuple(faults),
        (*report.faults, *report.warnings, *report.notes),
        demands,
    )


def _store(path: Path, quads: Iterable[Quad]) -> Path:
    """Write a store whose default graph is the union of all graphs, as a release has it, with its files listed."""
    given = list(quads)
    store = Store(str(path))
    store.bulk_extend(given)
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in given)
    store.flush()
    del store
    path.with_name(ORIGINALS).touch()
    record(path.parent)
    return path


def _answers(store: Path, queries: Iterable[SavedQuery]) -> dict[tuple[str, str], Answer]:
    with closing(Pool(store, Limits.of(Settings.from_environment()), size=1)) as pool:
        return {
            (query.name, setting or ""): _answer(pool, query, setting)
            for query in queries
            for setting in settings(query)
        }


def _answer(pool: Pool, query: SavedQuery, setting: str | None) -> Answer:
    try:
        text = query.text if setting is None else bind(query, query.settings[setting])
        with pool.submit(Job(text)) as result:
            columns, rows = table(b"".join(result), query)
    except (EngineError, InvalidParameter) as error:
        return Answer((), (), str(error))
    return Answer(tuple(columns), tuple(rows))


class UnknownSnapshot(ValueError):
    """What was named is neither a folder of a project or release, nor a digest, nor a commit; says what to give."""


def snapshot(named: str, root: Path, releases: Path) -> Snapshot:
    """Return the snapshot that `named` means for the project at `root`, whose releases stand in `releases`.

    Raises UnknownSnapshot; InvalidInput for a project that cannot be built; NoRelease and OSError for a broken release.
    """
    if release := _release(named, releases):
        return of_release(named, release)
    folder = Path(named)
    return _of_folder(named, folder.resolve()) if folder.is_dir() else _of_commit(named, root)


def answers(named: str, root: Path, releases: Path) -> Answers:
    """Return the saved queries and their answers of what `named` means: as `snapshot`, of a release without the rest.

    Raises what `snapshot` raises.
    """
    release = _release(named, releases)
    if release is None:
        return snapshot(named, root, releases)
    queries = from_json(release.queries.read_text("utf-8"))
    return Answers(named, {query.name: query for query in queries}, _answers(release.store, queries))


def _release(named: str, releases: Path) -> Release | None:
    """Return the release that is meant; None where a project or a commit may be. Raises UnknownSnapshot, NoRelease."""
    if Path(named).is_dir():
        folder = Path(named).resolve()
        return Release(folder) if (folder / MANIFEST).is_file() else None
    if named == CURRENT:
        return current(releases)
    if not _DIGEST.fullmatch(named):
        return None
    if (releases / RELEASES / named / MANIFEST).is_file():
        return Release(releases / RELEASES / named)
    wanted = named[:_SHORT] if "-" not in named else named
    found = [path for path in (releases / RELEASES).glob(f"{wanted}*") if (path / MANIFEST).is_file()]
    if len(found) > 1:
        names = ", ".join(sorted(path.name for path in found))
        raise UnknownSnapshot(f"'{named}' begins the digests of several releases: name one of {names}")
    return Release(found[0]) if found else None


def _of_folder(name: str, folder: Path) -> Snapshot:
    if all((folder / part).is_dir() for part in _NEEDED):
        return of_project(name, folder)
    raise UnknownSnapshot(
        f"'{name}' is a folder with neither {MANIFEST} (a release) nor ontology/ and triples/ (a project)"
    )


def _of_commit(name: str, root: Path) -> Snapshot:
    """Read the tree of a commit from git's archive, so that the working tree stays as it is."""
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found is None:
        raise UnknownSnapshot(
            f"'{name}' is no folder, no digest of a release and no commit that this repository holds; "
            "in a shallow clone `git fetch --unshallow` gets the others"
        )
    commit = found.decode().strip()
    tree = (_git(root, "ls-tree", "--name-only", commit) or b"").decode().split()
    parts = [part for part in _PARTS if part in tree]
    if not set(parts) >= _NEEDED:
        raise UnknownSnapshot(f"commit '{name}' holds no ontology/ and triples/")
    archive = _git(root, "archive", "--format=tar", commit, "--", *parts)
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive or b"")) as files:
            files.extractall(folder, filter="data")
        return of_project(name, Path(folder))


def _git(root: Path, *arguments: str) -> bytes | None:
    """Return what git prints, or None where it fails or is not there."""
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout
