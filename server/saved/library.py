"""The saved queries of a folder or of a release, and the checks that need more than the file itself."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from server.build.problems import InvalidInput, Problem, in_order
from server.namespaces import BASE
from server.saved.expected import compare, expected_file
from server.saved.front_matter import read
from server.saved.query import SavedQuery
from server.saved.tokens import line_of, named_iris
from server.saved.values import bind

Evaluate = Callable[[str], bytes]
"""Runs a query text and returns its SELECT or ASK result as SPARQL JSON, or its graph as N-Triples."""


def read_folder(folder: Path) -> tuple[SavedQuery, ...]:
    """Return the saved queries of a folder by name; raises InvalidInput with the faults of all files."""
    queries: list[SavedQuery] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.rq")):
        try:
            queries.append(read(f"{folder.name}/{path.name}", path.read_text("utf-8")))
        except UnicodeDecodeError:
            problems.append(
                Problem(
                    f"{folder.name}/{path.name}",
                    None,
                    None,
                    "query-encoding",
                    "is not UTF-8",
                    "save it as UTF-8",
                )
            )
        except InvalidInput as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    return tuple(queries)


def unknown_names(query: SavedQuery, folder: Path, known: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for every IRI of the project that the query names and that the release does not describe.

    `known` holds the IRIs of terms, concepts and things that exist: a class that was renamed, or a misspelt concept,
    would otherwise give no rows without a word.
    """
    file = f"{folder.name}/{query.name}.rq"
    text = (folder / f"{query.name}.rq").read_text("utf-8")
    for named in named_iris(text):
        if named.iri.startswith(BASE) and named.iri not in known:
            namespace = named.iri[: named.iri.rfind("/") + 1]
            near = difflib.get_close_matches(
                named.iri, [iri for iri in known if iri.startswith(namespace)], 1
            )
            remedy = f"did you mean {near[0]}?" if near else "name a term or thing that exists"
            line = line_of(text, named.offset)
            yield Problem(
                file, line, named.written, "query-unknown-name", f"{named.iri} does not exist", remedy
            )


def unexpected_rows(query: SavedQuery, folder: Path, evaluate: Evaluate) -> Iterator[Problem]:
    """Yield a problem for each setting whose rows differ from queries/expected, or that has no such file."""
    for setting in (None, *query.settings):
        path = expected_file(folder, query.name, setting)
        file = f"{folder.name}/expected/{path.name}"
        given = query.settings[setting] if setting else _examples(query)
        if not path.is_file():
            remedy = "write down the rows that a careful reader expects, as CSV with a header of the columns"
            yield Problem(file, None, query.name, "query-expected", "the expected rows are missing", remedy)
            continue
        for difference in compare(path.read_text("utf-8"), evaluate(bind(query, given)), query):
            remedy = "mend the data, the query, or the expectation: the text of the document decides"
            yield Problem(file, None, query.name, "query-expected", difference, remedy)


def _examples(query: SavedQuery) -> dict[str, list[str]]:
    """Return the values of required parameters: without a setting of its own the file's example counts."""
    return {parameter.name: list(parameter.default) for parameter in query.parameters if parameter.required}


def check_folder(folder: Path, known: Collection[str], evaluate: Evaluate) -> list[Problem]:
    """Return every problem of a folder's queries against a release: unknown names and unexpected rows, in order."""
    problems: list[Problem] = []
    for query in read_folder(folder):
        unknown = list(unknown_names(query, folder, known))
        problems.extend(unknown or unexpected_rows(query, folder, evaluate))
    known_files = {
        expected_file(folder, query.name, setting).name
        for query in read_folder(folder)
        for setting in (None, *query.settings)
    }
    problems.extend(
        Problem(
            f"{folder.name}/expected/{path.name}",
            None,
            None,
            "query-expected",
            "belongs to no saved query or setting",
            "remove it, or name the setting in the query's front matter",
        )
        for path in sorted((folder / "expected").glob("*.csv"))
        if path.name not in known_files
    )
    return in_order(problems)
