"""The page on how to read a page: its example is a real claim, and its words are those of the release."""

from __future__ import annotations

import pytest

from server.release import Release
from tests.web.client import Client
from tests.web.pages import Page, get

TITLES = {"en": "How to read a page", "ru": "Как читать страницу", "be": "Як чытаць старонку"}


def rows(site: Client, query: str) -> list[dict[str, dict[str, str]]]:
    """The rows of an answer of the endpoint."""
    found: list[dict[str, dict[str, str]]] = site.get(
        "application/sparql-results+json", query=f"PREFIX eik: <https://w3id.org/eikg/ontology/> {query}"
    ).json()["results"]["bindings"]
    return found


@pytest.mark.parametrize("language", TITLES)
def test_every_page_leads_to_it_in_each_language(site: Client, language: str) -> None:
    home = get(site, f"/?lang={language}")
    assert "/about" in Page(home.text).links
    assert '<link rel="help" href="/about">' in home.text
    page = Page(get(site, f"/about?lang={language}").text)
    assert page.headings[0] == TITLES[language]
    assert page.language == language


def test_the_example_is_a_claim_with_its_document_speaker_and_stance(site: Client) -> None:
    page = Page(get(site, "/about").text)
    (address,) = (link for link in page.links if link.startswith("/id/claim/"))
    claim = f"<https://w3id.org/eikg{address}>"
    said = rows(site, f'SELECT ?x {{ GRAPH {claim} {{ ?s eik:gist ?x }} FILTER(LANG(?x) = "en") }}')
    assert any(row["x"]["value"] in page.text for row in said)
    label = "<http://www.w3.org/2000/01/rdf-schema#label>|<http://www.w3.org/2004/02/skos/core#prefLabel>"
    for part in ("statedBy", "stance"):
        named = rows(site, f'SELECT ?x {{ {claim} eik:{part}/({label}) ?x FILTER(LANG(?x) = "en") }}')
        assert any(row["x"]["value"] in page.text for row in named)


def test_every_stance_is_explained(site: Client) -> None:
    stances = rows(
        site,
        """SELECT ?s ?x { ?s <http://www.w3.org/2004/02/skos/core#topConceptOf> <https://w3id.org/eikg/scheme/stance> ;
        <http://www.w3.org/2004/02/skos/core#definition> ?x FILTER(LANG(?x) = "ru") }""",
    )
    page = Page(get(site, "/about?lang=ru").text)
    assert len(stances) >= 5
    for row in stances:
        assert row["s"]["value"].removeprefix("https://w3id.org/eikg") in page.links
        assert row["x"]["value"] in page.text


def test_it_names_makers_licence_and_release(site: Client, release: Release) -> None:
    text = get(site, "/about").text
    assert "The contributors to the Eurasian Integration Knowledge Graph" in text
    assert "https://creativecommons.org/licenses/by/4.0/" in Page(text).links
    assert release.manifest.digest[:16] in text
    for link in Page(text).links:
        if link.startswith("/"):
            assert get(site, link).status == 200, link
