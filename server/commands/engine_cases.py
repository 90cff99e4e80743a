"""The queries that an engine is checked by, each with what judges its answer."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from server.endpoint.wrong_answers import text_of
from server.engine import EngineError, Job, Pool
from server.namespaces import PREFIXES
from server.release import BENCHMARK, Release
from server.saved.benchmark import read_asked
from server.saved.library import compare, expected_file
from server.saved.query import SavedQuery, Texts, from_json
from server.saved.values import InvalidParameter
from server.saved.verified import digest
from server.saved.verified import from_json as verified_from_json

SAVED: Final = "saved"
QUESTIONS: Final = "question"
CURATED: Final = "differential"
_CURATED: Final = Path("tests/system/differential/curated.rq")
_TITLED: Final = re.compile(r"^# (.+)\n((?:(?!# ).*\n?)+)", re.MULTILINE)
_ROUNDED: Final = 9
_NUMBERS: Final = frozenset(
    f"{PREFIXES['xsd']}{name}" for name in ("integer", "decimal", "double", "float", "int", "long")
)


@dataclass(frozen=True)
class Case:
    """A query to ask; `judge` says what is wrong with an answer (SPARQL JSON, or N-Triples), nothing if it is right."""

    group: str
    name: str
    text: str
    judge: Callable[[bytes], str]


def cases(release: Release, root: Path, embedded: Pool) -> Iterator[Case]:
    """Yield all queries of a release, and those of the tests where `root` is a checkout; `embedded` holds the release.

    What no rows are recorded of is compared with what the embedded engine answers. Raises NoRelease, OSError.
    """
    yield from _saved(release, root)
    yield from _questions(release, root)
    if (file := root / _CURATED).is_file():
        prologue = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
        for title, text in _TITLED.findall(file.read_text("utf-8")):
            query = prologue + text.strip()
            with suppress(EngineError):
                yield Case(CURATED, title, query, _like(embedded.fetch(Job(query))))


def left_out(root: Path) -> str:
    """What is not asked here, in words."""
    if (root / _CURATED).is_file():
        return "the recorded answers of tests/answers, which are about a small dataset of their own"
    return "the questions that are held back, and the queries of the tests: they are there in a checkout of the project"


def _saved(release: Release, root: Path) -> Iterator[Case]:
    if release.answers is None:
        return
    recorded = {one.query: one.rows for one in verified_from_json(release.answers.read_text("utf-8"))}
    for query in from_json(release.queries.read_text("utf-8")):
        for setting, wanted in recorded.get(query.name, {}).items():
            with suppress(InvalidParameter):
                file = expected_file(root / "queries", query.name, setting or None)
                judge = _rows_of(file, query) if file.is_file() else _digest_of(wanted, query)
                name = f"{query.name}.{setting}" if setting else query.name
                yield Case(SAVED, name, text_of(query, setting), judge)


def _questions(release: Release, root: Path) -> Iterator[Case]:
    """The questions that readers asked of each document: all of a checkout, else those that the release shows."""
    if (folder := root / "queries").is_dir():
        for asked in read_asked(folder):
            # Without its text the order of rows does not count: the ORDER BY of a question may leave it open.
            query = SavedQuery(asked.name, Texts(), asked.question, (), (), (), {}, "SELECT", "")
            yield Case(QUESTIONS, asked.name, asked.query, _rows_of(folder / f"{asked.name}.csv", query))
    elif path := release.benchmark(BENCHMARK):
        for entry in json.loads(path.read_text("utf-8"))["questions"]:
            if entry["name"].startswith("benchmark/"):
                answer = json.dumps(entry["answer"]).encode()
                yield Case(QUESTIONS, entry["name"], entry["query"]["sparql"], _like(answer))


def _rows_of(file: Path, query: SavedQuery) -> Callable[[bytes], str]:
    text = file.read_text("utf-8")
    return lambda answer: "; ".join(compare(text, answer, query))


def _digest_of(wanted: str, query: SavedQuery) -> Callable[[bytes], str]:
    return lambda answer: "" if digest(answer, query).startswith(wanted) else "other rows than recorded"


def _like(wanted: bytes) -> Callable[[bytes], str]:
    """A judge that compares rows, or triples, in whatever order, but for the labels of blank nodes."""

    def judge(answer: bytes) -> str:
        expected, found = _rows(wanted), _rows(answer)
        missing, surplus = (expected - found).total(), (found - expected).total()
        if not missing and not surplus:
            return ""
        return f"of {expected.total():,} rows {missing:,} are missing, {surplus:,} are others"

    return judge


def _rows(answer: bytes) -> Counter[tuple[tuple[str, str], ...]]:
    if not answer.startswith(b"{"):
        quads = ox.parse(answer, format=ox.RdfFormat.N_TRIPLES)
        return Counter(
            (("s", _term(quad.subject)), ("p", _term(quad.predicate)), ("o", _term(quad.object)))
            for quad in quads
        )
    found = ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return Counter([(("", str(bool(found))),)])
    names = [variable.value for variable in found.variables]
    return Counter(
        tuple(sorted((name, _term(term)) for name, term in zip(names, row, strict=True) if term is not None))
        for row in found
    )


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    if isinstance(term, ox.BlankNode):
        return "_:"
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS:
        with suppress(ValueError):
            return f"{float(term.value):.{_ROUNDED}g}"
    return str(term)
