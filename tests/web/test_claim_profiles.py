"""A claim in the models of others over HTTP: by a profile in Accept, Accept-Profile or the address; and the links."""

from __future__ import annotations

import json
import re

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from server.rdf.terms import DCTERMS
from tests.web.client import Answer, Client

CLAIM = "https://w3id.org/eikg/id/claim/leshenyuk-2021-083"
PATH = "/id/claim/leshenyuk-2021-083"
ANNOTATION = "http://www.w3.org/ns/anno.jsonld"
NANOPUB = "http://www.nanopub.org/nschema#"
RDF_12 = "https://www.w3.org/TR/rdf12-concepts/"
DESCRIPTION = "https://w3id.org/eikg/ontology"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def ask(site: Client, query: str = "", accept: str = "*/*", suffix: str = "", **fields: str) -> Answer:
    headers = {"Accept": accept, **{name.replace("_", "-"): value for name, value in fields.items()}}
    return site.send("GET", f"{PATH}{suffix}{query}", headers)


def profile_of(answer: Answer) -> str:
    (found,) = re.findall(r'<([^>]*)>; rel="profile"', answer.headers["link"])
    return str(found)


@pytest.mark.parametrize(
    ("query", "accept", "suffix", "accepted", "profile", "media_type"),
    [
        ("", BROWSER, "", "", DESCRIPTION, "text/html"),
        ("", "text/turtle", "", "", DESCRIPTION, "text/turtle"),
        ("", f'application/ld+json;profile="{ANNOTATION}"', "", "", ANNOTATION, "application/ld+json"),
        ("", f'application/trig; profile="{NANOPUB}"', "", "", NANOPUB, "application/trig"),
        ("", f'text/turtle;profile="{RDF_12}";q=0.4, text/html;q=0.9', "", "", DESCRIPTION, "text/html"),
        ("", f'text/turtle;profile="{RDF_12}", text/html;q=0.9', "", "", RDF_12, "text/turtle"),
        ("", 'text/turtle;profile="urn:x:unknown"', "", "", DESCRIPTION, "text/turtle"),
        ("", "*/*", "", f"<{ANNOTATION}>;q=0.5, <{NANOPUB}>;q=0.9", NANOPUB, "application/trig"),
        ("", "application/n-quads", "", f"<{NANOPUB}>", NANOPUB, "application/n-quads"),
        ("", "text/turtle", "", "<urn:x:unknown>, nonsense", DESCRIPTION, "text/turtle"),
        ("?_profile=nanopub", BROWSER, "", "", NANOPUB, "application/trig"),
        ("?_profile=nanopub&_mediatype=application/ld+json", BROWSER, "", "", NANOPUB, "application/ld+json"),
        ("?_profile=reified", BROWSER, "", f"<{NANOPUB}>", RDF_12, "text/turtle"),
        (
            "?_profile=reified&_mediatype=application%2Fn-triples",
            "*/*",
            "",
            "",
            RDF_12,
            "application/n-triples",
        ),
        ("?_profile=annotation", BROWSER, "", "", ANNOTATION, "application/ld+json"),
        (
            "?_profile=http%3A%2F%2Fwww.w3.org%2Fns%2Fanno.jsonld",
            "*/*",
            "",
            "",
            ANNOTATION,
            "application/ld+json",
        ),
        ("?_profile=annotation", "*/*", ".jsonld", "", ANNOTATION, "application/ld+json"),
        ("?_profile=description&_mediatype=text/turtle", BROWSER, "", "", DESCRIPTION, "text/turtle"),
        ("", f'application/ld+json;profile="{ANNOTATION}"', ".ttl", "", DESCRIPTION, "text/turtle"),
    ],
)
def test_the_profile_and_format_that_are_liked_best_are_answered(
    site: Client, query: str, accept: str, suffix: str, accepted: str, profile: str, media_type: str
) -> None:
    answer = ask(site, query, accept, suffix, **({"Accept_Profile": accepted} if accepted else {}))
    assert (answer.status, answer.media_type, profile_of(answer)) == (200, media_type, profile)
    assert {"Accept", "Accept-Profile"} <= {one.strip() for one in answer.headers["vary"].split(",")}


