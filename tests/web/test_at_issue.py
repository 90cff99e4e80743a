"""On what claims differ: points at issue, sides, words, dates, worked out from triples."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple

from server.namespaces import BASE, EIK, PREFIXES
from server.rdf.terms import TYPE, Term
from server.web.pages.model.at_issue import Point, dates_of, points, said_by, sides
from server.web.pages.model.attestation import Attestation, Work
from server.web.pages.model.discrepancies import Discrepancies, Discrepancy, Scope, Sort
from server.web.pages.model.disputes import disputes_of, worked_example

THING, OTHER, STATEMENT = (f"{BASE}id/thing/{name}" for name in ("a", "b", "s"))
ABOUT = frozenset((THING,))
EDTF = NamedNode(PREFIXES["edtf"] + "EDTF")
DATE, AIM, VARIANT, TOPIC, GIST, CONCERNS = (
    EIK + name for name in ("date", "aim", "nameVariant", "topic", "gist", "about")
)
KINDS = f"{BASE}scheme/discrepancy-kind/"


def day(value: str) -> Literal:
    return Literal(value, datatype=EDTF)


def claim(name: str, *statements: tuple[str, str, Term], document: str = "d") -> Attestation:
    triples = tuple(Triple(NamedNode(s), NamedNode(p), o) for s, p, o in statements)
    return Attestation(f"{BASE}id/claim/{name}", document, (), "", (), "", "", "", "", triples)


def discrepancy(
    name: str,
    *claims: Attestation,
    kinds: tuple[str, ...] = (),
    settling: tuple[Attestation, ...] = (),
    sources: tuple[str, ...] = ("d",),
    rank: int = 1,
) -> Discrepancy:
    sorts = frozenset(KINDS + kind for kind in kinds)
    at = points(claims, ABOUT, (), False)
    about, sources_ = tuple(ABOUT), frozenset(sources)
    return Discrepancy(
        f"{BASE}id/discrepancy/{name}",
        (),
        (),
        sorts,
        "",
        rank,
        about,
        at,
        sides(claims, at),
        settling,
        sources_,
    )


def test_dates_and_single_values_are_at_issue_before_all_else() -> None:
    one = claim(
        "1", (THING, DATE, day("2014-09")), (THING, AIM, Literal("x")), (THING, TOPIC, NamedNode(OTHER))
    )
    other = claim("2", (THING, DATE, day("2014-09-05")), (THING, AIM, Literal("y")))
    assert points([one, other], ABOUT, (), False) == (Point(THING, DATE),)
    assert points([one, other], ABOUT, (AIM,), False) == (Point(THING, AIM), Point(THING, DATE))


def test_what_only_completes_the_other_claim_is_not_at_issue() -> None:
    one = claim(
        "1", (THING, DATE, day("2014")), (OTHER, AIM, Literal("x")), (THING, TYPE.value, NamedNode(THING))
    )
    other = claim(
        "2", (THING, AIM, Literal("y")), (OTHER, AIM, Literal("z")), (THING, TYPE.value, NamedNode(OTHER))
    )
    assert points([one, other], ABOUT, (), False) == ()


def test_dates_of_things_that_the_discrepancy_is_about_come_before_those_of_others() -> None:
    one = claim("1", (THING, DATE, day("2014")), (OTHER, DATE, day("2015")))
    other = claim("2", (THING, DATE, day("2016")), (OTHER, DATE, day("2017")))
    assert points([one, other], ABOUT, (), False) == (Point(THING, DATE),)
    assert points([one, other], frozenset(), (), False) == (Point(THING, DATE), Point(OTHER, DATE))


def test_names_are_at_issue_where_the_discrepancy_is_one_of_naming() -> None:
    one = claim("1", (THING, VARIANT, Literal("Kyiv", language="en")), (THING, DATE, day("2014")))
    other = claim("2", (THING, VARIANT, Literal("Kiev", language="en")), (THING, DATE, day("2015")))
    assert points([one, other], ABOUT, (), True) == (Point(THING, VARIANT),)
    assert points([one, other], ABOUT, (), False) == (Point(THING, DATE),)


def test_claims_that_give_the_same_values_are_one_side() -> None:
    claims = [
        claim("1", (THING, DATE, day("2017-03"))),
        claim("2", (THING, DATE, day("2017-03-25"))),
        claim("3", (THING, DATE, day("2017-03-25")), document="e"),
        claim("4", document="e"),
    ]
    found = sides(claims, points(claims, ABOUT, (), False))
    assert [[one.iri[-1] for one in side.claims] for side in found] == [["1"], ["2", "3"], ["4"]]
    assert [side.documents for side in found] == [("d",), ("d", "e"), ("e",)]
    assert [[value for given in side.given for value in given.values] for side in found] == [
        [day("2017-03")],
        [day("2017-03-25")],
        [],
    ]


def test_without_values_a_side_is_a_document_or_a_claim_of_the_only_one() -> None:
    within = sides([claim("1"), claim("2")], ())
    assert [len(side.claims) for side in within] == [1, 1]
    between = sides([claim("1"), claim("2"), claim("3", document="e")], ())
    assert [len(side.claims) for side in between] == [2, 1]


def test_a_claim_says_its_words_about_the_matter_and_facts_where_it_gives_no_value() -> None:
    gist = Literal("Kyiv was alarmed.", language="en")
    spoken = claim(
        "1",
        (STATEMENT, GIST, gist),
        (STATEMENT, CONCERNS, NamedNode(THING)),
        (STATEMENT, EIK + "holder", NamedNode(OTHER)),
        (f"{STATEMENT}2", GIST, Literal("Something else.")),
        (THING, AIM, Literal("x")),
    )
    said = said_by(spoken, (), ABOUT)
    assert [(words.texts, words.holder) for words in said.words] == [((gist,), OTHER)]
    assert [fact.point for fact in said.facts] == [Point(THING, AIM)]
    at = said_by(spoken, (Point(THING, AIM),), ABOUT)
    assert [given.values for given in at.given] == [(Literal("x"),)]
    assert at.facts == ()
    assert [len(said_by(spoken, (), frozenset()).words), len(said_by(claim("2"), (), ABOUT).facts)] == [2, 0]
    bare = said_by(claim("3", (OTHER, DATE, day("2014"))), (), ABOUT)
    assert [fact.point for fact in bare.facts] == [Point(OTHER, DATE)]


def test_dates_of_a_claim_are_listed_once() -> None:
    spoken = claim(
        "1", (THING, DATE, day("2015")), (OTHER, DATE, day("2014")), (STATEMENT, DATE, day("2015"))
    )
    assert dates_of(spoken) == (day("2014"), day("2015"))


def test_a_document_has_the_year_in_which_it_was_issued() -> None:
    works = [Work("d", (), issued) for issued in ("2018", "2013-07~", "[2016-04..]", "")]
    assert [(work.year, work.or_later) for work in works] == [
        ("2018", False),
        ("2013", False),
        ("2016", True),
        ("", False),
    ]


def test_sort_and_scope_follow_from_kinds_and_documents() -> None:
    assert [
        discrepancy("x", kinds=(kind,)).sort for kind in ("spelling", "precision", "out-of-date", "date")
    ] == [
        Sort.NAMING,
        Sort.PRECISION,
        Sort.OUT_OF_DATE,
        Sort.CONTRADICTION,
    ]
    two = claim("1"), claim("2", document="e")
    assert discrepancy("x", *two, sources=("d", "e")).scope is Scope.DOCUMENTS
    assert discrepancy("x", *two, sources=("d",)).scope is Scope.REFERENCE
    assert discrepancy("x", claim("1"), claim("2")).scope is Scope.WITHIN


def test_the_side_with_the_longer_date_is_more_exact_and_only_where_precision_differs() -> None:
    month, exact = claim("1", (THING, DATE, day("2014-09"))), claim("2", (THING, DATE, day("2014-09-05")))
    finer = discrepancy("x", month, exact, kinds=("precision",))
    assert [finer.more_exact(side) for side in finer.sides] == [False, True]
    other = discrepancy("x", month, claim("2", (THING, DATE, day("2014-08-05"))), kinds=("precision",))
    assert not any(map(other.more_exact, other.sides))
    contradiction = discrepancy("x", month, exact)
    assert not any(map(contradiction.more_exact, contradiction.sides))


def test_the_example_is_settled_and_between_documents_and_sets_value_against_value() -> None:
    one = claim("1", (THING, DATE, day("2014")))
    other = claim("2", (THING, DATE, day("2015")), document="e")
    both = ("d", "e")
    listed = [
        discrepancy("words", claim("3"), claim("4", document="e"), sources=both, settling=(one,), rank=3),
        discrepancy("open", one, other, sources=both, rank=3),
        discrepancy("settled", one, other, sources=both, settling=(one,)),
        discrepancy("reference", one, other, settling=(one,), rank=3),
        discrepancy("precision", one, other, sources=both, settling=(one,), kinds=("precision",)),
    ]
    found = []
    while example := worked_example(Discrepancies(tuple(listed), {}, {}, {})):
        found.append(example.iri.rpartition("/")[2])
        listed.remove(example)
    assert found == ["settled", "open", "words", "reference"]


def test_a_value_is_disputed_by_every_discrepancy_that_has_it_on_a_side() -> None:
    one = claim("1", (THING, DATE, day("2014")))
    other, third = claim("2", (THING, DATE, day("2015"))), claim("3", (THING, DATE, day("2016")))
    known = Discrepancies((discrepancy("x", one, other), discrepancy("y", one, third)), {}, {}, {})
    found = disputes_of(known, THING)
    assert {value: len(listed) for (_, value), listed in found.items()} == {
        day("2014"): 2,
        day("2015"): 1,
        day("2016"): 1,
    }
    assert disputes_of(known, OTHER) == {}
