"""Which properties of some things make the columns of their list: judged by how the things use them, not by class."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from pyoxigraph import NamedNode

from server.namespaces import EIK, PREFIXES
from server.rdf.iris import local_name, readable
from server.rdf.terms import RDF, RDFS, TERMS, TYPE
from server.web.pages.lists.ties import Ties


class Kind(Enum):
    """What a column shows; columns stand in this order, figures before words, so that none is off screen."""

    CLASS = "class"
    CONTENTS = "contents"
    CODE = "code"
    DATE = "date"
    NUMBER = "number"
    THING = "thing"
    TEXT = "text"


@dataclass(frozen=True)
class Use:
    """How some things use a property, or with `inverse`, how it leads to them.

    `members` of the things have it, with `pairs` values in all and `distinct` ones among them. Of the pairs, `stated`
    stand elsewhere than in the inferred graph, `own` are IRIs of the project and `tagged` are texts of a language.
    `length` is the mean length of the values, `datatype` that of one of them.
    """

    property: str
    members: int
    pairs: int
    distinct: int
    stated: int
    own: int
    tagged: int
    length: float
    datatype: str
    inverse: bool = False


@dataclass(frozen=True)
class Column:
    """A column: `key` names it in addresses; `single` says that no thing has more than one value in it."""

    key: str
    property: str
    kind: Kind
    inverse: bool = False
    single: bool = False

    def pattern(self, value: str) -> str:
        """The pattern of SPARQL that ties ?thing to the variable or term of a value."""
        if self.kind is Kind.CONTENTS:
            return f"GRAPH ?thing {{ {value} ?{self.key}_property ?{self.key}_end }} FILTER(ISIRI({value}))"
        if self.inverse:
            return f"{value} {NamedNode(self.property)} ?thing ."
        return f"?thing {NamedNode(self.property)} {value} ."


CLASS_COLUMN: Final = Column("kind", TYPE.value, Kind.CLASS)
"""The class of each thing, the narrowest that it has."""

CONTENTS_COLUMN: Final = Column("states", "", Kind.CONTENTS)
"""What a thing that names a graph, as a claim does, speaks of there."""

RESERVED: Final = frozenset(
    (
        *("lang", "text", "sort", "page", "document", "property", "to", "thing", "iri", "label", "documents"),
        *(CLASS_COLUMN.key, CONTENTS_COLUMN.key),
    )
)
"""Names of parameters and variables that no column may have."""

MOST: Final = 6
"""Columns of properties; numbers that are given together, as those of a vote, may be one more."""

EARLIEST: Final = TERMS["earliest"].value
_PASSAGE: Final = TERMS["passage"].value
_LEFT_OUT: Final = frozenset(
    term.value
    for term in (
        *(RDF["type"], RDFS["label"], RDFS["comment"], RDFS["seeAlso"], RDFS["isDefinedBy"]),
        *(TERMS[name] for name in ("gist", "nameVariant", "officialName", "wikidata", "latest")),
        *(
            TERMS[name]
            for name in ("inDocument", "segment", "startOffset", "endOffset", "position", "recordKey")
        ),
        *(NamedNode(PREFIXES["dcterms"] + name) for name in ("title", "description", "identifier")),
    )
)
"""Names, what is derived from another column, and what the column of documents tells."""
_LEFT_OUT_NAMESPACES: Final = (PREFIXES["skos"], PREFIXES["owl"])

_DATES: Final = frozenset(
    (PREFIXES["edtf"] + "EDTF", *(PREFIXES["xsd"] + n for n in ("date", "dateTime", "gYear", "gYearMonth")))
)
_NUMBERS: Final = frozenset(
    PREFIXES["xsd"] + name
    for name in ("integer", "decimal", "double", "nonNegativeInteger", "positiveInteger")
)
_TEXTS: Final = frozenset((PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString"))

_FEW: Final = 40
"""Values that a status, a place or an organisation has at most, as a rule; there are more persons and texts."""
_WEIGHTS: Final = {Kind.DATE: 3.0, Kind.CODE: 2.5, Kind.THING: 1.5, Kind.NUMBER: 2.0, Kind.TEXT: 0.8}
_FEW_WEIGHT: Final = 2.0
_INFERRED_WEIGHT: Final = 0.6
_LEAST: Final = {Kind.DATE: 0.1, Kind.CODE: 0.1, Kind.THING: 0.15, Kind.NUMBER: 0.2, Kind.TEXT: 0.3}
"""The share of the things that must have a property, by what it shows."""
_LEAST_FURTHER: Final = {**_LEAST, Kind.DATE: 0.25, Kind.CODE: 0.25}
"""The same for one more of its kind."""
_AT_MOST: Final = {Kind.DATE: 2, Kind.CODE: 2, Kind.TEXT: 1, Kind.NUMBER: 3, Kind.THING: 4}
_LONGEST_CODE: Final = 24
_LONGEST_ACRONYM: Final = 12
_LONGEST_TEXT: Final = 40
_UNIQUE: Final = 0.7
_MOST_VALUES: Final = 4.0
"""Values that a thing has of a property on average: more of them are no cell of a table."""
_BROADER_DATE: Final = 1.5
"""How many times as many things must have some date as have one of a kind, to show that for things of many kinds."""

_Judged = tuple[Use, Kind]

_FEW_COLUMNS: Final = 3
"""Columns besides which it is not shown what leads to the things."""


def columns_of(uses: Iterable[Use], total: int, ties: Ties) -> tuple[Column, ...]:
    """Return the columns for `total` things, in the order in which they stand."""
    judged = [(use, kind) for use in uses if (kind := _kind(use)) and _tells(use, kind, total)]

    def rank(one: _Judged) -> tuple[bool, float, bool, str]:
        use, kind = one
        return use.inverse, -_score(use, kind, total), not ties.broader.get(use.property), use.property

    ranked = sorted(_with_one_sort_of_date(judged), key=rank)
    chosen: list[_Judged] = []
    for one in ranked:
        if _fits(one, chosen, total, ties):
            chosen.append(one)
    order = [*Kind]
    shown = sorted(_cut(chosen), key=lambda one: (order.index(one[1]), one[0].inverse, -one[0].distinct))
    return _with_keys(
        Column("", use.property, kind, use.inverse, use.pairs == use.members) for use, kind in shown
    )


def _kind(use: Use) -> Kind | None:
    """What a property shows; None for what is no column."""
    if use.property == _PASSAGE and not use.inverse:
        return None  # the name of a claim tells it
    if use.property in _LEFT_OUT or use.property.startswith(_LEFT_OUT_NAMESPACES):
        return None
    if use.own * 2 > use.pairs:
        return Kind.THING
    if use.datatype in _DATES:
        return Kind.DATE
    if use.datatype in _NUMBERS:
        return Kind.NUMBER
    if use.datatype not in _TEXTS:
        return None
    if use.tagged:
        return Kind.CODE if use.length <= _LONGEST_ACRONYM else None
    if use.length <= _LONGEST_CODE and use.distinct >= _UNIQUE * use.pairs:
        return Kind.CODE
    return Kind.TEXT if use.length <= _LONGEST_TEXT else None


def _tells(use: Use, kind: Kind, total: int) -> bool:
    """Whether enough of the things have it, no more values than a cell holds, and not all the same."""
    foreign = not use.property.startswith(EIK)
    if use.pairs > _MOST_VALUES * use.members or ((foreign or use.inverse) and not use.stated):
        return False
    same = use.distinct == 1 and use.members == total > 1
    return use.members >= _LEAST[kind] * total and not same


def _score(use: Use, kind: Kind, total: int) -> float:
    weight = _FEW_WEIGHT if kind is Kind.THING and use.distinct <= _FEW else _WEIGHTS[kind]
    if not use.stated:
        weight *= _INFERRED_WEIGHT
    return weight * use.members / total


def _with_one_sort_of_date(judged: Sequence[_Judged]) -> list[_Judged]:
    """Leave out the derived first day where a date is curated, and each curated date where few things have it."""
    curated = [use for use, kind in judged if kind is Kind.DATE and use.property != EARLIEST]
    derived = next((use for use, _ in judged if use.property == EARLIEST), None)
    commonest = max((use.members for use in curated), default=0)
    broad = derived is not None and derived.members >= _BROADER_DATE * commonest
    return [
        (replace(use, stated=use.pairs), kind) if use.property == EARLIEST else (use, kind)
        for use, kind in judged
        if kind is not Kind.DATE or (use.property == EARLIEST) == broad
    ]


def _fits(one: _Judged, chosen: Sequence[_Judged], total: int, ties: Ties) -> bool:
    """Whether there is room for one more of its kind, and no chosen one says the same."""
    use, kind = one
    if use.inverse:
        return len(chosen) < _FEW_COLUMNS and use.property not in ties.inverses
    others = [other for other, of in chosen if of is kind]
    if kind is Kind.DATE and any(_figures(other) == _figures(use) for other in others):
        return False
    alike = [other.property for other in others]
    if len(alike) >= _AT_MOST[kind] or (alike and use.members < _LEAST_FURTHER[kind] * total):
        return False
    return not any(
        other in ties.broader.get(use.property, ()) or use.property in ties.broader.get(other, ())
        for other in alike
    )


def _figures(use: Use) -> tuple[int, int, int]:
    """What is the same of two properties that give the same dates."""
    return use.members, use.pairs, use.distinct


def _cut(chosen: Sequence[_Judged]) -> Sequence[_Judged]:
    """The first columns; numbers that equally many things have are taken together or not at all."""
    numbers = [one for one in chosen if one[1] is Kind.NUMBER]
    kept = [*chosen[:MOST]]
    if not any(one in kept for one in numbers):
        return kept
    others = [one for one in kept if one not in numbers]
    if len(others) + len(numbers) <= MOST + 1:
        return [*others, *numbers]
    return [one for one in chosen if one not in numbers][:MOST]


def _with_keys(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Name each column by the local name of its property; by its prefix too where an own one has that, or none may."""
    found = [*columns]
    taken = {_local(column) for column in found if column.property.startswith(EIK)}
    return tuple(
        replace(column, key=_variable(readable(column.property)))
        if (key := _local(column)) in RESERVED or (key in taken and not column.property.startswith(EIK))
        else replace(column, key=key)
        for column in found
    )


def _local(column: Column) -> str:
    return ("of_" if column.inverse else "") + _variable(local_name(column.property))


def _variable(name: str) -> str:
    """A name as a variable of SPARQL may be called."""
    return re.sub(r"[^A-Za-z0-9]", "_", name)
