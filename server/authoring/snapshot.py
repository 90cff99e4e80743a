"""One of the two states that are compared: a project's files, built in memory, or a release."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from server.authoring.terms import Terms, terms
from server.build.analysis import analyse
from server.build.publish.description import description
from server.build.read.sources import Source, Sources
from server.build.validate.shapes import FOLDER as SHAPES
from server.build.validate.shapes import Report, validate
from server.build.vocabulary import graph
from server.engine import EngineError, Job, Limits, Pool
from server.faults import Fault, InvalidInput
from server.namespaces import EXAMPLES_GRAPH, VOID_GRAPH
from server.release import Release
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


@dataclass(frozen=True)
class Answer:
    """The answer of a saved query under one setting, in the cells of an expected file; `fault`: why there is none."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    fault: str = ""


@dataclass(frozen=True)
class Snapshot:
    """What is known of one state.

    `faults` are those of the checks; `failures` those of the shapes, with warnings. `answers` is keyed by the name
    of a query and of its setting, which is empty for the values in the file itself.
    """

    name: str
    asserted: frozenset[Quad]
    inferred: frozenset[Quad]
    terms: Terms
    faults: tuple[Fault, ...]
    failures: tuple[Fault, ...]
    queries: Mapping[str, SavedQuery]
    answers: Mapping[tuple[str, str], Answer]


def of_project(name: str, root: Path) -> Snapshot:
    """Read, derive, infer and validate the project at `root`, and ask its saved queries.

    Faults that leave the meaning of the files clear, such as a term that nothing declares, become part of the
    snapshot. Raises InvalidInput where a file cannot be read or nothing can be derived from it.
    """
    found = analyse(root)
    if found.unreadable:
        raise InvalidInput(found.unreadable)
    with tempfile.TemporaryDirectory() as folder:
        store = _store(Path(folder) / "store", [*found.quads, *description(found.quads)])
        answers = _answers(store, found.queries)
    return _snapshot(
        name, found.asserted, found.inferred, found.file_faults, found.shapes, found.queries, answers
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
    return _snapshot(name, asserted, inferred, (), report, queries, _answers(release.store, queries))


def _snapshot(
    name: str,
    asserted: Iterable[Quad],
    inferred: Iterable[Quad],
    faults: Iterable[Fault],
    report: Report,
    queries: Iterable[SavedQuery],
    answers: Mapping[tuple[str, str], Answer],
) -> Snapshot:
    given = frozenset(asserted)
    return Snapshot(
        name,
        given,
        frozenset(inferred),
        terms(given),
        tuple(faults),
        (*report.faults, *report.warnings, *report.notes),
        {query.name: query for query in queries},
        answers,
    )


def _store(path: Path, quads: Iterable[Quad]) -> Path:
    """Write a store whose default graph is the union of all graphs, as a release has it."""
    given = list(quads)
    store = Store(str(path))
    store.bulk_extend(given)
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in given)
    store.flush()
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
