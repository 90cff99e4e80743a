"""`/verify` over HTTP on the real release: who says a statement, in every form, and whether a text is a passage."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from pyoxigraph import RdfFormat, Store

from server.endpoint.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from server.namespaces import PREFIXES
from tests.web.client import Client
from tests.web.pages import Page, get

DATE = {"s": "resolution:A-RES-2391-XXIII", "p": "eik:adoptedOn"}
MEMBER = {"s": "state:belarus", "p": "eik:memberOf", "o": "body:eaeu"}
FEAR = {"s": "statement:vysotskaya-2018-106-fear-of-entrapment", "p": "eik:holder", "o": "state:belarus"}
EXCLUSION = {
    "s": "statement:stakhovsky-valdai-074-exclusion",
    "p": "eik:about",
    "o": "place:eurasia",
    "speaker": "person:vitaly-stakhovsky",
}
TITLE = "The Eurasian Approach to the International Security System: A View from Belarus"


def path(**parameters: str) -> str:
    return f"/verify?{urlencode(parameters)}"


def verdict(site: Client, **parameters: str) -> tuple[str, set[str]]:
    """The verdict, and the local names of the claims in which the source says it."""
    found = get(site, path(**parameters), Accept="application/json").json()
    return found["verdict"], {claim["claim"].rpartition("/")[2] for claim in found["there"]}


@pytest.mark.parametrize(
    ("parameters", "wanted"),
    [
        (EXCLUSION, "denied"),
        ({**EXCLUSION, "speaker": "person:oleg-leshenyuk"}, "not-said"),
        ({**EXCLUSION, "o": "place:africa"}, "not-said"),
        ({**FEAR, "speaker": "state:belarus"}, "ascribed"),
        ({**FEAR, "speaker": "person:alena-vysotskaya-guedes-vieira"}, "asserted"),
        ({**MEMBER, "document": "doc:belarus-facts"}, "inferred"),
        ({**MEMBER, "document": "doc:stakhovsky-valdai"}, "said-by-others"),
        (
            {"s": "state:belarus", "p": "eik:memberOf", "o": "body:nato", "document": "doc:belarus-facts"},
            "not-said",
        ),
        ({"s": "state:belarus", "p": "a", "o": "eik:State", "document": "doc:leshenyuk-2021"}, "not-said"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_the_verdict(site: Client, parameters: dict[str, str], wanted: str) -> None:
    found, claims = verdict(site, **parameters)
    assert found == wanted
    assert bool(claims) == (wanted in {"denied", "asserted"})


def test_another_date_is_a_contradiction_and_a_closer_one_is_none(site: Client) -> None:
    document = "doc:reference-resolutions"
    given = {"document": document}
    edtf = f"^^<{PREFIXES['edtf']}EDTF>"
    assert verdict(site, **DATE, o=f'"1968-11-26"{edtf}', **given)[0] == "reported"
    assert verdict(site, **DATE, o=f'"1969"{edtf}', **given)[0] == "contradicted"
    assert verdict(site, **DATE, o=f'"1968-11"{edtf}', **given)[0] == "not-said"


def test_who_contradicts_is_named_by_claims(site: Client) -> None:
    day = f'"1968-11-26"^^<{PREFIXES["edtf"]}EDTF>'
    found = get(site, path(**DATE, o=day, document="doc:reference-resolutions", format="json")).json()
    assert [one["claim"].rpartition("/")[2] for one in found["contradictedBy"]] == [
        "reference-resolutions-ga-2391-XXIII-undl"
    ]
    assert found["contradictedBy"][0]["value"]["value"] == "1968-11-25"
    assert found["why"].startswith("/why?")


def test_what_an_inference_rests_on_is_told_apart_by_who_says_it(site: Client) -> None:
    found = get(site, path(**MEMBER, document="doc:belarus-facts", format="json")).json()
    there, elsewhere = (
        {claim["claim"].rpartition("/")[2] for claim in found["followsFrom"][side]}
        for side in ("there", "elsewhere")
    )
    assert (there, elsewhere) == ({"belarus-facts-007-b"}, {"reference-memberships-eaeu-blr-member"})


def test_who_is_never_heard_is_said(site: Client) -> None:
    found = get(site, path(**MEMBER, speaker="person:nobody", format="json")).json()
    assert (found["verdict"], found["unheard"]) == ("said-by-others", [f"{PREFIXES['person']}nobody"])
    page = Page(get(site, path(**MEMBER, speaker="person:nobody")).text)
    assert "neither speaks in this graph" in page.text


@pytest.mark.parametrize("form", [TURTLE, N_TRIPLES, JSON_LD, RDF_XML], ids=lambda form: str(form.names[0]))
def test_rdf_by_negotiation_and_by_parameter(site: Client, form: Format) -> None:
    earl = "http://www.w3.org/ns/earl#"
    query = f"""ASK {{ ?a a <{earl}Assertion> ; <{earl}subject>/<{PREFIXES["rdf"]}subject> ?s ;
        <{earl}test> <{PREFIXES["person"]}vitaly-stakhovsky> ; <{earl}result> ?result .
        ?result <{earl}outcome> <{earl}failed> ; <{PREFIXES["dcterms"]}title> "denied" ;
        <{PREFIXES["prov"]}wasDerivedFrom> ?claim .
        ?claim <{PREFIXES["eik"]}stance> <{PREFIXES["stance"]}denies> }}"""
    for answer in (
        get(site, path(**EXCLUSION), Accept=form.media_type),
        get(site, path(**EXCLUSION, format=form.names[0])),
    ):
        assert (answer.status, answer.media_type) == (200, form.media_type)
        assert answer.headers["access-control-allow-origin"] == "*"
        store = Store()
        store.load(answer.body, RdfFormat.from_media_type(form.media_type))
        assert bool(store.query(query))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Denied there"), ("ru", "Там это отрицается"), ("be", "Там гэта адмаўляецца")],
)
def test_the_page_says_it_in_words_and_leads_to_claims_and_proof(
    site: Client, language: str, words: str
) -> None:
    page = Page(get(site, path(**EXCLUSION, lang=language)).text)
    assert page.language == language
    assert words in page.text
    assert "/id/claim/stakhovsky-valdai-004-d" in page.links
    assert any(link.startswith("/why?") for link in page.links)


@pytest.mark.parametrize(
    ("parameters", "wrong"),
    [
        (
            {"s": "state:belarus", "speaker": "person:oleg-leshenyuk"},
            "The predicate (nothing) cannot be read",
        ),
        (MEMBER, "Say to whom the statement is attributed"),
        ({**MEMBER, "speaker": "Lukashenko"}, "The speaker Lukashenko cannot be read"),
        ({**MEMBER, "document": '"a"'}, "The document"),
    ],
)
def test_what_is_missing_or_unreadable_is_named(site: Client, parameters: dict[str, str], wrong: str) -> None:
    problem = get(site, path(**parameters), Accept="application/json")
    assert (problem.status, problem.media_type) == (400, "application/problem+json")
    assert wrong in problem.json()["detail"]
    page = get(site, path(**parameters))
    assert page.status == 400
    assert 'role="alert"' in page.text


def passage(site: Client, text: str, method: str = "POST", accept: str = "application/json"):  # type: ignore[no-untyped-def]
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
    if method == "GET":
        return site.send("GET", f"/verify/passage?{urlencode({'text': text})}", {"Accept": accept})
    return site.send("POST", "/verify/passage", form, urlencode({"text": text}).encode())


def test_a_passage_is_known_by_its_digest_and_one_letter_makes_it_another(site: Client) -> None:
    for method in ("GET", "POST"):
        found = passage(site, f"  {TITLE.replace(' to ', '  to ')}\n", method).json()
        assert found["verdict"] == "exact"
        assert [one["passage"].rpartition("/")[2] for one in found["passages"]] == ["stakhovsky-valdai-002"]
        assert found["passages"][0]["claims"]
        other = passage(site, TITLE[:-1], method).json()
        assert (other["verdict"], other["passages"]) == ("unknown", [])


def test_the_page_of_a_passage_leads_to_it(site: Client) -> None:
    page = Page(passage(site, TITLE, accept="text/html").text)
    assert "/id/segment/stakhovsky-valdai-002" in page.links
    assert "nothing can be said of it" in Page(passage(site, "No such text", accept="text/html").text).text


def test_no_text_and_too_much_of_it_are_refused(site: Client) -> None:
    assert passage(site, " ").status == 400
    refused = passage(site, "a" * 20_001)
    assert refused.status == 400
    assert "20000 characters" in refused.json()["detail"]


@pytest.mark.parametrize("year", ["Y1E99999999", "Y-1E99", f"[{'2016,' * 1400}2017]", "yesterday"])
def test_a_date_that_nobody_can_work_out_is_another_than_the_one_said(site: Client, year: str) -> None:
    event = "https://w3id.org/eikg/id/event/crackdown-minsk-2017-03-25"
    date = f'"{year}"^^<{PREFIXES["edtf"]}EDTF>'
    found, _ = verdict(site, s=event, p="eik:date", o=date, document="doc:vysotskaya-2018")
    assert found == "contradicted"
