"""Home, search, resource pages and errors, over real HTTP, on the real release."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse

from server.engine import Pool
from server.namespaces import BASE, PREFIXES
from server.release import Release
from server.settings import Settings
from server.web.app import create_app
from tests.conftest import ROOT, require_file
from tests.web.client import Client
from tests.web.pages import Page, get

BELARUS = "/id/state/belarus"


def test_home_shows_the_figures_of_the_release_and_its_documents(site: Client, release: Release) -> None:
    page = Page(get(site, "/").text)
    for name in ("claims", "triples", "entities", "inferred"):
        assert f"{release.manifest.counts[name]:,}".replace(",", "\u2009") in page.text.replace(
            " ", "\u2009"
        ), name
    assert "The documents: 6" in page.headings
    assert sum("/id/document/" in link for link in page.links) == 6
    assert release.manifest.digest[:12] in page.text


def test_page_loads_nothing_from_elsewhere_and_forbids_it(site: Client) -> None:
    for path in ("/", "/editor", "/queries", BELARUS):
        answer = get(site, path)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe-inline' 'self" not in policy
        assert ("unsafe-inline" in policy) == (path == "/editor")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert [url for url in Page(answer.text).loaded if not url.startswith("/")] == []


def test_browser_that_opens_the_endpoint_gets_the_editor_and_a_program_its_description(site: Client) -> None:
    answer = get(site, "/sparql")
    assert "Prepared question" in Page(answer.text).text
    assert "style-src 'self' 'unsafe-inline'" in answer.headers["Content-Security-Policy"]
    assert get(site, "/sparql", Accept="text/turtle").media_type == "text/turtle"


def test_what_a_page_loads_is_there(site: Client) -> None:
    require_file(ROOT / "server/web/static/vendor/.copied", "`make test`")
    for path in ("/", "/editor"):
        for url in Page(get(site, path).text).loaded:
            assert get(site, url).status == 200, url
    style = get(site, "/static/style.css").text
    fonts = [part.partition(")")[0] for part in style.split("url(")[1:]]
    assert fonts
    for font in fonts:
        assert get(site, f"/static/{font}").status == 200, font


@pytest.mark.parametrize(
    ("path", "headers", "language"),
    [
        ("/", {}, "en"),
        ("/", {"Accept_Language": "ru-RU,ru;q=0.9,en;q=0.5"}, "ru"),
        ("/", {"Accept_Language": "fr"}, "en"),
        ("/?lang=ru", {"Accept_Language": "en"}, "ru"),
        ("/?lang=xx", {}, "en"),
        ("/", {"Cookie": "lang=ru", "Accept_Language": "en"}, "ru"),
    ],
)
def test_interface_speaks_the_language_asked_for(
    site: Client, path: str, headers: dict[str, str], language: str
) -> None:
    page = Page(get(site, path, **headers).text)
    assert page.language == language
    assert ("Вопросы" in page.text) == (language == "ru")


def test_chosen_language_is_kept_and_the_switch_keeps_the_page(site: Client) -> None:
    answer = get(site, f"{BELARUS}?lang=ru")
    assert answer.headers["Set-Cookie"].startswith("lang=ru;")
    assert f"{BELARUS}?lang=en" in Page(answer.text).links
    assert "/search?q=minsk&lang=ru" in Page(get(site, "/search?q=minsk").text).links


def test_resource_has_names_in_three_languages_and_sources_beside_each_statement(site: Client) -> None:
    page = Page(get(site, BELARUS).text)
    assert page.headings[0] == "Belarus"
    assert "Беларусь be" in page.text
    assert "Беларусь ru" in page.text
    assert any(link.startswith("/id/claim/") for link in page.links)
    assert "· report" in page.text
    assert Page(get(site, f"{BELARUS}?lang=ru").text).headings[0] == "Беларусь"


def test_inferred_statement_is_marked(site: Client) -> None:
    html = get(site, BELARUS).text
    unfolded, *folded = re.split(r'<details class="folded">\s*<summary>Inferred: \d+</summary>', html)
    assert 'class="inferred"' not in unfolded
    blocks = [one.partition("</details>")[0] for one in folded]
    assert len(blocks) > 3
    assert all('class="inferred"' in block for block in blocks)
    assert any("/id/body/un" in Page(block).links for block in blocks), (
        "membership of the UN is a shortcut by rule"
    )


def test_claim_page_shows_its_graph_speaker_and_stance(site: Client) -> None:
    page = Page(get(site, "/id/claim/leshenyuk-2021-083").text)
    assert "What the claim states" in page.headings
    assert "/id/resolution/A-RES-3-I" in page.links
    assert "/id/state/byelorussian-ssr" in page.links
    assert "/id/document/leshenyuk-2021" in page.links
    assert "Oleg N. Leshenyuk · report" in page.text


@pytest.mark.parametrize(("tag", "stance"), [("en", "report"), ("ru", "сообщение"), ("be", "паведамленне")])
def test_stance_is_named_so_that_it_fits_one_speaker_and_several(site: Client, tag: str, stance: str) -> None:
    text = Page(get(site, f"/id/claim/leshenyuk-2021-083?lang={tag}").text).text
    assert re.search(rf"\w · {stance}\b", text)


def test_passage_page_shows_the_claims_made_there(site: Client) -> None:
    page = Page(get(site, "/id/segment/leshenyuk-2021-083").text)
    assert "/id/claim/leshenyuk-2021-083" in page.links
    assert "/id/resolution/A-RES-3-I" in page.links


def test_document_page_lists_every_passage_in_order(site: Client) -> None:
    links = Page(get(site, "/id/document/leshenyuk-2021").text).links
    passages = [link for link in links if link.startswith("/id/segment/leshenyuk-2021-")]
    assert passages[:160] == [f"/id/segment/leshenyuk-2021-{number:03}" for number in range(1, 161)]


@pytest.mark.parametrize(
    "path", ["/ontology/Claim", "/ontology/statedBy", "/scheme/stance/reports", "/graph/ontology"]
)
def test_every_kind_of_iri_has_a_page(site: Client, path: str) -> None:
    answer = get(site, path)
    assert answer.status == 200
    assert BASE.rstrip("/") + path in Page(answer.text).text


def test_links_of_a_page_lead_somewhere(site: Client) -> None:
    links = {link for path in ("/", BELARUS, "/ontology/Claim") for link in Page(get(site, path).text).links}
    own = sorted(link for link in links if link.startswith("/"))
    assert len(own) > 50
    wrong = {link: status for link in own[::7] if (status := get(site, link).status) >= 400}
    assert wrong == {}


@pytest.mark.parametrize(
    ("suffix", "media_type", "form"),
    [
        ("ttl", "text/turtle", RdfFormat.TURTLE),
        ("nt", "application/n-triples", RdfFormat.N_TRIPLES),
        ("jsonld", "application/ld+json", RdfFormat.JSON_LD),
        ("rdf", "application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_resource_is_given_in_rdf_by_suffix_and_by_accept(
    site: Client, suffix: str, media_type: str, form: RdfFormat
) -> None:
    by_suffix = get(site, f"{BELARUS}.{suffix}")
    by_accept = get(site, BELARUS, Accept=media_type)
    assert by_suffix.media_type == by_accept.media_type == media_type
    assert "Accept" in by_accept.headers["Vary"]
    triples = {(t.subject, t.predicate, t.object) for t in parse(by_suffix.body, format=form)}
    state = NamedNode(BASE + BELARUS[1:])
    assert (state, NamedNode(PREFIXES["rdf"] + "type"), NamedNode(PREFIXES["eik"] + "State")) in triples
    assert any(obj == state for _, _, obj in triples)
    assert triples == {(t.subject, t.predicate, t.object) for t in parse(by_accept.body, format=form)}


def test_claim_in_rdf_holds_what_it_states(site: Client) -> None:
    body = get(site, "/id/claim/leshenyuk-2021-083.nt").text
    assert (
        f"<{BASE}id/resolution/A-RES-3-I> <{BASE}ontology/initiatedBy> <{BASE}id/state/byelorussian-ssr>"
        in body
    )


def test_format_that_is_not_offered_is_refused(site: Client) -> None:
    assert get(site, BELARUS, Accept="image/png").status == 406


@pytest.mark.parametrize(
    "path", ["/id/state/belarrus", "/ontology/Clam", "/id/", "/nothing", "/id/state/%FF", "/id/a b"]
)
def test_unknown_address_is_404_in_both_forms(site: Client, path: str) -> None:
    path = quote(path, safe="/%")
    answer = get(site, path)
    assert answer.status == 404
    assert "There is nothing at this address" in Page(answer.text).headings
    assert get(site, path, Accept="text/turtle").status == 404


def test_unknown_thing_gets_suggestions(site: Client) -> None:
    page = Page(get(site, "/id/organisation/eurasian-economic-union").text)
    assert "/id/body/eaeu" in page.links


def test_name_with_markup_is_shown_as_text(site: Client) -> None:
    html = get(site, "/search?q=" + quote("<script>alert(1)</script>")).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(
        ["/", "/id/", "/id/state/", "/ontology/", "/scheme/", "/graph/", "/queries/", "/search?q="]
    ),
    text=st.text(max_size=40),
    name=st.sampled_from(["lang", "q", "state", "language", "query", "saved"]),
)
def test_no_address_makes_the_server_fail(site: Client, path: str, text: str, name: str) -> None:
    raw = quote(text.encode("utf-8", "surrogatepass"))
    for target in (
        f"{path}{raw}",
        f"{path}{'&' if '?' in path else '?'}{name}={raw}",
        f"/queries/who-says?{name}={raw}",
    ):
        answer = get(site, target)
        assert answer.status < 500, target
        assert "Traceback" not in answer.text


def test_page_that_takes_too_long_says_so(release: Release) -> None:
    pool = Pool(release.store, size=1)
    try:
        client = create_app(release, pool, Settings(query_deadline=0.0005)).test_client()
        answer = client.get("/graph/ontology", headers={"Accept-Language": "en"})
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "longer than the server allows" in answer.text
    finally:
        pool.close()
