"""What rows stand on, checked against the curated files: each claim is looked up in the TriG that states it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from server.namespaces import PREFIXES
from server.release import Release
from tests.conftest import ROOT
from tests.web.client import Client

PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
CLAIM = PREFIXES["claim"]
SOURCES = [*sorted(ROOT.glob("triples/**/*.ttl")), *sorted(ROOT.glob("triples/**/*.trig"))]


def explain(client: Client, query: str, status: int = 200, default_graph: str = "") -> Any:
    asked = {"query": PROLOGUE + query, "explain": "sources", "default-graph-uri": default_graph}
    asked = {name: value for name, value in asked.items() if value}
    answer = client.send("GET", f"/sparql?{urlencode(asked)}")
    assert answer.status == status, answer.text
    return answer.json()


def term(json: Mapping[str, str]) -> str:
    """A term of SPARQL results in JSON as a query writes it."""
    if json["type"] == "uri":
        return str(ox.NamedNode(json["value"]))
    if language := json.get("xml:lang"):
        return str(ox.Literal(json["value"], language=language))
    datatype = json.get("datatype")
    return str(ox.Literal(json["value"], datatype=ox.NamedNode(datatype) if datatype else None))


@pytest.fixture(scope="module")
def curated() -> ox.Store:
    """The curated files as they are written: nothing of it was built, inferred or served."""
    store = ox.Store()
    for path in SOURCES:
        store.load(path=str(path), format=ox.RdfFormat.TRIG)
    return store


@pytest.fixture(scope="module")
def written() -> dict[ox.Triple, set[str]]:
    """The files in which triples stand outside of claims."""
    found: dict[ox.Triple, set[str]] = defaultdict(set)
    for path in [*SOURCES, *ROOT.glob("ontology/**/*.ttl")]:
        for quad in ox.parse(path=path, format=ox.RdfFormat.TRIG):
            if not (isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(CLAIM)):
                found[quad.triple].add(path.relative_to(ROOT).as_posix())
    return found


def stating(store: ox.Store, where: str, statements: Sequence[str]) -> set[str]:
    """The claims in whose graphs statements stand, for all solutions of a pattern over the curated files."""
    graphs = " UNION ".join(f"{{ GRAPH ?stating {{ {statement} }} }}" for statement in statements)
    rows = store.query(
        f"{PROLOGUE} SELECT DISTINCT ?stating {{ {where} {graphs} }}", use_default_graph_as_union=True
    )
    assert isinstance(rows, ox.QuerySolutions)
    return {row["stating"].value for row in rows if row["stating"].value.startswith(CLAIM)}


@dataclass(frozen=True)
class Case:
    """A query; and by hand, over the curated files, what its pattern is and which statements carry a row.

    `rows`: how many there are; None for any number but none. `where` is evaluated with the values of a row.
    """

    name: str
    query: str
    where: str
    statements: tuple[str, ...]
    rows: int | None = None


MEMBERSHIP = "?m org:member ?a ; org:organization ?b ; eik:status ?status"
PARTS = ("?m org:member ?a", "?m org:organization ?b", "?m eik:status ?status")

CASES = [
    Case(
        "one pattern",
        "SELECT ?s ?name { ?s eik:nameVariant ?name } ORDER BY ?s ?name LIMIT 40",
        "",
        ("?s eik:nameVariant ?name",),
        40,
    ),
    Case(
        "a join of three",
        f"SELECT ?m ?a ?b {{ {MEMBERSHIP} }} ORDER BY ?m LIMIT 50",
        f"{MEMBERSHIP} .",
        PARTS,
        50,
    ),
    Case(
        "columns that the pattern does not show",
        "SELECT DISTINCT ?b { ?m org:member state:belarus ; org:organization ?b ; eik:status ?status } ORDER BY ?b",
        "?m org:member state:belarus ; org:organization ?b ; eik:status ?status .",
        ("?m org:member state:belarus", *PARTS[1:]),
    ),
    Case(
        "OPTIONAL with a filter of its own, there and not",
        "SELECT ?b ?place ?site { ?b eik:seat ?place "
        "OPTIONAL { ?b eik:website ?site FILTER(STRLEN(STR(?site)) > 22) } } ORDER BY ?b ?site",
        "",
        ("?b eik:seat ?place", "?b eik:website ?site FILTER(STRLEN(STR(?site)) > 22)"),
    ),
    Case(
        "UNION",
        "SELECT ?x ?y { { ?x eik:capital ?y } UNION { ?x eik:seat ?y } } ORDER BY ?x ?y LIMIT 100",
        "",
        ("?x eik:capital ?y", "?x eik:seat ?y"),
    ),
    Case(
        "MINUS, which carries nothing",
        "SELECT ?x ?y { ?x eik:seat ?y MINUS { ?x eik:foundedOn ?when } } ORDER BY ?x",
        "",
        ("?x eik:seat ?y",),
    ),
    Case(
        "FILTER NOT EXISTS, which carries nothing",
        "SELECT ?x ?y { ?x eik:seat ?y FILTER NOT EXISTS { ?x eik:foundedOn ?when } } ORDER BY ?x",
        "",
        ("?x eik:seat ?y",),
    ),
    Case(
        "FILTER EXISTS with a variable of its own",
        "SELECT ?x ?y { ?x eik:seat ?y FILTER(?y != <x:y> && EXISTS { ?x eik:foundedOn ?when FILTER(?when != ?y) }) } "
        "ORDER BY ?x",
        "",
        ("?x eik:seat ?y", "?x eik:foundedOn ?when"),
    ),
    Case(
        "the claim named by GRAPH, and no other that states the same",
        "SELECT ?c ?s ?name { GRAPH ?c { ?s eik:nameVariant ?name } } ORDER BY ?c ?s ?name LIMIT 100",
        "",
        ("?s eik:nameVariant ?name FILTER(?stating = ?c)",),
        100,
    ),
    Case(
        "a sequence with an inverse",
        "SELECT ?a ?b { ?a ^org:member/org:organization ?b } ORDER BY ?a ?b LIMIT 60",
        "?m org:member ?a ; org:organization ?b .",
        PARTS[:2],
        60,
    ),
    Case(
        "alternatives",
        "SELECT ?x ?y { ?x (eik:capital|^eik:foundedOn|eik:seat) ?y } ORDER BY ?x ?y LIMIT 100",
        "",
        ("?x eik:capital ?y", "?y eik:foundedOn ?x", "?x eik:seat ?y"),
    ),
    Case(
        "blank nodes and lists of objects",
        "SELECT ?a { [] org:member ?a ; org:organization body:eaeu, ?b FILTER(?b = body:eaeu) } ORDER BY ?a",
        "?m org:member ?a ; org:organization body:eaeu .",
        ("?m org:member ?a", "?m org:organization body:eaeu"),
    ),
    Case(
        "a subquery with an aggregate",
        "SELECT ?b ?n ?place { ?b eik:seat ?place { SELECT ?b (COUNT(?a) AS ?n) "
        "{ ?m org:member ?a ; org:organization ?b } GROUP BY ?b } } ORDER BY ?b",
        "?m org:member ?a ; org:organization ?b .",
        ("?b eik:seat ?place", *PARTS[:2]),
    ),
    Case(
        "a group, by a key that is no column",
        "SELECT (COUNT(?s) AS ?n) (SAMPLE(?b) AS ?key) { ?m org:member ?s ; org:organization ?b } "
        "GROUP BY ?b ORDER BY ?b",
        "BIND(?key AS ?b) ?m org:member ?a ; org:organization ?b .",
        PARTS[:2],
    ),
    Case(
        "a group by an expression",
        "SELECT ?kind (COUNT(*) AS ?n) { ?s eik:capital ?place } GROUP BY (STRBEFORE(STR(?s), '/belarus') AS ?kind)",
        "?s eik:capital ?place BIND(STRBEFORE(STR(?s), '/belarus') AS ?found) FILTER(?found = ?kind)",
        ("?s eik:capital ?place",),
        2,
    ),
    Case(
        "all rows as one group, with HAVING and DISTINCT",
        "SELECT (COUNT(DISTINCT ?place) AS ?n) { ?x eik:seat ?place } HAVING(COUNT(*) > 3)",
        "",
        ("?x eik:seat ?place",),
        1,
    ),
    Case(
        "groups that give the same row, told once",
        "SELECT DISTINCT (COUNT(DISTINCT ?a) AS ?n) { ?m org:member ?a ; org:organization ?b } GROUP BY ?b ORDER BY ?n",
        "?m org:member ?a ; org:organization ?b . { SELECT ?b (COUNT(DISTINCT ?x) AS ?n) "
        "{ ?y org:member ?x ; org:organization ?b } GROUP BY ?b }",
        PARTS[:2],
    ),
    Case(
        "a count in each graph",
        "SELECT ?c ?n { GRAPH ?c { SELECT (COUNT(*) AS ?n) { ?x eik:seat ?y } } FILTER(?n > 0) } ORDER BY ?c",
        "",
        ("?x eik:seat ?y FILTER(?stating = ?c)",),
    ),
    Case(
        "the first of each claim",
        "SELECT ?c ?top { ?c a eik:Claim ; eik:inDocument doc:stakhovsky-valdai "
        "GRAPH ?c { SELECT ?top { ?top eik:about ?o } ORDER BY ?top LIMIT 1 } }",
        "",
        ("?top eik:about ?o FILTER(?stating = ?c)",),
    ),
    Case(
        "VALUES and BIND beside a pattern",
        "SELECT ?x ?y ?z { VALUES ?x { body:eaeu body:sco body:nowhere } ?x eik:seat ?y BIND(STR(?y) AS ?z) }",
        "",
        ("?x eik:seat ?y",),
    ),
    Case(
        "columns that are computed",
        "SELECT (STR(?x) AS ?text) (RAND() AS ?chance) { ?x eik:seat ?y } ORDER BY ?x LIMIT 20",
        "?x eik:seat ?y FILTER(STR(?x) = ?text)",
        ("?x eik:seat ?y",),
        20,
    ),
    Case(
        "a dataset of two claims, which many others add to",
        "SELECT DISTINCT ?a FROM claim:reference-memberships-eaeu-blr-member FROM claim:belarus-facts-007-b "
        "{ ?m org:member ?a }",
        "FILTER(?stating IN (claim:reference-memberships-eaeu-blr-member, claim:belarus-facts-007-b))",
        ("?m org:member ?a",),
        1,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_claims_of_each_row_are_those_whose_graphs_hold_its_triples(
    site: Client, curated: ox.Store, case: Case
) -> None:
    found = explain(site, case.query)
    rows = found["results"]["bindings"]
    assert len(rows) == (case.rows if case.rows is not None else len(rows))
    assert found["complete"] or len(rows) == 100
    assert any(source["claims"] for source in found["sources"])
    for row, source in zip(rows, found["sources"], strict=True):
        given = [name for name in row if name != "chance"]
        block = f"VALUES ({' '.join(f'?{n}' for n in given)}) {{ ({' '.join(term(row[n]) for n in given)}) }}"
        statements = [f"{block} {statement}" for statement in case.statements]
        where = case.where and f"{block} {case.where}"
        assert source["claims"] == sorted(stating(curated, where, statements)), row


def test_labels_of_entities_stand_in_a_graph_and_a_file(
    site: Client, written: Mapping[ox.Triple, set[str]]
) -> None:
    found = explain(site, "SELECT ?s ?l { ?s a eik:State ; rdfs:label ?l } ORDER BY ?s ?l LIMIT 60")
    for row, source in zip(found["results"]["bindings"], found["sources"], strict=True):
        label = ox.Triple(
            ox.NamedNode(row["s"]["value"]),
            ox.NamedNode(PREFIXES["rdfs"] + "label"),
            ox.Literal(row["l"]["value"], language=row["l"]["xml:lang"]),
        )
        [told] = [one for one in source["triples"] if one["triple"]["object"] == row["l"]]
        assert set(told["files"]) == written.get(label, set())
        assert told["files"] or told["claims"]
        assert not told["files"] or "https://w3id.org/eikg/graph/entities" in told["graphs"]


def test_what_is_inferred_stands_on_the_claims_of_its_proof(site: Client, curated: ox.Store) -> None:
    found = explain(site, "SELECT ?a { ?a eik:memberOf body:eaeu } ORDER BY ?a")
    assert len(found["sources"]) > 3
    for row, source in zip(found["results"]["bindings"], found["sources"], strict=True):
        [told] = source["triples"]
        assert told["rule"].startswith("member-of")
        actor = term(row["a"])
        memberships = curated.query(
            f"{PROLOGUE} SELECT DISTINCT ?m {{ ?m org:member {actor} ; org:organization body:eaeu }}",
            use_default_graph_as_union=True,
        )
        assert isinstance(memberships, ox.QuerySolutions)
        ways = [
            stating(
                curated,
                "",
                [f"{m} org:member {actor}", f"{m} org:organization body:eaeu", f"{m} eik:status ?s"],
            )
            for m in (row["m"] for row in memberships)
        ]
        assert set(source["claims"]) in ways  # one of perhaps several proofs is kept, as at /why


def test_a_chain_of_rules_is_followed_to_its_end(site: Client, written: Mapping[ox.Triple, set[str]]) -> None:
    found = explain(site, "SELECT ?c { ?c a eik:Actor FILTER(?c = state:belarus) }")
    [source] = found["sources"]
    [told] = source["triples"]
    typed = ox.Triple(
        ox.NamedNode(PREFIXES["state"] + "belarus"),
        ox.NamedNode(PREFIXES["rdf"] + "type"),
        ox.NamedNode(PREFIXES["eik"] + "State"),
    )
    assert told["rule"] == "type-by-subclass"
    assert written[typed] <= set(source["files"])
    assert any(file.startswith("ontology/modules/") for file in source["files"])


def test_the_steps_of_a_repeated_path_are_told(site: Client, curated: ox.Store) -> None:
    found = explain(site, "SELECT ?x ?y { ?x eik:organOf+ ?y } ORDER BY ?x ?y")
    edges = defaultdict(set)
    for quad in curated.quads_for_pattern(None, ox.NamedNode(PREFIXES["eik"] + "organOf"), None):
        ends = (quad.subject, quad.object, quad.graph_name)
        start, end, graph = (one.value if isinstance(one, ox.NamedNode) else "" for one in ends)
        edges[start].add((end, graph))

    def reached(start: str) -> set[str]:
        seen, waiting = {start}, [start]
        while waiting:
            new = {end for end, _ in edges[waiting.pop()]} - seen
            seen |= new
            waiting += new
        return seen

    longest = 0
    for row, source in zip(found["results"]["bindings"], found["sources"], strict=True):
        first, last = row["x"]["value"], row["y"]["value"]
        steps = {
            (node, end, graph)
            for node in reached(first)
            for end, graph in edges[node]
            if last in reached(end)
        }
        claims = sorted({graph for _, _, graph in steps if graph.startswith(CLAIM)})
        if all(one["rule"] is None for one in source["triples"]):
            assert source["claims"] == claims, row
            longest = max(longest, len(source["triples"]))
    assert longest > 1


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("SELECT * { VALUES ?x { 1 2 } BIND(?x + 1 AS ?y) }", "VALUES, BIND, other expressions"),
        ("SELECT (COUNT(*) AS ?n) { ?s eik:nothing ?o }", "the pattern has no solution"),
        ("SELECT ?x { VALUES ?x { body:eaeu } ?x eik:organOf* ?x }", "paths of length zero"),
        ("SELECT (1 AS ?x) { FILTER NOT EXISTS { ?s eik:nothing ?o } }", "must be absent"),
        ("SELECT ?n { { SELECT (COUNT(*) AS ?n) { ?s eik:nothing ?o } } }", "counts of nothing"),
    ],
)
def test_a_row_that_no_triple_carries_says_so(site: Client, query: str, detail: str) -> None:
    found = explain(site, query)
    assert found["sources"]
    for source in found["sources"]:
        assert (source["claims"], source["graphs"], source["files"], source["triples"]) == ([], [], [], [])
        assert source["complete"]
        assert source["detail"].startswith("No triple carries it: ")
        assert detail in source["detail"]


def test_a_graph_of_which_nothing_is_asked_but_that_it_exists_is_named(site: Client) -> None:
    found = explain(site, "SELECT ?g ?x { GRAPH ?g { VALUES ?x { 1 } } } ORDER BY ?g LIMIT 90")
    for row, source in zip(found["results"]["bindings"], found["sources"], strict=True):
        assert source["claims"] + source["graphs"] == [row["g"]["value"]]
        assert (source["triples"], source["detail"]) == ([], None)


def test_what_must_not_be_there_is_a_pattern_that_no_triple_carries(site: Client) -> None:
    absent = "MINUS { ?x eik:foundedOn ?a }\n FILTER(!EXISTS { ?x eik:nothing ?b })"
    query = f"SELECT ?x {{ ?x eik:seat ?y\n {absent} }} LIMIT 1"
    patterns = explain(site, query)["patterns"]
    assert [(one["kind"], one["told"]) for one in patterns] == [
        ("triple pattern", True),
        ("MINUS", False),
        ("NOT EXISTS", False),
    ]
    lines = PROLOGUE.count("\n")
    assert [(one["line"], one["column"]) for one in patterns] == [
        (lines + 1, 16),
        (lines + 2, 2),
        (lines + 3, 10),
    ]


def test_each_constructed_triple_has_the_claims_of_the_solutions_that_give_it(
    site: Client, curated: ox.Store
) -> None:
    query = f"CONSTRUCT {{ ?b eik:x ?a ; eik:y [ eik:z ?a ] }} {{ {MEMBERSHIP} FILTER(?b = body:eaeu) }}"
    found = explain(site, query)
    assert found["complete"]
    direct = [
        (triple, source)
        for triple, source in zip(found["triples"], found["sources"], strict=True)
        if triple["predicate"]["value"].endswith("/x")
    ]
    assert len(found["triples"]) >= 3 * len(direct) > 10
    for triple, source in direct:
        where = f"BIND(body:eaeu AS ?b) BIND({term(triple['object'])} AS ?a) {MEMBERSHIP} ."
        assert source["claims"] == sorted(stating(curated, where, PARTS))


def test_the_short_form_of_construct_and_one_without_variables(site: Client, curated: ox.Store) -> None:
    found = explain(site, "CONSTRUCT WHERE { body:eaeu eik:seat ?y }")
    assert [source["claims"] for source in found["sources"]] == [
        sorted(stating(curated, "", [f"body:eaeu eik:seat {term(triple['object'])}"]))
        for triple in found["triples"]
    ]
    found = explain(site, "CONSTRUCT { <x:a> <x:b> <x:c> } WHERE { ?x eik:seat ?y }")
    [source] = found["sources"]
    assert source["claims"] == sorted(stating(curated, "", ["?x eik:seat ?y"]))


def test_each_described_triple_is_one_of_the_data(
    site: Client, curated: ox.Store, written: Mapping[ox.Triple, set[str]]
) -> None:
    found = explain(site, "DESCRIBE body:csto")
    assert found["patterns"] == []
    stated = 0
    for triple, source in zip(found["triples"], found["sources"], strict=True):
        if "bnode" in (triple["subject"]["type"], triple["object"]["type"]):
            continue
        text = " ".join(term(triple[name]) for name in ("subject", "predicate", "object"))
        [told] = source["triples"]
        claims = sorted(stating(curated, "", [text]))
        assert told["rule"] or source["claims"] == claims
        stated += bool(claims)
    assert stated > 2


def test_a_group_with_more_solutions_than_are_looked_at_says_so(site: Client) -> None:
    found = explain(site, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n) LIMIT 3")
    assert found["complete"] is False
    assert "Of some not everything is told" in found["detail"]
    for source in found["sources"]:
        assert source["complete"] is False
        assert 0 < len(source["triples"]) <= 2_000


def test_rows_that_are_left_out_are_said_to_be(site: Client) -> None:
    found = explain(site, "SELECT ?c { ?c a eik:Claim }")
    assert (len(found["sources"]), found["complete"]) == (100, False)
    assert found["detail"].startswith("Only the first 100 are told")
    assert explain(site, "SELECT ?c { ?c a eik:Claim } LIMIT 100")["complete"] is True


def test_the_dataset_bounds_the_graphs(site: Client) -> None:
    query = "SELECT ?m { ?m a eik:Actor FILTER(?m = state:belarus) }"
    assert explain(site, query)["sources"][0]["triples"][0]["rule"] == "type-by-subclass"
    assert explain(site, query, default_graph=PREFIXES["graph"] + "asserted")["sources"] == []
    only = explain(site, "SELECT ?t FROM graph:inferred { state:belarus a ?t }")
    assert all(one["rule"] for source in only["sources"] for one in source["triples"])


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("ASK { ?s ?p ?o }", "an ASK has neither rows nor triples"),
        ("SELECT * { << ?s ?p ?o >> ?q ?r }", "triple terms or reifiers"),
        ("SELECT * { ?eikg_1 ?p ?o }", "?eikg_1 has a name that explanations use themselves"),
        ("SELECT * { " + "FILTER(true) " * 300 + "}", "it has more than 200 parts"),
    ],
)
def test_what_has_no_sources_is_refused_with_the_reason(site: Client, query: str, reason: str) -> None:
    problem = explain(site, query, 400)
    assert problem["type"].endswith("/no-explanation")
    assert reason in problem["detail"]


@pytest.fixture(scope="module")
def quads(release: Release) -> set[ox.Quad]:
    return set(ox.parse(path=release.data, format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s owl:unionOf (?x ?y) } LIMIT 3",
        "SELECT * { ?r a owl:Restriction ; owl:onProperty ?p } LIMIT 20",
        "SELECT * { ?s (eik:seat|eik:capital)/^eik:locatedIn* ?o } LIMIT 20",
        "SELECT * { ?s !(rdf:type|^rdf:type|rdfs:label) ?o } LIMIT 50",
        "SELECT * { GRAPH ?g { ?s eik:seat ?o OPTIONAL { ?o eik:locatedIn ?z } } } LIMIT 50",
        "SELECT * { ?s a eik:State OPTIONAL { SELECT ?s (MAX(?b) AS ?m) { ?s eik:memberOf ?b } GROUP BY ?s } } LIMIT 9",
        "SELECT * { ?s a eik:State FILTER EXISTS { { SELECT ?s { ?s eik:memberOf ?b } } } } LIMIT 9",
        "SELECT * { { ?s eik:capital ?x } UNION { ?s eik:memberOf ?x OPTIONAL { ?x eik:seat ?y } } } LIMIT 90",
        "SELECT * { ?c eik:passage ?p } LIMIT 9",
        "DESCRIBE ?x { ?x a owl:Restriction } LIMIT 3",
    ],
)
def test_every_triple_told_is_one_of_the_release_in_the_graphs_told(
    site: Client, quads: set[ox.Quad], query: str
) -> None:
    """With blank nodes too: they are the same ones, by the labels that they have in data.nq."""
    found = explain(site, query)
    told = [one for source in found["sources"] for one in source["triples"]]
    assert told
    for one in told:
        subject, predicate, end = (node(one["triple"][name]) for name in ("subject", "predicate", "object"))
        if one["rule"] is None:
            assert one["claims"] or one["graphs"]
            for graph in (*one["claims"], *one["graphs"]):
                assert ox.Quad(subject, predicate, end, ox.NamedNode(graph)) in quads
        else:
            assert one["claims"] or one["files"]


def node(json: Mapping[str, str]) -> Any:
    return ox.BlankNode(json["value"]) if json["type"] == "bnode" else parsed(term(json))


def parsed(text: str) -> Any:
    [quad] = ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    return quad.object
