"""Reading the table of a list from the graph, in three stages: how properties are used, the values, the labels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.engine.reading import Reader, together
from server.engine.rows import Row
from server.namespaces import BASE, OWN
from server.rdf.terms import UNCOMMITTED, Term
from server.web.pages.lists.columns import (
    CLASS_COLUMN,
    CONTENTS_COLUMN,
    Column,
    Kind,
    Use,
    columns_of,
)
from server.web.pages.lists.patterns import named_ends, spoken_of
from server.web.pages.lists.table import Table, Thing, Value
from server.web.pages.lists.ties import Ties
from server.web.pages.messages import LANGUAGES
from server.web.pages.model.graph import text
from server.web.pages.model.labels import labels_in

MOST: Final = 20_000
"""Things of a list."""

_SEPARATOR: Final = "\n"

_NEARLY_ALL: Final = 0.95


class TooMany(Exception):
    """A list would have more than MOST things."""


def table_of(pattern: str, ties: Ties, named: Iterable[str] = ()) -> Reader[Table]:
    """Return the table of what fits a pattern for ?thing, with labels also of what is `named`. Raises TooMany."""
    things, graphs, types, words, spoken, *uses = yield [
        f"SELECT DISTINCT ?thing WHERE {{ {pattern} }} LIMIT {MOST + 1}",
        f"SELECT ?thing WHERE {{ {pattern} GRAPH ?thing {{ ?s ?p ?o }} }} LIMIT 1",
        f'SELECT ?thing ?v WHERE {{ {pattern} ?thing a ?v FILTER(STRSTARTS(STR(?v), "{BASE}")) }}',
        _words(f"{pattern} ?thing ?property ?word FILTER(ISLITERAL(?word))"),
        f"SELECT DISTINCT ?thing ?document WHERE {{ {spoken_of('?document', pattern)} }}",
        *_uses(pattern),
    ]
    iris = [row["thing"].value for row in things if isinstance(row["thing"], NamedNode)]
    if len(iris) > MOST:
        raise TooMany(len(iris))
    columns = ((CONTENTS_COLUMN,) if graphs else ()) + _columns(uses, len(iris), ties)
    values, ends = yield from together(_values(pattern, columns), _ends(pattern, columns))
    kinds = _narrowest(types, ties.narrower)
    if _differ(kinds.values()):
        columns = (CLASS_COLUMN, *columns)
        values[CLASS_COLUMN.key] = {
            iri: tuple(Value(kind, True) for kind in found) for iri, found in kinds.items()
        }
    documents = _grouped(spoken, "document")
    haystacks = [_grouped(rows, "words") for rows in (words, ends)]
    table = [
        Thing(
            iri,
            {column.key: found for column in columns if (found := values[column.key].get(iri))},
            tuple(sorted(documents.get(iri, ()))),
            _SEPARATOR.join((iri.lower(), *(one for held in haystacks for one in held.get(iri, ())))),
        )
        for iri in iris
    ]
    labels = yield from labels_in({*_shown(table, columns), *named}, LANGUAGES)
    return Table(pattern, columns, tuple(table), labels)


def _words(pattern: str) -> str:
    """Return the query for the words of things: by thing, in one text, lower-case."""
    separator = '"\\n"'
    return f"""SELECT ?thing (GROUP_CONCAT(DISTINCT LCASE(STR(?word)); SEPARATOR={separator}) AS ?words) WHERE {{
        {pattern} }} GROUP BY ?thing"""


def _uses(pattern: str) -> tuple[str, ...]:
    """Return the queries for how properties are used, stated and in all, and for what leads to the things."""
    figures = f"""?property (COUNT(DISTINCT ?thing) AS ?members) (COUNT(*) AS ?pairs) (COUNT(DISTINCT ?v) AS ?distinct)
        (SUM(IF(ISIRI(?v) && STRSTARTS(STR(?v), "{BASE}"), 1, 0)) AS ?own)
        (SUM(IF(ISLITERAL(?v) && LANG(?v) != "", 1, 0)) AS ?tagged)
        (AVG(STRLEN(STR(?v))) AS ?length) (SAMPLE(DATATYPE(?v)) AS ?datatype)"""
    stated = "FILTER(?graph != graph:inferred)"
    ways = "?thing ?property ?v", "?v ?property ?thing"
    return tuple(
        query
        for way in ways
        for query in (
            f"SELECT {figures} WHERE {{ {pattern} {way} }} GROUP BY ?property",
            f"""SELECT ?property (COUNT(*) AS ?pairs) WHERE {{
            {pattern} GRAPH ?graph {{ {way} }} {stated} }} GROUP BY ?property""",
        )
    )


def _columns(uses: Sequence[list[Row]], total: int, ties: Ties) -> tuple[Column, ...]:
    found = []
    for inverse, (everything, stated) in enumerate((uses[:2], uses[2:])):
        counts = {text(row, "property"): int(text(row, "pairs")) for row in stated}
        found += [
            Use(
                property=text(row, "property"),
                members=int(text(row, "members")),
                pairs=int(text(row, "pairs")),
                distinct=int(text(row, "distinct")),
                stated=counts.get(text(row, "property"), 0),
                own=int(text(row, "own")),
                tagged=int(text(row, "tagged")),
                length=float(text(row, "length") or 0),  # none where one value is a blank node
                datatype=text(row, "datatype"),
                inverse=bool(inverse),
            )
            for row in everything
            if "property" in row
        ]
    return columns_of(found, total, ties)


def _values(pattern: str, columns: Iterable[Column]) -> Reader[dict[str, Mapping[str, tuple[Value, ...]]]]:
    """Return the values of columns by the key of each and by thing."""
    answers = yield [
        f"SELECT DISTINCT ?thing ?v WHERE {{ {pattern} {column.pattern('?v')} }}"
        if column.kind is Kind.CONTENTS
        else f"""SELECT DISTINCT ?thing ?v ?document ?stance WHERE {{
        {pattern} GRAPH ?graph {{ {column.pattern("?v")} }}
        OPTIONAL {{ ?graph {OWN}:inDocument ?document OPTIONAL {{ ?graph {OWN}:stance ?stance }} }} }}"""
        for column in columns
    ]
    return {column.key: _by_thing(rows) for column, rows in zip(columns, answers, strict=True)}


def _by_thing(rows: Iterable[Row]) -> dict[str, tuple[Value, ...]]:
    given: dict[str, dict[Term, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        given[text(row, "thing")][row["v"]].append(row)
    known: dict[Value, Value] = {}  # a status or a place is the value of many things
    return {
        thing: tuple(
            known.setdefault(value, value)
            for value in sorted((_value(*end) for end in ends.items()), key=lambda value: value.text)
        )
        for thing, ends in given.items()
    }


def _value(term: Term, rows: Sequence[Row]) -> Value:
    documents = tuple(sorted({text(row, "document") for row in rows} - {""}))
    stances = {row.get("stance") for row in rows}
    only = stances and all(stance in UNCOMMITTED for stance in stances)
    return Value(
        text({"v": term}, "v"),
        isinstance(term, NamedNode),
        (term.language or "") if isinstance(term, Literal) else "",
        documents,
        min(text(row, "stance") for row in rows) if only else "",
    )


def _ends(pattern: str, columns: Iterable[Column]) -> Reader[list[Row]]:
    """Return the words of what the columns show."""
    if not (ends := named_ends(columns, pattern)):
        return []
    (rows,) = yield [_words(ends)]
    return rows


def _narrowest(types: Iterable[Row], narrower: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    """Return by thing those of its own classes below which it has no other."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in types:
        found[text(row, "thing")].add(text(row, "v"))
    return {
        thing: sorted(kind for kind in kinds if not narrower.get(kind, frozenset()) & kinds)
        for thing, kinds in found.items()
    }


def _differ(kinds: Iterable[list[str]]) -> bool:
    """Whether things are of several kinds, and not nearly all of one."""
    counts = Counter(kind for found in kinds for kind in found)
    return len(counts) > 1 and max(counts.values()) < _NEARLY_ALL * counts.total()


def _grouped(rows: Iterable[Row], name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if name in row:
            found[text(row, "thing")].append(text(row, name))
    return found


def _shown(things: Iterable[Thing], columns: Iterable[Column]) -> set[str]:
    """Return every IRI that the list shows by its label."""
    shown = {column.property for column in columns if column.property}
    for thing in things:
        shown.add(thing.iri)
        shown.update(thing.documents)
        for values in thing.cells.values():
            shown.update(iri for value in values for iri in (value.iri, value.stance) if iri)
    return shown