@pytest.mark.parametrize(
    ("query", "accept", "suffix", "status", "told"),
    [
        ("?_profile=mods", "*/*", "", 400, "description, nanopub, reified, annotation, alt"),
        ("?_profile=nanopub", "text/csv", "", 406, "application/trig"),
        ("?_profile=nanopub", "*/*", ".ttl", 406, "application/trig"),
        ("?_profile=annotation&_mediatype=text/turtle", "*/*", "", 406, "application/ld+json"),
        ("?_mediatype=null", "*/*", "", 406, "text/html"),
        ("", "text/csv", "", 406, "text/turtle"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(
    site: Client, query: str, accept: str, suffix: str, status: int, told: str
) -> None:
    answer = ask(site, query, accept, suffix)
    assert answer.status == status
    assert told in answer.text


def test_every_answer_links_to_the_other_profiles(site: Client) -> None:
    for query in ("", "?_profile=nanopub"):
        link = ask(site, query, BROWSER).headers["link"]
        found = dict(
            re.findall(r'<([^>]*)>; rel="(?:canonical|alternate)"; type="[^"]*"; profile="([^"]*)"', link)
        )
        assert found == {
            PATH: DESCRIPTION,
            f"{PATH}?_profile=nanopub": NANOPUB,
            f"{PATH}?_profile=reified": RDF_12,
            f"{PATH}?_profile=annotation": ANNOTATION,
        }
        assert len(link) < 2500, "proxies take no more than some 4 kB of headers"


def test_the_profiles_are_listed_as_alternate_representations(site: Client) -> None:
    answer = ask(site, "?_profile=alt", "text/turtle")
    triples = [*parse(answer.body, RdfFormat.TURTLE)]
    representations = {
        t.object for t in triples if t.subject == NamedNode(CLAIM) and "epresentation" in t.predicate.value
    }
    formats = {t.object for t in triples if t.predicate == DCTERMS["format"]}
    assert len(representations) == 11
    assert Literal("application/trig") in formats
    assert Literal("text/html") in formats
    for address in representations:
        found = site.send("GET", address.value.removeprefix("https://w3id.org/eikg"), {"Accept": "text/csv"})
        assert found.status == 200, address


def test_the_page_leads_to_each(site: Client) -> None:
    page = ask(site, "?lang=ru", BROWSER).text
    for token in ("nanopub", "reified", "annotation"):
        assert f'href="{PATH}?_profile={token}"' in page
    assert "Нанопубликация (TriG)" in page


def test_media_types_say_what_is_in_them(site: Client) -> None:
    annotation = ask(site, "?_profile=annotation")
    assert annotation.headers["content-type"] == f'application/ld+json; profile="{ANNOTATION}"'
    assert json.loads(annotation.body)["id"] == f"{CLAIM}#annotation"
    assert ask(site, "?_profile=reified").headers["content-type"] == "text/turtle; version=1.2"
    assert annotation.headers["access-control-allow-origin"] == "*"


def test_a_nanopublication_is_answered_at_its_own_iri_as_long_as_it_is_that(site: Client) -> None:
    text = ask(site, "?_profile=nanopub").text
    (iri,) = set(re.findall(r"https://w3id\.org/eikg/nanopub/leshenyuk-2021-083/RA[\w-]{43}", text))
    path = iri.removeprefix("https://w3id.org/eikg")
    assert site.send("GET", path, {"Accept": "*/*"}).text == text
    led = site.send("GET", path, {"Accept": BROWSER.replace("*/*;q=0.8", "*/*;q=0.1")})
    assert (led.status, led.headers["location"]) == (303, PATH)
    other = path[:-1] + ("A" if path[-1] != "A" else "B")
    gone = site.send("GET", other, {"Accept": "application/trig, */*;q=0.1"})
    assert gone.status == 404
    assert iri in gone.text
    assert site.send("GET", path.replace("083", "999"), {"Accept": "*/*"}).status == 404
    assert site.send("GET", path, {"Accept": "text/csv"}).status == 406


def test_no_claim_and_no_iri_is_not_found_in_any_profile(site: Client) -> None:
    for name in ("none", "a%20b", "%3C%3E"):
        for query in ("", "?_profile=nanopub"):
            assert site.send("GET", f"/id/claim/{name}{query}", {"Accept": "*/*"}).status == 404
