"""The network of actors: its ties are what claims put forward, its centralities those of an independent library."""

from __future__ import annotations

import igraph
import networkx
import pytest
from networkx.algorithms.link_analysis.pagerank_alg import _pagerank_python
from pyoxigraph import Literal, NamedNode, Quad, Store

from server.build.publish.network import DAMPING, NETWORK, SIDE, Tie, centralities, network_quads, ties_in
from server.namespaces import BASE, PREFIXES
from server.rdf.originals import originals_text
from server.rdf.terms import TERMS, TYPE, XSD, named
from server.release import Release

A, B, C, D = (f"{BASE}id/state/{name}" for name in "abcd")
BODY = f"{BASE}id/body/x"


@pytest.fixture(scope="module")
def quads(release: Release) -> list[Quad]:
    return [quad for quad in Store.read_only(str(release.store)) if isinstance(quad.graph_name, NamedNode)]


def graph_of(ties: list[Tie]) -> networkx.Graph:
    graph = networkx.Graph()
    graph.add_edges_from(ties)
    return graph


def claimed(name: str, stance: str, *triples: tuple[str, NamedNode, str]) -> list[Quad]:
    claim = NamedNode(f"{PREFIXES['claim']}{name}")
    said = [
        Quad(NamedNode(subject), predicate, NamedNode(value), claim) for subject, predicate, value in triples
    ]
    about = NamedNode(f"{BASE}graph/x")
    return [
        *said,
        Quad(claim, TERMS["stance"], NamedNode(PREFIXES["stance"] + stance), about),
        Quad(claim, TERMS["inDocument"], NamedNode(f"{BASE}id/document/x"), about),
    ]


def affiliation(name: str, stance: str, member: str) -> list[Quad]:
    thing = f"{BASE}id/membership/{name}"
    return claimed(
        name,
        stance,
        (thing, TYPE, TERMS["Affiliation"].value),
        (thing, named("org:member"), member),
        (thing, named("org:organization"), BODY),
        (member, TYPE, TERMS["Actor"].value),
        (BODY, TYPE, TERMS["Actor"].value),
    )


@pytest.mark.parametrize(
    "pairs",
    [
        ((A, B),),
        ((A, B), (B, C), (C, D)),
        ((A, B), (B, C), (C, A), (C, D)),
        ((A, B), (C, D)),
        ((A, B), (A, B), (B, A), (A, C), (A, D)),
    ],
)
def test_small_networks_are_measured_as_networkx_does(pairs: tuple[tuple[str, str], ...]) -> None:
    compare(sorted({(min(pair), max(pair)) for pair in pairs}))


def test_the_network_of_the_release_is_measured_as_networkx_does(quads: list[Quad]) -> None:
    compare(ties_in(quads))


def compare(found: list[Tie]) -> None:
    graph = graph_of(found)
    between = networkx.betweenness_centrality(graph)
    rank = _pagerank_python(graph, alpha=DAMPING, tol=1e-12, max_iter=1000)  # the public one needs SciPy
    listed = centralities(found)
    assert [one.actor for one in listed] == sorted(graph)
    for one in listed:
        assert one.degree == graph.degree[one.actor]
        assert one.betweenness == pytest.approx(between[one.actor], abs=1e-6)
        assert one.pagerank == pytest.approx(rank[one.actor], abs=1e-6)


def test_only_what_is_put_forward_ties() -> None:
    said = [
        *affiliation("a", "reports", A),
        *affiliation("b", "denies", B),
        *affiliation("c", "predicts", C),
        *affiliation("d", "asserts", D),
    ]
    assert ties_in(said) == sorted([(BODY, A), (BODY, D)])


def test_the_same_network_is_drawn_alike_and_no_two_actors_in_one_place(quads: list[Quad]) -> None:
    found = ties_in(quads)
    first = centralities(found)
    igraph.set_random_number_generator(None)
    assert centralities(list(reversed(found))) == first
    places = [(one.x, one.y) for one in first]
    assert len(set(places)) == len(places)
    assert all(0 <= x <= SIDE and 0 <= y <= SIDE for x, y in places)


def test_centralities_are_observations_with_their_method(quads: list[Quad]) -> None:
    found = network_quads(quads)
    assert {quad.graph_name for quad in found} == {NETWORK}
    assert not originals_text(quad.triple for quad in found), "a store gives other literals back"
    store = Store()
    store.bulk_extend(found)

    def subjects(predicate: str, value: NamedNode) -> set[NamedNode]:
        return {
            quad.subject
            for quad in store.quads_for_pattern(None, named(predicate), value)
            if isinstance(quad.subject, NamedNode)
        }

    centrality = NamedNode(f"{NETWORK.value}#centrality")
    observations = subjects("qb:dataSet", centrality)
    assert len(observations) == len(centralities(ties_in(quads)))
    [structure] = [q.object for q in store.quads_for_pattern(centrality, named("qb:structure"), None)]
    assert isinstance(structure, NamedNode)
    components = [
        q.object
        for q in store.quads_for_pattern(structure, named("qb:component"), None)
        if isinstance(q.object, NamedNode)
    ]
    properties = {
        quad.object
        for component in components
        for kind in ("dimension", "measure", "attribute")
        for quad in store.quads_for_pattern(component, named(f"qb:{kind}"), None)
    }
    assert {str(one).rpartition("#")[2].rstrip(">") for one in properties} == {
        *("actor", "degree", "betweenness", "pagerank", "x", "y")
    }
    for observation in observations:
        given = {q.predicate: q.object for q in store.quads_for_pattern(observation, None, None)}
        assert properties <= given.keys()
        rank = given[NamedNode(f"{NETWORK.value}#pagerank")]
        assert isinstance(rank, Literal)
        assert rank.datatype == XSD["decimal"]
    for measure in ("degree", "betweenness", "pagerank"):
        node = NamedNode(f"{NETWORK.value}#{measure}")
        assert [*store.quads_for_pattern(node, named("skos:definition"), None)]
        labels = [q.object for q in store.quads_for_pattern(node, named("rdfs:label"), None)]
        assert {one.language for one in labels if isinstance(one, Literal)} == {"en", "ru", "be"}


def test_without_ties_nothing_is_published() -> None:
    assert network_quads([]) == []
    assert network_quads(claimed("a", "reports", (A, TYPE, TERMS["Actor"].value))) == []
