"""Every discrepancy is told in English and Russian and found by the saved query, under one sort of kinds."""

from __future__ import annotations

import csv

from pyoxigraph import Literal

from tests.conftest import ROOT
from tests.ontology.files import SCHEMES, iri, read, term

QUADS = read([ROOT / "triples/discrepancies.ttl"])
DISCREPANCIES = {
    iri(q.subject) for q in QUADS if q.predicate == term("rdf:type") and q.object == term("eik:Discrepancy")
}


def test_every_gist_is_there_in_english_and_russian() -> None:
    found = {
        (iri(q.subject), q.object.language)
        for q in QUADS
        if q.predicate == term("eik:gist") and isinstance(q.object, Literal)
    }
    assert found == {(each, language) for each in DISCREPANCIES for language in ("en", "ru")}


def test_the_saved_query_shows_every_discrepancy() -> None:
    rows = csv.DictReader((ROOT / "queries/expected/discrepancies.csv").read_text("utf-8").splitlines())
    assert {term(row["discrepancy"]).value for row in rows} == DISCREPANCIES


def test_every_kind_stands_under_one_of_four_sorts() -> None:
    kinds = [q for q in read(SCHEMES) if "/discrepancy-kind/" in iri(q.subject)]
    tops = {iri(q.subject) for q in kinds if q.predicate == term("skos:topConceptOf")}
    assert {each.rpartition("/")[2] for each in tops} == {
        "contradiction",
        "naming",
        "out-of-date",
        "precision",
    }
    broader = {iri(q.subject): iri(q.object) for q in kinds if q.predicate == term("skos:broader")}
    assert {iri(q.subject) for q in kinds} == tops | set(broader)
    assert set(broader.values()) <= tops
