"""The benchmark: questions in words, each with the SPARQL that answers it and its rows, or held with a digest alone.

Its questions are the saved queries, with the values that they are asked with, and those that readers asked of each
document (queries/benchmark). Half of the latter are held: whoever is measured by them sees neither query nor rows.
Which half follows from their names. A saved query is never held, as its page shows it.

The files are in the layout that the client of TEXT2SPARQL reads (https://github.com/aksw/text2sparql-client).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.faults import Fault, InvalidInput
from server.namespaces import BASE, OWN
from server.saved.front_matter import read_question
from server.saved.query import Texts

FOLDER: Final = "benchmark"
"""The folder within that of the saved queries."""


@dataclass(frozen=True)
class Asked:
    """A question and the query that answers it. `name` is for good: the number of the question is made of it."""

    name: str
    question: Texts
    query: str
    held: bool = False

    @property
    def number(self) -> int:
        """A number of 32 bits that stays when other questions come or go."""
        return int(hashlib.sha256(self.name.encode()).hexdigest()[:8], 16)


@dataclass(frozen=True)
class Answered:
    """A question with its answer, in SPARQL 1.1 Query Results JSON."""

    asked: Asked
    results: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """SHA-256 of the distinct values in all columns, sorted, a line each.

        It tells whether another query gives the same values, whatever it calls its columns and in which order.
        """
        rows = self.results["results"]["bindings"]
        values = {_value(binding) for row in rows for binding in row.values()}
        return hashlib.sha256("\n".join(sorted(values)).encode()).hexdigest()

    def data(self) -> dict[str, Any]:
        """Return the question as an entry of a file of questions."""
        asked = self.asked
        entry: dict[str, Any] = {"id": asked.number, "question": dict(asked.question), "sha256": self.digest}
        if asked.held:
            return entry
        return {**entry, "name": asked.name, "query": {"sparql": asked.query}, "answer": dict(self.results)}


def read_asked(queries: Path) -> tuple[Asked, ...]:
    """Return the questions of the folder `benchmark` by name. Raises InvalidInput with the faults of all files."""
    found: list[Asked] = []
    faults: list[Fault] = []
    for path in sorted((queries / FOLDER).glob("*/*.rq")):
        name = path.relative_to(queries).with_suffix("").as_posix()
        file = f"{queries.name}/{name}.rq"
        try:
            question, query = read_question(file, path.read_text("utf-8"))
        except UnicodeDecodeError:
            faults.append(Fault(file, None, None, "query-encoding", "is not UTF-8", "save it as UTF-8"))
        except InvalidInput as error:
            faults.extend(error.faults)
        else:
            found.append(Asked(name, question, query, _is_held(name)))
    if faults:
        raise InvalidInput(faults)
    return tuple(found)


def to_json(answered: Iterable[Answered], held: bool) -> str:
    """Return the file of the questions that are held, or of those that are shown."""
    questions = [one.data() for one in answered if one.asked.held == held]
    content = {"dataset": {"id": BASE, "prefix": OWN}, "questions": questions}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _is_held(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[-1] % 2 == 0


def _value(binding: Mapping[str, Any]) -> str:
    value = binding["value"]
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
