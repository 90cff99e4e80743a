"""The table behind a list, read from the graph in three stages: how properties are used, values, and labels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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
from server.web.pages.lists.ties import Ties
from server.web.pages.messages import LANGUAGES
from server.web.pages.model.graph import text
from server.web.pages.model.labels import Labels, labels_in

NAMES: Final = f"rdfs:label|skos:prefLabel|dcterms:title|{OWN}:gist"
"""What names a thing that a column shows, as a path of SPARQL."""

MOST: Final = 20_000
"""Things of a list."""

SEPARATOR: Final = "\n"

_NEARLY_ALL: Final = 0.95

_FEW: Final = 40
"""Values of a column by which its things can be filtered."""

_THINGS_EACH: Final = 2
"""Things that have each of them, on average."""

_LETTERS: Final = str.maketrans({"ё": "е\uffff", "і": "и", "ў": "у\uffff", "ґ": "г\uffff", "’": "'"})
"""Letters that stand far from their place in the alphabets of Russian and Belarusian."""


class TooMany(Exception):
    """A list would have more than MOST things."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a column: its IRI or lexical form, with the language of a text and the documents whose claims give it.

    `stance` is that of the claims, where all that give it deny, predict or recommend it; "" for any other value.
    """

    text: str
    is_iri: bool
    language: str = ""
    documents: tuple[str, ...] = ()
    stance: str = ""

    @property
    def iri(self) -> str:
        """The IRI that it is, "" for a literal."""
        return self.text if self.is_iri else ""


Cells = Mapping[str, tuple[Value, ...]]
"""The values of a thing by the key of their column."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of a list: its cells, the documents that speak of it, and all words by which it is found, lower-case."""

    iri: str
    cells: Cells
    documents: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Table:
    """The things that fit a pattern of SPARQL, with the columns that their properties make; labels by language."""

    pattern: str
    columns: tuple[Column, ...]
    things: tuple[Thing, ...]
    labels: Mapping[str, Labels]

    @cached_property
    def size(self) -> int:
        """How much it holds: things, values, and words by the hundred."""
        cells = sum(len(values) for thing in self.things for values in thing.cells.values())
        return len(self.things) + cells + sum(len(thing.words) for thing in self.things) // 100

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[Thing]]:
        """The things in the order of their names, by language."""
        return {
            language: sorted(self.things, key=lambda thing: (collated(names[thing.iri].text), thing.iri))
            for language, names in self.labels.items()
        }

    @cached_property
    def filters(self) -> tuple[str, ...]:
        """The keys of the columns by whose values the things can be filtered: those with few of them."""
        return tuple(column.key for column in self.columns if self._is_filter(column))

    def _is_filter(self, column: Column) -> bool:
        if column.kind not in (Kind.THING, Kind.CLASS) or column.inverse:
            return False
        found = [thing.cells[column.key] for thing in self.things if column.key in thing.cells]
        values = {value for cell in found for value in cell}
        return 0 < len(values) <= _FEW and len(found) >= _THINGS_EACH * len(values)

    def column(self, key: str) -> Column | None:
        """The column of a key."""
        return next((column for column in self.columns if column.key == key), None)


def collated(name: str) -> str:
    """Return a name as it is compared with others: letters of the Cyrillic alphabets in their places."""
    return name.casefold().translate(_LETTERS)


def members(class_iri: str) -> str:
    """The pattern of the members of a class. Raises ValueError for an IRI that is not well formed."""
    return f"?thing a {NamedNode(class_iri)} ."


def tied(property_iri: str, to: str) -> str:
    """The pattern of what a property ties to a thing. Raises ValueError for an IRI that is not well formed."""
    return f"?thing {NamedNode(property_iri)} {NamedNode(to)} . FILTER(ISIRI(?thing))"


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
            SEPARATOR.join((iri.lower(), *(one for held in haystacks for one in held.get(iri, ())))),
        )
        for iri in iris
    ]
    labels = yield from labels_in({*_shown(table, columns), *named}, LANGUAGES)
    return Table(pattern, columns, tuple(table), labels)


def spoken_of(document: str, pattern: str = "") -> str:
    """Return the pattern of things that stand in a document (a term or variable) or of which one of its claims speaks.

    The things fit `pattern`, which is given here as it cuts down each part of it.
    """
    claim = f"?claim {OWN}:inDocument {document}"
    return f"""{{ {pattern} ?thing {OWN}:inDocument {document} }}
        UNION {{ {pattern} GRAPH ?claim {{ ?thing ?says ?what }} {claim} }}
        UNION {{ {pattern} GRAPH ?claim {{ ?what ?says ?thing }} {claim} }}"""


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
                length=float(text(row, "length")),
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
            for term in sorted(ends, key=str)
            for value in (_value(term, ends[term]),)
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


def named_ends(columns: Iterable[Column], pattern: str) -> str:
    """Return the pattern of the names, as ?word, of what columns of things show; "" where that is no thing.

    The things fit `pattern`, which is given here as it cuts down each part of it.
    """
    return " UNION ".join(
        f"{{ {pattern} {column.pattern('?end')} ?end {NAMES} ?word }}"
        for column in columns
        if column.kind in (Kind.THING, Kind.CONTENTS)
    )


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
