"""Every controlled value stands in the scheme of its own file, with labels in three languages and a definition."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal

from server.namespaces import BASE, PREFIXES, SCHEMES
from tests.ontology import files
from tests.ontology.files import TRIPLES, iri, read, term
from tests.ontology.test_terms import LATIN_IN_CYRILLIC, NOT_BELARUSIAN, NOT_RUSSIAN


def test_there_is_one_file_for_each_scheme() -> None:
    assert sorted(path.stem for path in files.SCHEMES) == sorted(SCHEMES)


@pytest.mark.parametrize("path", files.SCHEMES, ids=lambda path: path.stem)
class TestScheme:
    def test_every_concept_is_documented(self, path: Path) -> None:
        quads = read([path])
        scheme = f"{BASE}scheme/{path.stem}"
        concepts = {q.subject for q in quads if q.object == term("skos:Concept")}
        assert concepts
        for concept in concepts:
            assert iri(concept).startswith(PREFIXES[path.stem])
            own = [q for q in quads if q.subject == concept]
            labels = {
                q.object.language: q.object.value
                for q in own
                if q.predicate == term("skos:prefLabel") and isinstance(q.object, Literal)
            }
            assert set(labels) == {"en", "ru", "be"}, concept
            assert not NOT_RUSSIAN.search(labels["ru"]), concept
            assert not NOT_BELARUSIAN.search(labels["be"]), concept
            assert not any(LATIN_IN_CYRILLIC.search(labels[tag]) for tag in ("ru", "be")), concept
            assert [iri(q.object) for q in own if q.predicate == term("skos:inScheme")] == [scheme], concept
            definitions = [q.object for q in own if q.predicate == term("skos:definition")]
            assert {getattr(one, "language", None) for one in definitions} == {"en", "ru"}, concept

    def test_every_concept_is_at_the_top_or_below_another_of_the_scheme(self, path: Path) -> None:
        quads = read([path])
        concepts = {iri(q.subject) for q in quads if q.object == term("skos:Concept")}
        above = {iri(q.subject): iri(q.object) for q in quads if q.predicate == term("skos:broader")}
        top = {iri(q.subject) for q in quads if q.predicate == term("skos:topConceptOf")}
        given_up = {iri(q.subject) for q in quads if q.predicate == term("owl:deprecated")}
        assert set(above.values()) <= concepts
        assert top | set(above) == concepts - given_up
        assert not top & set(above)
        for concept in above:
            chain = [concept]
            while chain[-1] in above:
                chain.append(above[chain[-1]])
                assert len(chain) == len(set(chain)), chain

    def test_no_two_concepts_share_a_label(self, path: Path) -> None:
        labels = Counter(q.object for q in read([path]) if q.predicate == term("skos:prefLabel"))
        english = {label: count for label, count in labels.items() if count > 1 and "@en" in str(label)}
        assert english == {}


def test_member_statuses_are_the_kinds_of_member() -> None:
    quads = read(files.SCHEMES)
    member = term("membership-status:member")
    kinds = {member} | {
        q.subject for q in quads if q.predicate == term("skos:broader") and q.object == member
    }
    assert {q.subject for q in quads if q.object == term("eik:MemberStatus")} == kinds


def test_every_concept_used_in_the_triples_is_declared() -> None:
    declared = {iri(q.subject) for q in read(files.SCHEMES)}
    used = {iri(q.object) for q in read(TRIPLES)}
    assert sorted(name for name in used if name.startswith(BASE + "scheme/") and name not in declared) == []
