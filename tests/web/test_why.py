"""`/why` over HTTP on the real release: pages in two languages, RDF, JSON, and triples that do not hold."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store

from server.endpoint.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from server.namespaces import PREFIXES
from tests.web.client import Client
from tests.web.pages import Page, get

MEMBER = {"s": "state:belarus", "p": "eik:memberOf", "o": "body:eaeu"}
EIK, PROV, RDF, STATE, BODY = (PREFIXES[prefix] for prefix in ("eik", "prov", "rdf", "state", "body"))


def path(**parameters: str) -> str:
    return f"/why?{urlencode(parameters)}"


@pytest.mark.parametrize(
    ("language", "rule"),
    [
        ("en", "A membership whose period has no known end"),
        ("ru", "Членство, у периода которого нет известного конца"),
        ("be", "Членства, у перыяду якога няма вядомага канца"),
    ],
)
def test_page_shows_rule_premises_and_claims(site: Client, language: str, rule: str) -> None:
    page = Page(get(site, path(**MEMBER, lang=language)).text)
    assert page.language == language
    assert rule in page.text
    assert "/graph/rules/member-of-open" in page.links
    assert "/id/claim/belarus-facts-007-b" in page.links
    assert page.links.count("/id/membership/belarus-eaeu-member") == 5


def test_the_rule_has_a_page_with_its_query(site: Client) -> None:
    page = Page(get(site, "/graph/rules/member-of-open").text)
    assert "CONSTRUCT { ?actor eik:memberOf ?body }" in page.text


@pytest.mark.parametrize("form", [TURTLE, N_TRIPLES, JSON_LD, RDF_XML], ids=lambda form: str(form.names[0]))
def test_rdf_by_negotiation_and_by_parameter(site: Client, form: Format) -> None:
    query = f"""ASK {{ ?top <{RDF}subject> <{STATE}belarus> ; <{RDF}predicate> <{EIK}memberOf> ;
        <{RDF}object> <{BODY}eaeu> ; <{PROV}wasDerivedFrom> ?premise .
        ?premise a <{RDF}Statement> ; <{PROV}wasDerivedFrom> ?claim .
        ?claim <{EIK}segment> "belarus-facts/007" ; <{EIK}statedBy> ?speaker ; <{EIK}stance> ?stance }}"""
    for answer in (
        get(site, path(**MEMBER), Accept=form.media_type),
        get(site, path(**MEMBER, format=form.names[0])),
    ):
        assert (answer.status, answer.media_type) == (200, form.media_type)
        store = Store()
        store.load(answer.body, RdfFormat.from_media_type(form.media_type))
        assert bool(store.query(query))


def test_json_by_negotiation_and_by_parameter(site: Client) -> None:
    for answer in (
        get(site, path(**MEMBER), Accept="application/json"),
        get(site, path(**MEMBER, format="json")),
    ):
        found = answer.json()
        assert found["rule"]["name"] == "member-of-open"
        assert len(found["premises"]) == 4
        assert {claim["segment"][0] for claim in found["premises"][1]["claims"] if "segment" in claim} == {
            "belarus-facts/007"
        }


def test_an_asserted_triple_names_its_claims_and_the_projects_own_its_file(site: Client) -> None:
    said = get(
        site, path(s="membership:belarus-eaeu-member", p="org:member", o="state:belarus", format="json")
    )
    assert said.json()["rule"] is None
    assert {claim["claim"].rpartition("/")[2] for claim in said.json()["claims"]} >= {"belarus-facts-007-b"}
    own = get(site, path(s="state:belarus", p="rdfs:label", o='"Belarus"@en', format="json"))
    assert own.json()["files"] == ["triples/entities/states.ttl"]
    assert (
        "triples/entities/states.ttl"
        in Page(get(site, path(s="state:belarus", p="a", o="eik:State")).text).text
    )


def test_a_restriction_without_a_name_is_traced_to_its_module(site: Client) -> None:
    answer = get(
        site,
        "/sparql?"
        + urlencode(
            {
                "query": f"""SELECT ?s ?o {{ GRAPH <{PREFIXES["graph"]}ontology> {{
        ?s <{PREFIXES["rdfs"]}subClassOf> ?o FILTER(ISBLANK(?o)) }} }} ORDER BY ?s LIMIT 1"""
            }
        ),
        Accept="application/json",
    )
    (row,) = answer.json()["results"]["bindings"]
    found = get(
        site, path(s=row["s"]["value"], p="rdfs:subClassOf", o=f"_:{row['o']['value']}", format="json")
    )
    assert found.status == 200
    (file,) = found.json()["files"]
    assert file.startswith("ontology/modules/")


def test_what_does_not_hold_is_404_with_what_comes_near(site: Client) -> None:
    wrong = {**MEMBER, "o": "body:nato"}
    page = get(site, path(**wrong))
    assert page.status == 404
    assert any("o=https%3A%2F%2Fw3id.org%2Feikg%2Fid%2Fbody%2Fcis" in link for link in Page(page.text).links)
    problem = get(site, path(**wrong), Accept="application/json")
    assert (problem.status, problem.media_type) == (404, "application/problem+json")
    assert "state:belarus eik:memberOf body:cis" in problem.json()["near"]
    for accept in ("text/turtle", "text/plain", "*/*;q=0.1, text/plain"):
        assert get(site, path(**wrong, format="ttl"), Accept=accept).status == 404


def test_without_parameters_there_is_a_form_and_with_some_a_hint(site: Client) -> None:
    page = get(site, "/why")
    assert page.status == 200
    assert 'name="o"' in page.text
    answer = get(site, path(s="state:belarus", p="eik:memberOf"))
    assert answer.status == 400
    assert "cannot be read" in Page(answer.text).text
    assert get(site, path(**MEMBER, format="pdf")).status == 406


def test_inferred_statements_of_a_page_lead_to_their_proofs(site: Client) -> None:
    links = [link for link in Page(get(site, "/id/state/belarus").text).links if link.startswith("/why?")]
    assert len(links) > 50
    assert links == list(dict.fromkeys(links))
    for link in links[:: len(links) // 12]:
        assert "∴" in get(site, link).text, link


@given(st.tuples(st.text(max_size=30), st.text(max_size=30), st.text(max_size=60)))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_term_brings_it_down(site: Client, terms: tuple[str, str, str]) -> None:
    for named in (
        dict(zip("spo", terms, strict=True)),
        {**MEMBER, "o": terms[2]},
        {**MEMBER, "o": f'"{terms[2]}"'},
    ):
        assert get(site, path(**named)).status in (200, 400, 404)
