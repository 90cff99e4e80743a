"""Which columns a list has, how dates and names are shown and ordered in it, and what of it is kept."""

from __future__ import annotations

import pytest

from server.namespaces import EIK, PREFIXES
from server.web.pages.lists.columns import Kind, Use, columns_of
from server.web.pages.lists.table import Value, collated
from server.web.pages.lists.ties import Ties
from server.web.pages.lists.view import shown

STRING, DATE, INTEGER = (PREFIXES["xsd"] + name for name in ("string", "date", "integer"))
NO_TIES = Ties({}, {}, {}, frozenset())
ALL = 100


def thing(name: str, members: int = ALL, **more: float | bool) -> Use:
    pairs = int(more.pop("pairs", members))
    given = {"distinct": 10, "stated": pairs, "tagged": 0, "length": 30.0, "own": pairs} | more
    return Use(property=EIK + name, members=members, pairs=pairs, datatype="", **given)  # type: ignore[arg-type]


def literal(name: str, datatype: str, members: int = ALL, **more: float) -> Use:
    given = {
        "pairs": members,
        "distinct": members,
        "stated": members,
        "own": 0,
        "tagged": 0,
        "length": 10.0,
    } | more
    return Use(property=EIK + name, members=members, datatype=datatype, **given)  # type: ignore[arg-type]


def keys(*uses: Use, ties: Ties = NO_TIES) -> list[str]:
    return [column.key for column in columns_of(uses, ALL, ties)]


def test_codes_come_before_dates_numbers_and_things() -> None:
    found = columns_of(
        [literal("votes", INTEGER), thing("place"), literal("day", DATE), literal("symbol", STRING)],
        ALL,
        NO_TIES,
    )
    assert [column.key for column in found] == ["symbol", "day", "votes", "place"]
    assert [column.kind for column in found] == [Kind.CODE, Kind.DATE, Kind.NUMBER, Kind.THING]


@pytest.mark.parametrize(
    "use",
    [
        literal("gist", STRING),
        literal("text", STRING, length=200.0),
        literal("named", PREFIXES["rdf"] + "langString", tagged=ALL, length=30.0),
        literal("page", PREFIXES["xsd"] + "anyURI"),
        thing("rare", 5),
        thing("many", pairs=ALL * 20),
        thing("same", distinct=1),
        Use(PREFIXES["skos"] + "exactMatch", ALL, ALL, ALL, ALL, ALL, 0, 30.0, ""),
        Use(PREFIXES["dcterms"] + "creator", ALL, ALL, ALL, 0, ALL, 0, 30.0, ""),
    ],
    ids=lambda use: use.property.rpartition("/")[2],
)
def test_what_is_no_column(use: Use) -> None:
    assert keys(use, thing("place")) == ["place"]


def test_date_and_code_that_few_have_are_shown_but_only_one_of_each() -> None:
    assert keys(literal("day", DATE, 12), literal("other", DATE, 11)) == ["day"]
    assert keys(literal("day", DATE), literal("other", DATE, 60)) == ["day", "other"]


def test_no_more_columns_than_fit_and_numbers_together_or_not_at_all() -> None:
    things = [thing(f"thing{number}") for number in range(4)]
    votes = [literal(name, INTEGER, 90) for name in ("against", "for", "abstained")]
    codes = [literal("symbol", STRING), literal("day", DATE)]
    assert len(keys(*things, *codes, *votes)) == 6
    assert {"against", "for", "abstained"} <= {*keys(*things[:2], *codes, *votes)}


def test_broader_property_is_left_out_beside_the_narrower_one() -> None:
    ties = Ties({EIK + "place": frozenset({EIK + "locatedIn"})}, {}, {}, frozenset())
    assert keys(thing("place"), thing("locatedIn", stated=0), ties=ties) == ["place"]
    assert keys(thing("place"), thing("locatedIn", stated=0)) == ["place", "locatedIn"]


def test_first_day_stands_for_dates_of_many_kinds() -> None:
    assert keys(literal("earliest", DATE), literal("adopted", DATE, 40), literal("issued", DATE, 40)) == [
        "earliest"
    ]
    assert keys(literal("earliest", DATE), literal("adopted", DATE)) == ["adopted"]


def test_what_leads_to_a_thing_is_shown_where_there_is_little_else() -> None:
    into = thing("passage", inverse=True)
    assert keys(into) == ["of_passage"]
    assert keys(into, ties=Ties({}, {}, {}, frozenset({EIK + "passage"}))) == []
    assert keys(into, *(thing(name) for name in ("a", "b", "c"))) == ["a", "b", "c"]


def test_column_is_named_by_prefix_where_its_name_is_taken() -> None:
    other = Use(PREFIXES["dcterms"] + "place", ALL, ALL, 10, ALL, ALL, 0, 30.0, "")
    assert sorted(keys(thing("place"), other)) == ["dcterms_place", "place"]
    assert len(keys(thing("text"))[0].split("_")) == 2


def test_letters_stand_in_their_place_in_the_alphabet() -> None:
    assert sorted(["Японія", "Індыя", "Кіпр", "Зімбабвэ"], key=collated) == [
        "Зімбабвэ",
        "Індыя",
        "Кіпр",
        "Японія",
    ]
    assert sorted(["Бел", "«Акт»"], key=collated) == ["«Акт»", "Бел"]
    assert sorted(["Ж", "Ё", "Е", "Ея"], key=collated) == ["Е", "Ея", "Ё", "Ж"]


def test_cell_speaks_the_language_of_the_reader_or_none_or_the_nearest() -> None:
    plain, russian, belarusian = (
        Value("ASEAN", False),
        Value("АСЕАН", False, "ru"),
        Value("АСЕАН", False, "be"),
    )
    thing = Value("urn:x", True)
    assert shown([plain, russian, belarusian], "en") == [plain]
    assert shown([plain, russian, belarusian], "ru") == [russian]
    assert shown([russian, belarusian], "en") == [russian]
    assert shown([thing, plain], "ru") == [thing, plain]
