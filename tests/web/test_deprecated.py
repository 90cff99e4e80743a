"""Deprecated terms and things over real HTTP: a redirect to what replaces them, or gone with the reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.project import eikg, replace, write_project
from tests.web.client import Client
from tests.web.in_process import served_in_process
from tests.web.pages import Page, get

DEPRECATED = """\
eik:Nation
    a owl:Class ;
    dcterms:isReplacedBy eik:State ;
    owl:deprecated true ;
    .

eik:People
    a owl:Class ;
    dcterms:isReplacedBy
        eik:Actor ,
        eik:State ;
    owl:deprecated true ;
    .

eik:Tribe
    a owl:Class ;
    owl:deprecated true ;
    skos:changeNote "Nothing was ever said of tribes."@en ;
    .

eik:body
    a owl:ObjectProperty ;
    .
"""
PREFIXES = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
"""
TERMS = "ontology/modules/base.ttl"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    root = write_project(tmp_path_factory.mktemp("project"))
    replace(root, TERMS, "eik:body\n    a owl:ObjectProperty ;\n    .\n", DEPRECATED)
    replace(root, TERMS, "owl#> .\n", "owl#> .\n" + PREFIXES)
    things = "triples/entities/things.ttl"
    replace(
        root,
        things,
        "body:un\n    a eik:Actor ;\n    .\n",
        "body:ukraine\n    a eik:Actor ;\n    dcterms:isReplacedBy state:belarus ;\n    owl:deprecated true ;\n    .\n"
        "\nbody:un\n    a eik:Actor ;\n    .\n",
    )
    external = "ontology/external-terms.ttl"
    declared = "dcterms:isReplacedBy a owl:AnnotationProperty .\nskos:changeNote a owl:AnnotationProperty .\n"
    replace(root, external, "skos:Concept\n", declared + "skos:Concept\n")
    result = eikg(root, "format")
    assert result.returncode == 0, result.stderr
    result = eikg(root, "build")
    assert result.returncode == 0, result.stderr
    with served_in_process(root / ".eikg") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "accept", "target"),
    [
        ("/ontology/Nation", "text/html", "/ontology/State"),
        ("/ontology/Nation", "text/turtle", "/ontology/State"),
        ("/ontology/Nation.ttl", "*/*", "/ontology/State.ttl"),
        ("/ontology/Nation.jsonld", "text/html", "/ontology/State.jsonld"),
        ("/ontology/Nation?lang=ru", "text/html", "/ontology/State?lang=ru"),
        ("/id/body/ukraine", "application/ld+json", "/id/state/belarus"),
    ],
)
def test_a_replaced_resource_redirects_to_its_replacement(
    site: Client, path: str, accept: str, target: str
) -> None:
    answer = get(site, path, Accept=accept)
    assert answer.status == 308
    assert answer.headers["Location"] == target
    assert get(site, target, Accept=accept).status == 200


def test_a_resource_that_nothing_replaces_is_gone_and_says_why(site: Client) -> None:
    answer = get(site, "/ontology/Tribe")
    assert answer.status == 410
    page = Page(answer.text)
    assert page.headings[0] == "No longer in use"
    assert "Nothing was ever said of tribes." in page.text
    assert "https://w3id.org/eikg/ontology/Tribe" in page.text
    assert Page(get(site, "/ontology/Tribe?lang=ru").text).headings[0] == "Больше не используется"


def test_what_was_split_leads_to_each_part(site: Client) -> None:
    answer = get(site, "/ontology/People")
    assert answer.status == 410
    assert {"/ontology/Actor", "/ontology/State"} <= set(Page(answer.text).links)


@pytest.mark.parametrize(
    ("path", "accept"), [("/ontology/Tribe", "text/turtle"), ("/ontology/Tribe.ttl", "text/html")]
)
def test_a_program_gets_the_reason_in_rdf(site: Client, path: str, accept: str) -> None:
    answer = get(site, path, Accept=accept)
    assert (answer.status, answer.media_type) == (410, "text/turtle")
    assert "Nothing was ever said of tribes." in answer.text
    assert "owl#deprecated" in answer.text or "owl:deprecated" in answer.text


def test_a_format_that_nobody_offers_is_not_acceptable_for_what_is_gone(site: Client) -> None:
    assert get(site, "/ontology/Tribe", Accept="image/png").status == 406


def test_what_is_in_use_is_answered_as_ever(site: Client) -> None:
    assert get(site, "/ontology/State").status == 200
    assert get(site, "/ontology/Nation2").status == 404
