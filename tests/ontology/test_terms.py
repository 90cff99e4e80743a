"""Every term of the ontology is declared once, documented in three languages, and none is used undeclared."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from xml.etree import ElementTree

import pytest
from pyoxigraph import Literal, NamedNode, Store

from server.build.read.catalog import CATALOG
from server.namespaces import BASE, EIK
from server.release import Release
from tests.conftest import ROOT
from tests.ontology.files import EXTERNAL, MODULES, ONTOLOGY, TRIPLES, iri, read, term

KINDS = {
    term("owl:Class"),
    term("owl:ObjectProperty"),
    term("owl:DatatypeProperty"),
    term("owl:AnnotationProperty"),
}
QUADS = read(MODULES)
TERMS = {q.subject: q.object for q in QUADS if q.predicate == term("rdf:type") and q.object in KINDS}
SUBCLASS = term("rdfs:subClassOf")
OWN = sorted(iri(subject) for subject in TERMS if iri(subject))
DEPRECATED = {iri(q.subject) for q in QUADS if q.predicate == term("owl:deprecated")}
IN_USE = [name for name in OWN if name not in DEPRECATED]
"""A deprecated term says what it meant; nothing shows it in the data any more."""

LATIN_IN_CYRILLIC = re.compile(r"[A-Za-z][а-яёіў]|[а-яёіў][A-Za-z]", re.IGNORECASE)
NOT_RUSSIAN = re.compile(r"[іўІЎ]")
NOT_BELARUSIAN = re.compile(r"[ищъИЩЪ']")


def texts(subject: str, predicate: str) -> dict[str, str]:
    """Return the literals of a property by language; two of one language fail."""
    found = [
        (q.object.language or "", q.object.value)
        for q in QUADS
        if iri(q.subject) == subject and q.predicate == term(predicate) and isinstance(q.object, Literal)
    ]
    assert len(found) == len(dict(found)), f"{subject}: {predicate} twice in one language"
    return dict(found)


@pytest.mark.parametrize("name", [name.removeprefix(EIK) for name in IN_USE])
class TestTerm:
    def test_is_documented(self, name: str) -> None:
        labels = texts(EIK + name, "rdfs:label")
        assert set(labels) == {"en", "ru", "be"}
        assert all(labels.values())
        assert set(texts(EIK + name, "skos:definition")) == {"en", "ru"}
        assert set(texts(EIK + name, "skos:scopeNote")) in (set(), {"en", "ru"})
        assert set(texts(EIK + name, "skos:example")) == {"en"}

    def test_has_an_example_from_the_data(self, name: str, release: Release) -> None:
        own = NamedNode(EIK + name)
        store = Store.read_only(str(release.store))
        if TERMS[own] == term("owl:AnnotationProperty"):
            # The OWLAPI does not read an IRI as an annotation of an annotation property: the text quotes a value, or
            # the label of one that is a concept.
            text = texts(own.value, "skos:example")["en"]
            values = {q.object for q in store.quads_for_pattern(None, own, None, None)}
            labels = {
                q.object
                for value in values
                if isinstance(value, NamedNode)
                for q in store.quads_for_pattern(value, term("skos:prefLabel"), None, None)
            }
            assert any(isinstance(value, Literal) and value.value in text for value in values | labels)
            return
        things = [q.object for q in QUADS if q.subject == own and q.predicate == term("skos:example")]
        (example,) = (thing for thing in things if isinstance(thing, NamedNode))
        is_class = TERMS[own] == term("owl:Class")
        predicate, value = (term("rdf:type"), own) if is_class else (own, None)
        assert any(store.quads_for_pattern(example, predicate, value)), f"{example} is no example of {name}"

    def test_labels_are_in_the_letters_of_their_languages(self, name: str) -> None:
        labels = texts(EIK + name, "rdfs:label")
        definition = texts(EIK + name, "skos:definition")["ru"]
        assert not NOT_RUSSIAN.search(labels["ru"] + definition)
        assert not NOT_BELARUSIAN.search(labels["be"])
        assert not any(LATIN_IN_CYRILLIC.search(labels[language]) for language in ("ru", "be"))

    def test_definition_is_a_phrase_that_names_a_genus(self, name: str) -> None:
        own = NamedNode(EIK + name)
        parents = [iri(q.object) for q in QUADS if q.subject == own and q.predicate == SUBCLASS]
        for language, relation in (("en", "relation of "), ("ru", "отношение ")):
            definition = texts(EIK + name, "skos:definition")[language]
            assert definition[0].islower()
            assert not definition.endswith(".")
            if TERMS[own] != term("owl:Class"):
                assert re.match(f"(transitive |транзитивное )?{relation}", definition)
                continue
            genera = [texts(one, "rdfs:label")[language].lower() for one in parents if one.startswith(EIK)]
            assert not genera or definition.startswith(tuple(genera))


def test_every_term_is_declared_in_the_module_that_defines_it() -> None:
    defined = defaultdict(list)
    for path in MODULES:
        for quad in read([path]):
            if quad.predicate == term("rdfs:isDefinedBy"):
                defined[iri(quad.subject)].append(iri(quad.object))
                assert iri(quad.object) == f"{EIK}{path.stem}", f"{quad.subject} stands in {path.name}"
    assert dict.fromkeys(OWN, 1) == {name: len(modules) for name, modules in defined.items()}


def test_no_term_is_declared_twice() -> None:
    declarations = Counter(
        iri(q.subject)
        for path in ONTOLOGY
        for q in read([path])
        if q.predicate == term("rdf:type") and q.object in KINDS
    )
    assert [name for name, count in declarations.items() if name and count > 1] == []


def test_no_two_terms_of_a_kind_share_an_english_label() -> None:
    labels = Counter((TERMS[NamedNode(name)], texts(name, "rdfs:label")["en"].lower()) for name in IN_USE)
    assert [label for label, count in labels.items() if count > 1] == []


def test_external_terms_are_declared_and_have_no_axioms() -> None:
    quads = [q for q in read([EXTERNAL]) if iri(q.subject) != BASE + "graph/external-terms"]
    assert {q.predicate for q in quads} == {term("rdf:type")}
    declared = {iri(q.subject) for q in quads}
    assert not any(name.startswith(BASE) for name in declared)
    subjects = {iri(q.subject) for q in QUADS} - {""}
    assert subjects <= {*OWN, BASE + "ontology", *(f"{EIK}{path.stem}" for path in MODULES)}


def test_every_own_term_used_in_the_triples_is_declared() -> None:
    used = set()
    for quad in read(TRIPLES):
        used.add(iri(quad.predicate))
        if quad.predicate == term("rdf:type"):
            used.add(iri(quad.object))
    assert sorted(name for name in used if name.startswith(EIK) and name not in OWN) == []


def test_the_root_imports_every_module() -> None:
    imports = [(iri(q.subject), iri(q.object)) for q in QUADS if q.predicate == term("owl:imports")]
    root, external = BASE + "ontology", BASE + "graph/external-terms"
    modules = {f"{EIK}{path.stem}" for path in MODULES if path.stem != "eikg"}
    assert {one for importing, one in imports if importing == root} == {*modules, external}
    for module in modules:  # so that each can be opened by itself
        assert {one for importing, one in imports if importing == module} == {root, external}


def test_the_catalog_leads_to_every_module() -> None:
    catalog = ElementTree.parse(ROOT / CATALOG).getroot()  # noqa: S314 - the project's own file
    found = {entry.get("name"): entry.get("uri") for entry in catalog}
    folder = (ROOT / CATALOG).parent
    assert {iri(q.object) for q in QUADS if q.predicate == term("owl:imports")} <= {*found}
    for name, place in found.items():
        assert any(iri(q.subject) == name for q in read([(folder / str(place)).resolve()]))
