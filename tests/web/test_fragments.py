"""Triple and quad pattern fragments over HTTP, beside what the endpoint says of the same data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from urllib.parse import quote, urlencode

import pytest
from rdflib import BNode, Graph, Literal, Node, URIRef

from server.namespaces import BASE, PREFIXES
from server.release import Release
from tests.conftest import RELEASES, serving
from tests.web.fragments import HYDRA, SD, Fragment, fetched, fragment, pages, parsed
from tests.web.pages import get

SIZE = 20
MAPPINGS = 5
EIK, XSD = PREFIXES["eik"], PREFIXES["xsd"]
LABEL = PREFIXES["rdfs"] + "label"
BELARUS = BASE + "id/state/belarus"
ENTITIES = BASE + "graph/entities"
ASSERTED = BASE + "graph/asserted"
GENID = f"{BASE}.well-known/genid/"

SAMPLES = {
    "iri": (BELARUS, PREFIXES["rdf"] + "type", EIK + "State"),
    "language": (BELARUS, LABEL, '"Belarus"@en'),
    "date": (BASE + "id/resolution/A-RES-68-262", EIK + "earliest", f'"2014-03-27"^^{XSD}date'),
}
"""A triple for each kind of object; patterns are made by leaving its places away."""

GRAPHS = {
    "default": ("", "{ %s }"),
    "named": (ENTITIES, f"{{ GRAPH <{ENTITIES}> {{ %s }} }}"),
    "all": ("?g", "{ GRAPH ?g { %s } }"),
    "asserted": (ASSERTED, f"FROM <{ASSERTED}> {{ %s }}"),
    "unknown": ("http://example.org/none", "{ GRAPH <http://example.org/none> { %s } }"),
}


@pytest.fixture(scope="module")
def small(release: Release) -> Iterator[str]:
    """A server with small pages."""
    with serving(RELEASES, fragment_size=SIZE, fragment_bindings=MAPPINGS) as address:
        yield address


@pytest.fixture(scope="module")
def entry(small: str) -> Fragment:
    return fragment(f"{small}/fragments")


@pytest.fixture(scope="module")
def quads_entry(small: str) -> Fragment:
    return fragment(f"{small}/fragments/quads")


def rows(address: str, query: str) -> list[tuple[Node, ...]]:
    """The rows of a SELECT at the endpoint, with blank nodes all alike."""
    answer = get(address, f"/sparql?{urlencode({'query': query})}", Accept="application/sparql-results+json")
    found = json.loads(answer.body)
    return [tuple(_term(row[name]) for name in found["head"]["vars"]) for row in found["results"]["bindings"]]


def _term(found: dict[str, str]) -> Node:
    match found["type"]:
        case "uri":
            return URIRef(found["value"])
        case "bnode":
            return URIRef(GENID)
    return Literal(
        found["value"], lang=found.get("xml:lang"), datatype=found.get("datatype"), normalize=False
    )


def alike(node: Node | None) -> Node | None:
    return URIRef(GENID) if isinstance(node, URIRef) and node.startswith(GENID) else node


def sparql_term(text: str) -> str:
    if not text.startswith('"'):
        return f"<{text}>"
    value, _, kind = text.rpartition("^^")
    return f"{value}^^<{kind}>" if value else text


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("kind", SAMPLES)
def test_every_pattern_matches_what_the_endpoint_says(
    small: str, entry: Fragment, quads_entry: Fragment, kind: str, graph: str
) -> None:
    value, where = GRAPHS[graph]
    for kept in product((True, False), repeat=3):
        terms = [term if keep else "" for term, keep in zip(SAMPLES[kind], kept, strict=True)]
        given = dict(zip(("subject", "predicate", "object"), terms, strict=True))
        pattern = " ".join(
            sparql_term(term) if term else variable
            for term, variable in zip(terms, ("?s", "?p", "?o"), strict=True)
        )
        count = int(str(rows(small, f"SELECT (COUNT(*) AS ?n) {where % pattern}")[0][0]))
        asked = quads_entry.address(**given, graph=value) if value else entry.address(**given)
        found = fragment(asked)
        assert found.total == count
        assert len(found.data) == min(count, SIZE)
        if count <= SIZE * 10:
            binds = " ".join(
                f"BIND({sparql_term(term)} AS {variable})"
                for term, variable in zip(terms, ("?s", "?p", "?o"), strict=True)
                if term
            )
            wanted = rows(small, f"SELECT ?s ?p ?o {where % (pattern + ' ' + binds)}")
            held = [tuple(map(alike, quad[:3])) for page in pages(found.url) for quad in page.data]
            assert sorted(held) == sorted(wanted)


def test_the_same_variable_twice_means_the_same_term(small: str, entry: Fragment) -> None:
    found = fragment(entry.address(subject="?x", object="?x"))
    assert found.total == len(rows(small, "SELECT ?s { ?s ?p ?s }")) > 0
    assert all(quad[0] == quad[2] for quad in found.data)
    assert fragment(entry.address(subject="?x", predicate="?x", object="?x")).total == 0


@pytest.mark.parametrize(
    ("path", "given", "query"),
    [
        (
            "",
            {"predicate": EIK + "acronym"},
            f"SELECT ?s ?p ?o {{ ?s <{EIK}acronym> ?o BIND(<{EIK}acronym> AS ?p) }}",
        ),
        (
            "/quads",
            {"predicate": EIK + "acronym"},
            f"SELECT ?s ?p ?o ?g {{ GRAPH ?g {{ ?s <{EIK}acronym> ?o }} BIND(<{EIK}acronym> AS ?p) }}",
        ),
    ],
)
def test_pages_hold_everything_exactly_once(small: str, path: str, given: dict[str, str], query: str) -> None:
    start = fragment(f"{small}/fragments{path}").address(**given)
    found = [*pages(start)]
    quads = [quad[: 4 if path else 3] for page in found for quad in page.data]
    assert len(found) > 2
    assert [len(page.data) for page in found[:-1]] == [SIZE] * (len(found) - 1)
    assert {page.total for page in found} == {len(quads)}
    assert len(set(quads)) == len(quads)
    assert set(quads) == set(rows(small, query))
    assert found[-1].url == found[0].link("last")


def test_a_page_is_the_same_whichever_evaluator_answers(small: str, entry: Fragment) -> None:
    url = f"{entry.address(predicate=LABEL)}&page=3"
    with ThreadPoolExecutor(16) as threads:
        bodies = {
            answer.body
            for answer in threads.map(lambda _: fetched(url, Accept="application/n-quads"), range(60))
        }
    assert len(bodies) == 1


def test_no_request_of_a_client_that_sends_many_is_refused(small: str, entry: Fragment) -> None:
    urls = [f"{entry.address(predicate=LABEL)}&page={number}" for number in range(1, 61)]
    with ThreadPoolExecutor(40) as threads:
        assert {
            answer.status for answer in threads.map(lambda url: fetched(url, Accept="application/trig"), urls)
        } == {200}


def test_the_forms_lead_to_every_other_fragment(small: str, entry: Fragment, quads_entry: Fragment) -> None:
    """Also from a page far away, and from one without data."""
    for start in (entry, quads_entry):
        far = fragment(f"{start.address(predicate=LABEL)}&page=9")
        nothing = fragment(start.address(subject="http://example.org/none"))
        assert nothing.total == 0
        for page in (start, far, nothing):
            found = fragment(page.address(subject=BELARUS, predicate=LABEL, object='"Belarus"@en'))
            assert (found.total, len(found.data)) == (1, 1)
    assert SD.defaultGraph in set(quads_entry.about.predicates())
    default = fragment(quads_entry.address(subject=BELARUS, graph="urn:ldf:defaultGraph"))
    assert default.total == fragment(entry.address(subject=BELARUS)).total


def test_a_page_says_which_it_is(small: str, entry: Fragment) -> None:
    start = entry.address(predicate=LABEL)
    for url, number in (
        (start, 1),
        (f"{start}&page=1", 1),
        (f"{small}/fragments?page=3&predicate={quote(LABEL)}", 3),
    ):
        page = fragment(url)
        assert page.link("itemsPerPage") == str(SIZE)
        assert (page.link("previous") is None) is (number == 1)
        for relation in ("next", "previous"):
            assert page.link(relation) == page.link(f"{relation}Page")
        following = page.link("next")
        assert following
        again = fragment(following).link("previous")
        assert again
        assert set(fragment(again).data) == set(page.data)


@pytest.mark.parametrize("accept", ["application/trig", "application/n-quads", "application/ld+json"])
def test_formats_with_graphs_hold_data_and_metadata_apart(entry: Fragment, accept: str) -> None:
    found = fragment(entry.address(subject=BELARUS, predicate=LABEL), accept)
    assert {quad[:2] for quad in found.data} == {(URIRef(BELARUS), URIRef(LABEL))}
    assert len(found.data) == found.total > 0


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "*/*", "image/png"])
def test_formats_without_graphs_hold_both(entry: Fragment, accept: str) -> None:
    url = entry.address(subject=BELARUS, predicate=LABEL)
    answer = fetched(url, Accept=accept)
    assert (answer.status, answer.media_type) == (
        200,
        accept if accept in ("text/turtle", "application/n-triples") else "text/turtle",
    )
    one = parsed_graph(answer.body, answer.media_type)
    assert (URIRef(BELARUS), URIRef(LABEL), Literal("Belarus", lang="en")) in one
    assert (None, HYDRA.search, None) in one


def parsed_graph(body: bytes, media_type: str) -> Graph:
    return Graph().parse(data=body, format=media_type)


def test_bindings_restrict_a_fragment_to_the_union_of_the_patterns(small: str, entry: Fragment) -> None:
    subjects = [BELARUS, BASE + "id/state/russia", BASE + "id/body/eaeu", "http://example.org/none"]
    values = "(?s ?other) { " + " ".join(f"(<{one}> UNDEF)" for one in (*subjects, BELARUS)) + " }"
    wanted = [
        quad[:3] for one in subjects for page in pages(entry.address(subject=one)) for quad in page.data
    ]
    found = [*pages(entry.address(subject="?s", predicate="?p", object="?o", values=values))]
    assert found[0].total == len(wanted) > SIZE
    assert sorted(quad[:3] for page in found for quad in page.data) == sorted(wanted)
    for values, pattern in (
        (
            f"(?s ?p) {{ (<{BELARUS}> <{LABEL}>) (UNDEF <{EIK}nothing>) }}",
            {"subject": BELARUS, "predicate": LABEL},
        ),
        (f"?s {{ <{BELARUS}> }}", {"subject": BELARUS}),
        (f"?elsewhere {{ <{BELARUS}> }}", {}),
        ("?s { 5 }", {"subject": "http://example.org/none"}),
        ("(?s ?p) { }", {"subject": "http://example.org/none"}),
    ):
        restricted = fragment(entry.address(subject="?s", predicate="?p", object="?o", values=values))
        assert restricted.total == fragment(entry.address(**pattern)).total


def test_bindings_restrict_quads_too(quads_entry: Fragment) -> None:
    values = f"(?s ?g) {{ (<{BELARUS}> <{ENTITIES}>) (<{BASE}id/body/eaeu> <{ENTITIES}>) }}"
    found = [*pages(quads_entry.address(subject="?s", graph="?g", values=values))]
    wanted = [
        quad
        for one in (BELARUS, f"{BASE}id/body/eaeu")
        for page in pages(quads_entry.address(subject=one, graph=ENTITIES))
        for quad in page.data
    ]
    assert sorted(quad for page in found for quad in page.data) == sorted(wanted)
    assert wanted


def test_a_blank_node_has_an_iri_by_which_it_is_asked_for(
    small: str, entry: Fragment, release: Release
) -> None:
    found = fragment(entry.address(predicate=PREFIXES["owl"] + "onProperty"))
    assert not any(isinstance(term, BNode) for quad in found.data for term in quad)
    first, second = (quad[0] for quad in found.data[:2])
    start = f"{GENID}{release.path.name}/"
    assert str(first).startswith(start)
    about = fragment(entry.address(subject=str(first)))
    assert about.total == len(about.data) > 1
    assert {quad[0] for quad in about.data} == {first}
    incoming = fragment(entry.address(object=str(first)))
    assert incoming.total == len(incoming.data) == 1
    both = fragment(entry.address(subject="?n", values=f"?n {{ <{first}> <{second}> }}"))
    assert {quad[0] for quad in both.data} == {first, second}
    assert both.total == len(both.data)
    answer = get(small, str(first).removeprefix(BASE.rstrip("/")))
    assert answer.status == 303
    assert {quad[0] for quad in fragment(small + str(answer.headers["Location"])).data} == {first}
    of_another = str(first).replace(release.path.name, "0" * 16)
    assert fragment(entry.address(subject=of_another)).total == 0


def test_an_empty_fragment_is_there_and_a_page_behind_the_last_is_not(entry: Fragment) -> None:
    url = entry.address(subject="http://example.org/none")
    assert fetched(url, Accept="application/trig").status == 200
    for start, last in (
        (url, 1),
        (entry.address(subject=BELARUS, predicate=LABEL), 1),
        (entry.address(predicate=LABEL), 0),
    ):
        for number in (last + 1 if last else 999_999, 999_999_999_999_999):
            answer = fetched(f"{start}&page={number}", Accept="application/trig")
            assert answer.status == 404
            assert answer.headers["Cache-Control"] == "no-store"
            page = parsed(f"{start}&page={number}", answer)
            assert page.data == []
            assert page.link("next") is None
            behind = page.link("last")
            assert behind
            assert fetched(behind).status == 200
            assert fetched(page.address(subject=BELARUS)).status == 200
