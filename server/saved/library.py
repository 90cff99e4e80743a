"""The saved queries of a folder or of a release, and the checks that need more than the file itself.

Expected rows are CSV files that a person writes and reads. A cell holds the text of a literal, or an IRI in full or
with one of the project's prefixes (eik:Claim). Where the query has an ORDER BY the order of the rows counts,
otherwise not. A GRAPH result has the columns subject, predicate and object, an ASK result the single column `result`.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pyoxigraph import RdfFormat, parse

from server.faults import Fault, InvalidInput
from server.namespaces import BASE, EVERYTHING
from server.rdf.iris import readable
from server.saved.front_matter import read
from server.saved.query import SavedQuery, line_of
from server.saved.values import bind
from server.sparql.prologue import written_iris

_SHOWN: Final = 5

FRAME: Final = ".frame.jsonld"
"""What the name of a query has behind it in that of the file with its JSON-LD frame."""

Evaluate = Callable[[str], bytes]
"""Runs a query text and returns its SELECT or ASK result as SPARQL JSON, or its graph as N-Triples."""


def expected_file(folder: Path, name: str, setting: str | None) -> Path:
    """Return the place of the rows that a query (under a named setting) is expected to give."""
    return folder / "expected" / (f"{name}.{setting}.csv" if setting else f"{name}.csv")


def table(result: bytes, query: SavedQuery) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the header and the rows of a result (SPARQL JSON, or N-Triples of a graph) as expected files hold them."""
    if query.form == "GRAPH":
        triples = parse(result, format=RdfFormat.N_TRIPLES)
        rows = sorted(
            (_plain(str(t.subject)), _plain(str(t.predicate)), getattr(t.object, "value", ""))
            for t in triples
        )
        return ["subject", "predicate", "object"], [(s, p, readable(o)) for s, p, o in rows]
    content = json.loads(result)
    if "boolean" in content:
        return ["result"], [(str(content["boolean"]).lower(),)]
    header = content["head"]["vars"]
    return header, [tuple(_cell(row.get(name)) for name in header) for row in content["results"]["bindings"]]


