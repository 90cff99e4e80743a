"""Hints for queries that are right by the letter: each trap is hinted at, and what the hint advises is another answer.

No query that means what it says gets a hint: the saved ones, those of the documents, those of the tests.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.namespaces import PREFIXES
from server.rdf.datatypes import STORED_AS, has_value, is_beyond_range
from server.release import Release
from server.saved.query import from_json
from server.saved.values import bind
from server.sparql.lint import LONGEST, PROPERTIES_QUERY, Linter, Properties, lint, properties_of
from server.sparql.lint.kinds import XSD
from server.sparql.lint.shape import shape
from server.sparql.parser import parse
from server.sparql.scanner import Unreadable
from tests.conftest import ROOT
from tests.sparql.texts import TEXTS

PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
FORMS = re.compile(r"\b(?:SELECT|ASK|CONSTRUCT|DESCRIBE)\b")
ASKED = (
    "server/",
    "tests/commands/",
    "tests/documentation/",
    "tests/questions/",
    "tests/system/clients/",
    "tests/web/",
)
"""Where queries ask the release what somebody might want to know."""

TRAPS_IN = ("tests/web/test_explain.py", "tests/web/test_hints.py", "tests/web/test_sources.py")
"""Tests that ask traps, or compare what is never equal, on purpose."""

TRAPS = [
    (
        "SELECT (GROUP_CONCAT(?s) AS ?x) { ?s a eik:State }",
        "GROUP_CONCAT(?s) has no result: GROUP_CONCAT takes strings, and ?s is an IRI; put STR(...) around it",
        "SELECT (GROUP_CONCAT(STR(?s)) AS ?x) { ?s a eik:State }",
    ),
    (
        'SELECT (GROUP_CONCAT(?n; SEPARATOR=", ") AS ?x) { ?s eik:position ?n }',
        "and ?n is a number",
        'SELECT (GROUP_CONCAT(STR(?n); SEPARATOR=", ") AS ?x) { ?s eik:position ?n }',
    ),
    (
        "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c HAVING(?n > 3)",
        "?n has no value in HAVING, which is evaluated before SELECT names it (SPARQL 1.1, section 18.2.4)",
        "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c HAVING(COUNT(*) > 3)",
    ),
    (
        'ASK { ?s eik:earliest ?d FILTER(?d < "2030-13-45"^^xsd:date) }',
        '"2030-13-45"^^xsd:date is no xsd:date',
        'ASK { ?s eik:earliest ?d FILTER(?d < "2030-12-31"^^xsd:date) }',
    ),
    (
        'ASK { ?s eik:earliest ?d FILTER(?d < xsd:date("2030-02-29")) }',
        "always fails: '2030-02-29' is no xsd:date",
        'ASK { ?s eik:earliest ?d FILTER(?d < xsd:date("2028-02-29")) }',
    ),
    (
        'ASK { ?s rdfs:label "Belarus" }',
        '"Belarus" matches nothing: rdfs:label has a string with a language (be, en, ru) in this release; add',
        'ASK { ?s rdfs:label "Belarus"@EN }',
    ),
    (
        'ASK { ?s rdfs:label "Belarus"@fr }',
        "matches nothing: rdfs:label has a string with a language (be, en, ru)",
        'ASK { ?s rdfs:label "Belarus"@en }',
    ),
    (
        'ASK { ?s rdfs:label ?l FILTER(?l = "Belarus") }',
        "compares a string with a language (be, en, ru) with a string without language, which are never equal",
        'ASK { ?s rdfs:label ?l FILTER(STR(?l) = "Belarus") }',
    ),
    (
        'ASK { ?s rdfs:label ?l VALUES ?l { "Belarus" "Minsk" } }',
        "?l is a string without language here and a string with a language (be, en, ru) before",
        'ASK { ?s rdfs:label ?l VALUES ?l { "Belarus" "Belarus"@en } }',
    ),
    (
        'ASK { BIND("Belarus" AS ?l) ?s rdfs:label ?l }',
        "so nothing fits both",
        'ASK { BIND("Belarus"@en AS ?l) ?s rdfs:label ?l }',
    ),
    (
        'ASK { ?s rdfs:label|skos:prefLabel "Belarus" }',
        "rdfs:label|skos:prefLabel has a string with a language (be, en, ru)",
        'ASK { ?s rdfs:label|skos:prefLabel "Belarus"@en }',
    ),
    (
        'ASK { VALUES ?l { "Belarus" } ?l ^rdfs:label ?s }',
        "?l is a string with a language (be, en, ru) here and a string without language before",
        'ASK { VALUES ?l { "Belarus"@en } ?l ^rdfs:label ?s }',
    ),
    (
        "SELECT * { ?s a eik:State ; rdfs:lable ?l }",
        "rdfs:lable is a property of no triple in this release; did you mean rdfs:label?",
        "SELECT * { ?s a eik:State ; rdfs:label ?l }",
    ),
    ('ASK { ?s eik:position "5" }', "add the datatype (^^xsd:integer)", "ASK { ?s eik:position 5 }"),
    (
        'ASK { ?s eik:position ?n FILTER(?n = "5") }',
        '?n = "5" compares a number with a string without language, which are never equal; leave the quotation marks',
        "ASK { ?s eik:position ?n FILTER(?n = 5.0) }",
    ),
    (
        'ASK { ?s eik:position ?n FILTER(?n < "5") }',
        "which have no order; leave the quotation marks away",
        "ASK { ?s eik:position ?n FILTER(?n < 5) }",
    ),
    (
        'ASK { ?s eik:position ?n FILTER(?n IN ("5", "6")) }',
        "looks for a number among a string without language, which are never equal",
        'ASK { ?s eik:position ?n FILTER(?n IN ("5", 6)) }',
    ),
    (
        'ASK { ?s eik:position ?n FILTER(STRLEN(STR(?n)) = "1") }',
        "leave the quotation marks away",
        "ASK { ?s eik:position ?n FILTER(STRLEN(STR(?n)) = 1) }",
    ),
    (
        'ASK { ?s rdfs:label ?l FILTER(LANG(?l) = "EN") }',
        'LANG(?l) = "EN" is never so: LANG gives small letters here',
        'ASK { ?s rdfs:label ?l FILTER(LANG(?l) = "en") }',
    ),
    (
        'ASK { ?s rdfs:label ?l FILTER("@en" = LANG(?l)) }',
        "without an at sign",
        'ASK { ?s rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), "EN")) }',
    ),
    (
        'ASK { ?s rdfs:label ?l FILTER(LANG(?l) = "by") }',
        "is never so: what it asks of is a string with a language (be, en, ru)",
        'ASK { ?s rdfs:label ?l FILTER(LANG(?l) = "be") }',
    ),
    (
        'ASK { ?s rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), "fr")) }',
        "is never so",
        'ASK { ?s rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), "*")) }',
    ),
    (
        'ASK { ?s rdfs:label ?l FILTER(LANGMATCHES(?l, "en")) }',
        "put LANG(...) around it",
        'ASK { ?s rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), "en")) }',
    ),
    (
        "ASK { ?s a ?c FILTER(STR(?c) = eik:State) }",
        "compare the IRI itself, or STR of both",
        "ASK { ?s a ?c FILTER(STR(?c) = STR(eik:State)) }",
    ),
    (
        f'ASK {{ ?s a ?c FILTER(?c = "{PREFIXES["eik"]}State") }}',
        "write the IRI in <>, or compare STR(...)",
        f"ASK {{ ?s a ?c FILTER(?c = <{PREFIXES['eik']}State>) }}",
    ),
    (
        'ASK { ?s eik:earliest ?d FILTER(?d > "2000-01-01") }',
        "add the datatype (^^xsd:date)",
        'ASK { ?s eik:earliest ?d FILTER(?d > "2000-01-01"^^xsd:date) }',
    ),
    (
        'ASK { ?s eik:earliest ?d FILTER(?d > "2000-01-01T00:00:00Z"^^xsd:dateTime) }',
        "compares an xsd:date with an xsd:dateTime, which have no order",
        'ASK { ?s eik:earliest ?d FILTER(STR(?d) > "2000-01-01") }',
    ),
    (
        "ASK { ?s eik:earliest ?d FILTER(?d > 2000) }",
        "compares an xsd:date with a number",
        "ASK { ?s eik:earliest ?d FILTER(YEAR(?d) > 2000) }",
    ),
    (
        'ASK { ?s eik:date "2014-09" }',
        "add the datatype (^^edtf:EDTF)",
        'ASK { ?s eik:date "2014-09"^^edtf:EDTF }',
    ),
    (
        'ASK { ?s a ?c FILTER(REGEX(?c, "State")) }',
        "REGEX takes strings, and ?c is an IRI; put STR(...) around it",
        'ASK { ?s a ?c FILTER(REGEX(STR(?c), "State")) }',
    ),
    (
        'ASK { ?s eik:position ?n FILTER(STRSTARTS(?n, "5")) }',
        "STRSTARTS takes strings, and ?n is a number",
        'ASK { ?s eik:position ?n FILTER(STRSTARTS(STR(?n), "5")) }',
    ),
    (
        'ASK { ?s rdfs:label ?l FILTER(CONTAINS(?l, "Bel"@fr)) }',
        "leave the language of the second away",
        'ASK { ?s rdfs:label ?l FILTER(CONTAINS(?l, "Bel")) }',
    ),
    (
        'ASK { ?s rdfs:label ?l FILTER(REGEX(?l, "^b", "g")) }',
        '"g" has flags that REGEX does not know (g)',
        'ASK { ?s rdfs:label ?l FILTER(REGEX(?l, "^b", "i")) }',
    ),
    (
        "SELECT (COUNT(?y) AS ?n) { ?s eik:date ?d BIND(YEAR(?d) AS ?y) }",
        "YEAR takes dates, and ?d is an edtf:EDTF",
        "SELECT (COUNT(?y) AS ?n) { ?s eik:earliest ?d BIND(YEAR(?d) AS ?y) }",
    ),
    (
        "SELECT (SUM(?l) AS ?n) { ?s rdfs:label ?l }",
        "SUM takes numbers",
        "SELECT (SUM(STRLEN(?l)) AS ?n) { ?s rdfs:label ?l }",
    ),
    (
        "SELECT ?x { ?s rdfs:label ?l BIND(?l + 1 AS ?x) } LIMIT 1",
        "+ takes numbers, dates or durations",
        "SELECT ?x { ?s rdfs:label ?l BIND(STRLEN(?l) + 1 AS ?x) } LIMIT 1",
    ),
    (
        "ASK { ?s rdf:type ?c FILTER(LANG(?c) = '') }",
        "LANG takes literals, and this is an IRI",
        "ASK { ?s rdf:type ?c FILTER(ISIRI(?c)) }",
    ),
    (
        "ASK { ?s a eik:State FILTER(?s > eik:A) }",
        "which have no order",
        "ASK { ?s a eik:State FILTER(STR(?s) > STR(<a:a>)) }",
    ),
    (
        'ASK { ?s eik:date ?d FILTER(?d > "2000"^^edtf:EDTF) }',
        "compares an edtf:EDTF with an edtf:EDTF, which have no order",
        'ASK { ?s eik:date ?d FILTER(STR(?d) > "2000") }',
    ),
    (
        "ASK { ?s rdfs:label ?l FILTER(LANG(?l) != 'EN') }",
        "is always so: LANG gives small letters here",
        "ASK { ?s rdfs:label ?l FILTER(LANG(?l) != 'en' && LANG(?l) != 'ru' && LANG(?l) != 'be') }",
    ),
    (
        'ASK { ?s eik:position ?n FILTER(?n = "5" || ?n = "6") }',
        '?n = "6" compares a number with a string',
        "ASK { ?s eik:position ?n FILTER(?n = 5 || ?n = 6) }",
    ),
    (
        "ASK { ?s eik:earliest ?d . ?d rdfs:label ?l FILTER(ISLITERAL(?l)) }",
        "so nothing fits both",
        "ASK { ?s eik:statedBy ?d . ?d rdfs:label ?l FILTER(ISLITERAL(?l)) }",
    ),
    (
        "SELECT ?lable { ?s a eik:State ; rdfs:label ?label } ",
        "?lable has no value here; did you mean ?label?",
        "SELECT ?label { ?s a eik:State ; rdfs:label ?label } ",
    ),
    (
        "SELECT DISTINCT ?label { ?state a eik:State . ?state rdfs:label ?label . ?staet eik:memberOf ?body }",
        "?staet stands nowhere else in the query; did you mean ?state?",
        "SELECT DISTINCT ?label { ?state a eik:State . ?state rdfs:label ?label . ?state eik:memberOf ?body }",
    ),
    (
        "ASK { ?s a eik:State { ?s rdfs:label ?l } { FILTER(LANG(?l) = 'en') } }",
        "?l has no value here",
        "ASK { ?s a eik:State { ?s rdfs:label ?l } FILTER(LANG(?l) = 'en') }",
    ),
    (
        "ASK { ?s rdfs:label ?l { SELECT ?s { ?s a ?c FILTER(STRLEN(?l) > 1) } } }",
        "?l has no value here",
        "ASK { ?s rdfs:label ?l { SELECT ?s { ?s a ?c } } FILTER(STRLEN(?l) > 1) }",
    ),
    (
        "SELECT ?x { ?s a eik:State BIND(STR(?l) AS ?x) ?s rdfs:label ?l }",
        "?l has no value here",
        "SELECT ?x { ?s a eik:State . ?s rdfs:label ?l BIND(STR(?l) AS ?x) }",
    ),
    (
        "CONSTRUCT { ?s rdfs:label ?name } { ?s a eik:State ; rdfs:label ?names }",
        "did you mean ?names?",
        "CONSTRUCT { ?s rdfs:label ?names } { ?s a eik:State ; rdfs:label ?names }",
    ),
    (
        "SELECT ?s { ?s a eik:State OPTIONAL { ?s eik:noSuch ?d } FILTER(?d > 5) }",
        "drops the rows without ?d, so the OPTIONAL has no effect",
        "SELECT ?s { ?s a eik:State OPTIONAL { ?s eik:noSuch ?d FILTER(?d > 5) } }",
    ),
    (
        "SELECT ?s { ?s a eik:State OPTIONAL { ?s eik:noSuch ?d } FILTER(?s != eik:A && ?d > 5) }",
        "drops the rows without ?d",
        "SELECT ?s { ?s a eik:State OPTIONAL { ?s eik:noSuch ?d } FILTER(?s != eik:A && (?d > 5 || !BOUND(?d))) }",
    ),
    (
        "SELECT ?s { ?s a eik:State MINUS { ?x a eik:State } }",
        "takes nothing away, as it shares no variable",
        "SELECT ?s { ?s a eik:State MINUS { ?s a eik:State } }",
    ),
    (
        "SELECT ?s { ?s a eik:State FILTER NOT EXISTS { ?x eik:memberOf ?b } }",
        "NOT EXISTS { ?x eik:memberOf ?b } is the same for every row",
        "SELECT ?s { ?s a eik:State FILTER NOT EXISTS { ?s eik:noSuch ?b } }",
    ),
    (
        "SELECT ?s (COUNT(*) AS ?n) { ?s a eik:State OPTIONAL { ?s eik:noSuch ?f } } GROUP BY ?s",
        "COUNT(*) is 1 where the OPTIONAL finds nothing, as that is a row too; COUNT(?f) is 0 there",
        "SELECT ?s (COUNT(?f) AS ?n) { ?s a eik:State OPTIONAL { ?s eik:noSuch ?f } } GROUP BY ?s",
    ),
    (
        "ASK { ?s a ?c FILTER(?c = eik:NoSuch || eik:State) }",
        "eik:State is no condition by itself",
        "ASK { ?s a ?c FILTER(?c = eik:NoSuch || ?c = eik:State) }",
    ),
    (
        'SELECT ?s { ?s rdfs:label ?l FILTER(STR(?l) = "Belarus" || "Minsk") }',
        '"Minsk" is the same for every row',
        'SELECT ?s { ?s rdfs:label ?l FILTER(STR(?l) IN ("Belarus", "Minsk")) }',
    ),
    (
        "ASK { ?x owl:cardinality ?n FILTER(DATATYPE(?n) = xsd:nonNegativeInteger) }",
        "xsd:nonNegativeInteger is a datatype that no literal has here: the store holds its values as xsd:integer",
        "ASK { ?x owl:cardinality ?n FILTER(DATATYPE(?n) = xsd:integer) }",
    ),
    (
        "ASK { ?s eik:position ?n FILTER(?n < 99999999999999999999) }",
        "is an integer beyond 64 bits",
        "ASK { ?s eik:position ?n FILTER(?n < 9223372036854775807) }",
    ),
]


@pytest.fixture(scope="module")
def store(release: Release) -> ox.Store:
    store = ox.Store()
    quads = ox.parse(path=release.data, format=ox.RdfFormat.N_QUADS)
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return store


@pytest.fixture(scope="module")
def properties(store: ox.Store) -> Properties:
    found = store.query(PROPERTIES_QUERY)
    assert isinstance(found, ox.QuerySolutions)
    return properties_of(found)


def answer(store: ox.Store, query: str) -> list[str]:
    found = store.query(PROLOGUE + query)
    return [str(bool(found))] if isinstance(found, ox.QueryBoolean) else sorted(map(str, found))


@pytest.mark.parametrize(("trap", "hint", "meant"), TRAPS, ids=[trap for trap, _, _ in TRAPS])
def test_a_trap_is_pointed_out_and_what_is_advised_gives_another_answer(
    trap: str, hint: str, meant: str, store: ox.Store, properties: Properties
) -> None:
    texts = [found.text for found in lint(PROLOGUE + trap, properties)]
    assert any(hint in text for text in texts), texts
    assert all(text.isascii() for text in texts)
    assert lint(PROLOGUE + meant, properties) == []
    assert answer(store, trap) != answer(store, meant)


def test_a_hint_tells_its_place_and_what_to_write(properties: Properties) -> None:
    query = "SELECT ?c (COUNT(?s) AS ?n) {\n  ?s a ?c\n}\nGROUP BY ?c\nHAVING (?n > 3)"
    [hint] = lint(query, properties)
    assert (hint.line, hint.column, hint.written, hint.suggestion) == (5, 9, "?n", "COUNT(?s)")


def test_a_constant_that_the_store_holds_with_another_datatype_is_told(properties: Properties) -> None:
    [hint] = lint(PROLOGUE + 'ASK { ?x owl:cardinality "1"^^xsd:nonNegativeInteger }', properties)
    assert "is held as xsd:integer here" in hint.message


@pytest.mark.parametrize(
    "query",
    [
        'ASK { ?s ?p ?x FILTER(?x = "5") }',
        'ASK { ?s eik:position|owl:unknown ?x FILTER(?x = "5") }',
        "ASK { ?s owl:deprecated true ; owl:sameAs ?same ; skos:altLabel ?l ; org:memberOffs ?x }",
        'ASK { ?s rdfs:label ?l FILTER(LANG(?l) = "en" || LANG(?l) = "") }',
        'ASK { ?s rdfs:label ?l FILTER(LANG(?l) != "fr") }',
        "SELECT (COALESCE(YEAR(?d), ?d) AS ?y) { ?s eik:date ?d }",
        'SELECT (IF(LANG(?l) = "fr", "oui", "") AS ?x) { ?s rdfs:label ?l }',
        'CONSTRUCT { ?s rdfs:label "State" ; eik:position "5" } { ?s a eik:State }',
        'ASK { VALUES ?x { "a" 5 } ?x rdfs:label* ?y }',
        'ASK { VALUES ?x { "Belarus"@en } ?x ^rdfs:label ?y }',
        'ASK { VALUES ?x { "Belarus"@en } ?x (^rdfs:label)/eik:flag ?y FILTER(STRLEN(?x) > 1) }',
        "SELECT ?s { ?s a eik:State OPTIONAL { ?s eik:flag ?f } FILTER(BOUND(?f) && ?f != ?s) }",
        'ASK { SERVICE <http://e/> { ?s rdfs:label "Belarus" FILTER(?x > 1) } }',
        "ASK { ?s rdfs:label ?l FILTER(STRLEN(?l) > 3) }",
        "SELECT ?s { ?s a eik:State OPTIONAL { ?s eik:flag ?f } FILTER(!BOUND(?f)) }",
        'SELECT ?s { ?s a eik:State OPTIONAL { ?s eik:flag ?f } FILTER(COALESCE(STR(?f), "") = "") }',
        "SELECT ?s { ?s a eik:State OPTIONAL { ?s eik:flag ?f FILTER(STRLEN(STR(?s)) > 1) } }",
        "SELECT ?s { ?s a eik:State FILTER EXISTS { ?s eik:flag ?f FILTER(?s != ?f) } }",
        "SELECT ?claim1 ?claim2 { ?claim1 a eik:Claim . ?claim2 a eik:Claim . ?claim1 ?same ?x . ?claim2 ?same ?x }",
        "SELECT (COUNT(*) AS ?n) { ?s a eik:State OPTIONAL { ?s eik:flag ?f } }",
        "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c HAVING(?c != eik:State)",
        "SELECT (YEAR(?d) AS ?y) (COUNT(*) AS ?n) { ?s eik:earliest ?d } GROUP BY (YEAR(?d) AS ?y) HAVING(?y > 2000)",
        'SELECT ?n { VALUES (?n ?m) { ("5" UNDEF) (5 1) } FILTER(?n = "5") }',
        "SELECT * { ?s eik:position ?n BIND(?n / 2 AS ?half) FILTER(?half > 1) }",
    ],
)
def test_what_may_well_be_meant_gets_no_hint(query: str, properties: Properties) -> None:
    assert lint(PROLOGUE + query, properties) == []


def test_without_knowledge_of_the_data_the_text_alone_is_judged() -> None:
    assert lint(PROLOGUE + 'ASK { ?s rdfs:label "Belarus" }', {}) == []
    assert lint(PROLOGUE + "SELECT ?s { ?s a eik:State MINUS { ?x a eik:City } }", {})


def test_no_saved_query_gets_a_hint(release: Release, properties: Properties) -> None:
    for query in from_json(release.queries.read_text("utf-8")):
        given = {one.name: one.default for one in query.parameters if one.required}
        for text in (query.text, bind(query, given)):
            assert lint(text, properties) == [], query.name


def test_no_query_of_the_tests_and_documents_gets_a_hint(properties: Properties) -> None:
    found = dict(_queries())
    assert len(found) > 100
    hinted = {place: hints for place, query in found.items() if (hints := lint(PROLOGUE + query, properties))}
    assert hinted == {}


def _queries() -> Iterator[tuple[tuple[str, int], str]]:
    for path in sorted((*ROOT.glob("tests/**/*.py"), *ROOT.glob("server/**/*.py"))):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(ASKED) and name not in TRAPS_IN:
            yield from (((name, line), text) for line, text in _strings(path) if _is_query(text))
    for path in sorted((*ROOT.glob("*.md"), *ROOT.glob("server/**/*.md"), *ROOT.glob("queries/*.rq"))):
        text = path.read_text("utf-8").replace("\n> ", "\n")
        name = path.relative_to(ROOT).as_posix()
        for found in re.finditer(r"(?:SELECT|ASK|CONSTRUCT)\b[^`']*?\}[^`'\n]*", text):
            if _is_query(found[0]):
                yield (name, found.start()), found[0]


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def _is_query(text: str) -> bool:
    if "{" not in text or not FORMS.search(text):
        return False
    try:
        parse(PROLOGUE + text)
    except Unreadable:
        return False
    return True


def test_the_datatypes_that_the_store_changes_are_those_it_changes() -> None:
    other = """integer decimal double float boolean string token normalizedString language anyURI hexBinary date time
        gYear gYearMonth gMonthDay gDay gMonth duration dayTimeDuration yearMonthDuration dateTime"""
    for name in (*other.split(), *(iri.removeprefix(XSD) for iri in STORED_AS)):
        for value in ("1", "2020-01-01T00:00:00Z"):
            store = ox.Store()
            node = ox.NamedNode("x:a")
            store.add(ox.Quad(node, node, ox.Literal(value, datatype=ox.NamedNode(XSD + name))))
            [held] = store
            assert isinstance(held.object, ox.Literal)
            expected = STORED_AS.get(XSD + name, XSD + name)
            if has_value(value, XSD + name) or XSD + name not in STORED_AS:
                assert held.object.datatype.value == expected, name


@given(
    TEXTS,
    st.sampled_from(
        ("", "SELECT ?x (COUNT(*) AS ?n) { ?s ?p ?x FILTER(", "ASK { ?s eik:position ", "SELECT ")
    ),
)
def test_no_text_is_too_odd_to_be_looked_at(text: str, before: str) -> None:
    for query in (before + text, f"{before}{text}) }} GROUP BY ?x HAVING(?n > 1)", f"{before}{text} }}"):
        lint(PROLOGUE + query, {PREFIXES["eik"] + "position": frozenset((XSD + "integer",))})


def test_queries_that_differ_in_what_no_check_looks_at_have_one_shape() -> None:
    thing = f"{PREFIXES['state']}belarus"
    query = f'SELECT ?l {{ <{thing}> rdfs:label ?l FILTER(CONTAINS(?l, "union")) }} LIMIT 10 # once'
    other = (
        query.replace("belarus", "russia")
        .replace("union", "summit's")
        .replace("10", "20")
        .replace("once", "twice")
    )
    assert shape(query) == shape(other)


@pytest.mark.parametrize(
    ("query", "trap"),
    [
        ('FILTER(LANG(?l) = "en")', 'FILTER(LANG(?l) = "EN")'),
        ('FILTER(LANG(?l) = "en")', 'FILTER(LANG(?l) = "be-tarask")'),
        ('FILTER(LANG(?l) = "en")', 'FILTER(LANG(?l) = "@english")'),
        ('FILTER(REGEX(?l, "abcd", "i"))', 'FILTER(REGEX(?l, "abcd", "g"))'),
        ('. ?s eik:earliest "2020-12-01"^^xsd:date', '. ?s eik:earliest "2020-13-01"^^xsd:date'),
        ('FILTER(?l = "text"@en)', 'FILTER(?l = "text"@fr)'),
        (". ?s eik:position 5", 'FILTER(?l = "text") '),
        ('FILTER(?l != "x"@en) ?s eik:unit ?n', 'FILTER(?l != "x"@en) ?s eik:position ?n FILTER(?n = "y")'),
        ("# it's\n FILTER(STRLEN(?l) > 1)", "# it's\n FILTER(STRLEN(?l) > '1')"),
    ],
)  # fmt: skip
def test_a_trap_is_pointed_out_after_a_like_query_that_is_none(
    query: str, trap: str, properties: Properties
) -> None:
    linter = Linter(properties)
    assert linter.hints(f"{PROLOGUE}SELECT * {{ ?s rdfs:label ?l {query} }}") == []
    assert linter.hints(f"{PROLOGUE}SELECT * {{ ?s rdfs:label ?l {trap} }}")
    assert linter.hints(f"{PROLOGUE}SELECT * {{ ?s rdfs:label ?l {query} }}") == []


def test_a_literal_with_a_language_is_no_condition(store: ox.Store) -> None:
    assert answer(store, 'ASK { FILTER("a"@en || false) }') == ["False"]
    assert answer(store, 'ASK { FILTER("a" || false) }') == ["True"]


def test_a_long_query_is_not_looked_at() -> None:
    trap = 'ASK { ?s ?p "2020-13-45"^^xsd:date }'
    assert lint(PROLOGUE + trap, {})
    assert lint(PROLOGUE + trap + " " * LONGEST, {}) == []


@pytest.mark.parametrize(
    ("lexical", "datatype", "valid"),
    [
        ("2020-02-29", "date", True),
        ("2019-02-29", "date", False),
        ("1900-02-29", "date", False),
        ("-0004-02-29", "date", True),
        ("12020-02-29Z", "date", True),
        ("2020-2-9", "date", False),
        ("2020-01-01T24:00:00", "dateTime", True),
        ("2020-01-01T24:00:01", "dateTime", False),
        ("2020-01-01T00:00:00", "dateTimeStamp", False),
        ("2020-01-01T00:00:00+14:01", "dateTime", False),
        ("--02-29", "gMonthDay", True),
        ("--02-30", "gMonthDay", False),
        ("2020", "gYear", True),
        ("20", "gYear", False),
        ("P1Y2M3DT4H5M6.7S", "duration", True),
        ("P", "duration", False),
        ("P1DT", "duration", False),
        ("P1D", "yearMonthDuration", False),
        ("TRUE", "boolean", False),
        ("1", "boolean", True),
        ("1.5", "integer", False),
        ("+05", "integer", True),
        ("-1", "nonNegativeInteger", False),
        ("-0", "nonNegativeInteger", True),
        ("256", "unsignedByte", False),
        ("9" * 5000, "nonNegativeInteger", True),
        ("1e5", "decimal", False),
        (".5", "decimal", True),
        ("inf", "double", False),
        ("-INF", "double", True),
        ("anything", "token", True),
        ("\u0661", "integer", False),
    ],
)
def test_lexical_forms_have_a_value_or_none(lexical: str, datatype: str, valid: bool) -> None:
    assert has_value(lexical, XSD + datatype) is valid


@pytest.mark.parametrize(("number", "beyond"), [(2**63 - 1, False), (2**63, True), (-(2**63) - 1, True)])
def test_integers_beyond_64_bits(number: int, beyond: bool) -> None:
    assert is_beyond_range(str(number), XSD + "integer") is beyond
    node = ox.NamedNode("x:a")
    store = ox.Store()
    store.add(ox.Quad(node, node, ox.Literal(str(number), datatype=ox.NamedNode(XSD + "integer"))))
    [[computed]] = store.query("SELECT ?x { ?s ?p ?n BIND(?n + 0 AS ?x) }")  # type: ignore[misc]
    assert (computed is None) is beyond
