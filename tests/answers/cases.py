"""The recorded answers: queries over `data.trig`, each with the answer that SPARQL 1.1 Query gives it.

A file `*.toml` beside this one holds a group of them, a table for each query, by its name:

* `query`: its text; the prefixes of `PREFIXES` are declared before it;
* `section`: where SPARQL 1.1 Query (or another document, by its name) says what its answer is;
* the answer, as one of
  `rows`: the variables in a line, then a row in each, as terms of Turtle; UNDEF is a variable without a value,
  `graph`: triples in Turtle, `boolean`, or `refused`: the kind of problem by which it is refused;
* `arq`: why Jena ARQ answers otherwise, if it does;
* `deviation`: why this endpoint answers otherwise, if it does, as a group of tests/system/conformance/ignored.toml; the
  answer recorded is the right one all the same.

Rows come in any order, unless the query has an ORDER BY. Blank nodes are compared up to their labels, decimals and
floating-point numbers by their value, all other terms as they are written.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from server.sparql.parser import parse
from server.sparql.scanner import Unreadable
from tests.system.conformance.comparison import Match, Term, match

FOLDER: Final = Path(__file__).resolve().parent
DATA: Final = FOLDER / "data.trig"

PREFIXES: Final = {
    "": "http://example.org/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_PROLOGUE: Final = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
_XSD: Final = PREFIXES["xsd"]
_TERM: Final = re.compile(r'"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^\S+)?|\S+')
_ROW: Final = "row:"


@dataclass(frozen=True)
class Table:
    """The solutions of a SELECT: its variables in order, and the terms of each row by them."""

    variables: tuple[str, ...]
    rows: tuple[dict[str, Term], ...]


@dataclass(frozen=True)
class Refused:
    """That a query is refused, and the kind of problem."""

    kind: str


Result = Table | bool | list[ox.Quad]


@dataclass(frozen=True)
class Case:
    """A query with its recorded answer.

    `reads`: whether the project's own reader takes it for a query. `ordered` where the order of rows counts, and
    `any_columns` where that of the columns does not.
    """

    group: str
    name: str
    query: str
    section: str
    expected: Result | Refused
    reads: bool
    ordered: bool
    any_columns: bool
    arq: str
    deviation: str

    def __str__(self) -> str:
        return f"{self.group}/{self.name}"

    @property
    def differs(self) -> bool:
        """Whether the endpoint is known to give another answer than the recorded one."""
        return bool(self.deviation)

    def accepts(self, found: Result) -> bool:
        """Whether an answer is the recorded one."""
        wanted = self.expected
        if isinstance(wanted, Table) and isinstance(found, Table):
            if not self.any_columns and wanted.variables != found.variables:
                return False
            return match(self._solutions(wanted), self._solutions(found)) is Match.SAME
        if isinstance(wanted, Refused | Table) or isinstance(found, Table):
            return False
        return match(wanted, found) is Match.SAME

    def _solutions(self, table: Table) -> tuple[frozenset[str], list[dict[str, Term]], bool]:
        rows = [{name: _by_value(term) for name, term in row.items()} for row in table.rows]
        return frozenset(table.variables), rows, self.ordered


def dataset() -> list[ox.Quad]:
    """The quads of `data.trig`."""
    return [*ox.parse(DATA.read_bytes(), format=ox.RdfFormat.TRIG)]


@cache
def cases() -> tuple[Case, ...]:
    """All recorded answers, in the order of the names of their files. Raises ValueError where one is malformed."""
    return tuple(case for path in sorted(FOLDER.glob("*.toml")) for case in _read(path))


def _read(path: Path) -> list[Case]:
    tables = tomllib.loads(path.read_text("utf-8"))
    return [_case(path.stem, name, table) for name, table in tables.items()]


def _case(group: str, name: str, table: dict[str, str | bool]) -> Case:
    given = dict(table)
    query = f"{_PROLOGUE}{given.pop('query')}"
    found = Case(
        group,
        name,
        query,
        str(given.pop("section")),
        _expected(given),
        *_look(query),
        str(given.pop("arq", "")),
        str(given.pop("deviation", "")),
    )
    if given:
        raise ValueError(f"{found}: {', '.join(given)} has no meaning here")
    return found


def _look(query: str) -> tuple[bool, bool, bool]:
    """Whether a query can be read, whether it orders its rows, and whether it leaves its columns open."""
    try:
        found = parse(query).query
    except Unreadable:
        return False, False, False
    return True, found.order_by is not None, found.is_star


def _expected(table: dict[str, str | bool]) -> Result | Refused:
    (kind,) = {"rows", "graph", "boolean", "refused"} & table.keys()
    answer = table.pop(kind)
    if isinstance(answer, bool):
        return answer
    match kind:
        case "rows":
            return _table(answer)
        case "graph":
            return [*_turtle(answer)]
        case _:
            return Refused(answer)


def _table(text: str) -> Table:
    head, *lines = text.strip("\n").split("\n")
    variables = tuple(name.removeprefix("?") for name in head.split())
    rows: list[dict[str, Term]] = [{} for _ in lines]
    triples = [
        f"<{_ROW}{number}> <{_ROW}{variable}> {term} .\n"
        for number, line in enumerate(lines)
        for variable, term in zip(variables, _TERM.findall(line), strict=True)
        if term != "UNDEF"
    ]
    for quad in _turtle("".join(triples)):
        assert isinstance(quad.subject, ox.NamedNode)
        number, variable = (node.value.removeprefix(_ROW) for node in (quad.subject, quad.predicate))
        rows[int(number)][variable] = quad.object
    return Table(variables, tuple(rows))


def _turtle(text: str) -> list[ox.Quad]:
    return [*ox.parse(_PROLOGUE + text, format=ox.RdfFormat.TURTLE)]


def _by_value(term: Term) -> Term:
    """A term with its number in one lexical form, where the recommendation leaves the form of results open."""
    if not isinstance(term, ox.Literal):
        return term
    try:
        match term.datatype.value.removeprefix(_XSD):
            case "decimal":
                return ox.Literal(f"{Decimal(term.value).normalize():f}", datatype=term.datatype)
            case "double" | "float":
                return ox.Literal(str(float(term.value)), datatype=term.datatype)
    except (ArithmeticError, ValueError):
        pass  # ill-typed, so it has no value
    return term