def write_csv(header: list[str], rows: list[tuple[str, ...]]) -> str:
    """Return a table in the form of an expected file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def compare(expected: str, result: bytes, query: SavedQuery) -> Iterator[str]:
    """Yield a sentence for every way in which a result differs from the content of an expected file."""
    wanted_header, *wanted = csv.reader(io.StringIO(expected)) or [[]]
    header, rows = table(result, query)
    if wanted_header != header:
        yield f"the columns are {', '.join(header)}; expected were {', '.join(wanted_header)}"
        return
    wanted_rows = [tuple(readable(cell) for cell in row) for row in wanted]
    missing = list((Counter(wanted_rows) - Counter(rows)).elements())
    surplus = list((Counter(rows) - Counter(wanted_rows)).elements())
    for kind, differing in (("expected but not given", missing), ("given but not expected", surplus)):
        for row in differing[:_SHOWN]:
            yield f"row {kind}: {' | '.join(row)}"
        if len(differing) > _SHOWN:
            yield f"and {len(differing) - _SHOWN} more rows {kind}"
    if (
        not missing
        and not surplus
        and wanted_rows != rows
        and re.search(r"\bORDER\s+BY\b", query.text, re.IGNORECASE)
    ):
        yield "the rows are the expected ones in another order"


def _plain(term: str) -> str:
    return readable(term.strip("<>"))


def _cell(binding: dict[str, Any] | None) -> str:
    if binding is None:
        return ""
    value = str(binding["value"])
    return readable(value) if binding["type"] == "uri" else value


def read_folder(folder: Path) -> tuple[SavedQuery, ...]:
    """Return the saved queries of a folder by name; raises InvalidInput with the faults of all files."""
    queries: list[SavedQuery] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.rq")):
        file = f"{folder.name}/{path.name}"
        try:
            queries.append(_with_frame(read(file, path.read_text("utf-8")), path))
        except UnicodeDecodeError:
            faults.append(Fault(file, None, None, "query-encoding", "is not UTF-8", "save it as UTF-8"))
        except InvalidInput as error:
            faults.extend(error.faults)
    named = {query.name for query in queries}
    for path in sorted(folder.glob(f"*{FRAME}")):
        if path.name.removesuffix(FRAME) not in named and not faults:
            faults.append(
                _about_frame(path, "belongs to no saved query", "remove it, or name it as its query")
            )
    if faults:
        raise InvalidInput(faults)
    return tuple(queries)


def _with_frame(query: SavedQuery, path: Path) -> SavedQuery:
    """Return the query with the frame that stands beside it, if one does. Raises InvalidInput for one that is none."""
    beside = path.with_name(query.name + FRAME)
    if not beside.exists():
        return query
    try:
        frame = json.loads(beside.read_text("utf-8"))
    except ValueError as error:
        raise InvalidInput([_about_frame(beside, f"is no JSON: {error}", "mend it")]) from None
    if not isinstance(frame, dict) or not isinstance(frame.get("@context"), dict):
        remedy = 'begin with {"@context": {…}}: nothing is fetched from other hosts'
        raise InvalidInput([_about_frame(beside, "has no context of its own", remedy)])
    if query.form != "GRAPH":
        remedy = "remove it, or let the query CONSTRUCT a graph"
        raise InvalidInput([_about_frame(beside, "stands beside a query that gives no graph", remedy)])
    return replace(query, frame=json.dumps(frame, ensure_ascii=False))


def _about_frame(path: Path, message: str, remedy: str) -> Fault:
    return Fault(f"{path.parent.name}/{path.name}", None, None, "query-frame", message, remedy)


def expected_files(queries: Iterable[SavedQuery], folder: Path) -> Iterator[Fault]:
    """Yield a fault for each query or setting without expected rows, and for expected rows of no query.

    The tests ask this, not the build: a query that is still being written must not keep a release from being made.
    """
    wanted = {expected_file(folder, query.name, setting) for query in queries for setting in settings(query)}
    present = set((folder / "expected").glob("*.csv"))
    for path in wanted - present:
        remedy = "write down the rows that a careful reader expects, as CSV with a header of the columns"
        yield _about_expected(path, "the expected rows are missing", remedy)
    for path in present - wanted:
        remedy = "remove it, or name the setting in the query's front matter"
        yield _about_expected(path, "belongs to no saved query or setting", remedy)


def _about_expected(path: Path, message: str, remedy: str) -> Fault:
    file = f"{path.parent.parent.name}/expected/{path.name}"
    return Fault(file, None, None, "query-expected", message, remedy)


def settings(query: SavedQuery) -> tuple[str | None, ...]:
    """Return the settings for which rows are expected: None for the values in the file itself, then the named ones."""
    return None, *query.settings


def unknown_names(queries: Iterable[SavedQuery], folder: Path, known: Collection[str]) -> Iterator[Fault]:
    """Yield a fault for every IRI of the project that a query names and that the release does not describe.

    `known` holds the IRIs of terms, concepts and things that exist: a class that was renamed, or a misspelt concept,
    would otherwise give no rows without a word.
    """
    for query in queries:
        text = (folder / f"{query.name}.rq").read_text("utf-8")
        for named in written_iris(text):
            if named.iri.startswith(BASE) and named.iri.removesuffix(EVERYTHING) not in known:
                namespace = named.iri[: named.iri.rfind("/") + 1]
                near = difflib.get_close_matches(
                    named.iri, [iri for iri in known if iri.startswith(namespace)], 1
                )
                remedy = f"did you mean {near[0]}?" if near else "name a term or thing that exists"
                yield Fault(
                    f"{folder.name}/{query.name}.rq",
                    line_of(text, named.start),
                    named.written,
                    "query-unknown-name",
                    f"{named.iri} does not exist",
                    remedy,
                )


def deprecated_names(
    queries: Iterable[SavedQuery], folder: Path, remedies: Mapping[str, str]
) -> Iterator[Fault]:
    """Yield a fault for every deprecated IRI that a query names; `remedies` says of each what to use instead."""
    for query in queries:
        text = (folder / f"{query.name}.rq").read_text("utf-8")
        for named in written_iris(text):
            if named.iri in remedies:
                yield Fault(
                    f"{folder.name}/{query.name}.rq",
                    line_of(text, named.start),
                    named.written,
                    "query-deprecated",
                    "is deprecated",
                    remedies[named.iri],
                )


def unexpected_rows(
    query: SavedQuery, setting: str | None, folder: Path, evaluate: Evaluate
) -> Iterator[Fault]:
    """Yield a fault for every way in which the rows under a setting differ from those in queries/expected."""
    path = expected_file(folder, query.name, setting)
    result = evaluate(query.text if setting is None else bind(query, query.settings[setting]))
    for difference in compare(path.read_text("utf-8"), result, query):
        yield _about_expected(
            path, difference, "mend the data, the query or the expectation: the document decides"
        )
