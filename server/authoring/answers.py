"""The answers of a release to its saved queries against the rows that queries/expected holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from server.engine import EngineError, Job, Limits, Pool
from server.faults import Fault
from server.release import QUERIES, STORE, Release
from server.saved.library import compare, expected_file, settings, table
from server.saved.order import both_ways, undecided
from server.saved.query import SavedQuery, from_json
from server.saved.values import InvalidParameter, bind
from server.saved.verified import Verified, digest, to_json
from server.settings import Settings
from server.summary import DIGEST

_FOLDER: Final = "queries"


def answer_faults(root: Path, release: Release) -> Iterator[Fault]:
    """Yield a fault for each way in which an answer differs from its expected rows; `root` is the project's folder.

    A query or setting without expected rows is a fault, too, and rows whose order the query leaves open. Raises
    NoRelease.
    """
    queries = from_json(release.queries.read_text("utf-8"))
    with closing(Pool(release.store, Limits.of(Settings.from_environment()), size=1)) as pool:
        for query in queries:
            for setting in settings(query):
                file = expected_file(root / _FOLDER, query.name, setting)
                name = file.relative_to(root).as_posix()
                for difference in _differences(pool, query, setting, file):
                    remedy = (
                        "mend the query, the data or the expected rows, whichever the texts show to be wrong"
                    )
                    yield Fault(name, None, query.name, "answer", difference, remedy)
                if open_order := _open_order(pool, query, setting):
                    place = f"{_FOLDER}/{query.name}.rq"
                    remedy = "add the variables to ORDER BY"
                    yield Fault(place, None, query.name, "answer-order", open_order, remedy)


def verified(root: Path, folder: Path) -> str:
    """Ask an unfinished release its saved queries; return the text of its answers.json."""
    queries = from_json((folder / QUERIES).read_text("utf-8"))
    with closing(Pool(folder / STORE, Limits.of(Settings.from_environment()), size=1)) as pool:
        return to_json(_verified(pool, root, queries))


def _verified(pool: Pool, root: Path, queries: Iterable[SavedQuery]) -> Iterator[Verified]:
    """Compare the answers for which rows are written down; a query without any is left out."""
    for query in queries:
        files = {
            setting or "": expected_file(root / _FOLDER, query.name, setting) for setting in settings(query)
        }
        written = {name: file for name, file in files.items() if file.is_file()}
        failed, rows = [], {}
        for name, file in written.items():
            try:
                answer = _answer(pool, query, name or None)
            except (EngineError, InvalidParameter):
                failed.append(name)
                continue
            rows[name] = digest(answer, query)[:DIGEST]
            if any(compare(file.read_text(encoding="utf-8"), answer, query)):
                failed.append(name)
        if written:
            yield Verified(query.name, len(written) - len(failed), tuple(failed), rows)


def _differences(pool: Pool, query: SavedQuery, setting: str | None, file: Path) -> Iterator[str]:
    if not file.is_file():
        yield "is missing: nobody said which rows the query must give"
        return
    try:
        yield from compare(file.read_text(encoding="utf-8"), _answer(pool, query, setting), query)
    except (EngineError, InvalidParameter) as error:
        yield str(error)


def _answer(pool: Pool, query: SavedQuery, setting: str | None) -> bytes:
    """Raises EngineError and InvalidParameter."""
    with pool.submit(Job(_text(query, setting))) as result:
        return b"".join(result)


def _open_order(pool: Pool, query: SavedQuery, setting: str | None) -> str | None:
    if query.form != "SELECT":
        return None
    columns = [column.name for column in query.columns]
    answers = []
    try:
        for text in both_ways(_text(query, setting), columns) or ():
            with pool.submit(Job(text)) as result:
                answers.append(table(b"".join(result), query)[1])
    except (EngineError, InvalidParameter):
        return None  # told of where the answer is compared
    return undecided(columns, *answers) if answers else None


def _text(query: SavedQuery, setting: str | None) -> str:
    return query.text if setting is None else bind(query, query.settings[setting])
