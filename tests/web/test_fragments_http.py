"""Fragments as HTTP carries them: what may be kept, what is refused, pages for people, and where clients find them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from rdflib import URIRef

from server.namespaces import BASE, PREFIXES
from server.release import Release
from tests.conftest import RELEASES, serving
from tests.web.client import Answer
from tests.web.fragments import HYDRA, fetched, fragment, parsed
from tests.web.pages import Page, get

BELARUS = BASE + "id/state/belarus"
LABEL = PREFIXES["rdfs"] + "label"
PATTERN = urlencode({"subject": BELARUS, "predicate": LABEL})
TRIG = "application/trig"
PUBLIC = "https://example.org"


@pytest.fixture(scope="module")
def public(release: Release) -> Iterator[str]:
    """A server that knows under which address visitors reach it."""
    with serving(RELEASES, public_url=PUBLIC + "/", fragment_size=10) as address:
        yield address


def link(answer: Answer, relation: str) -> str:
    found = re.search(rf'<([^>]*)>; rel="{relation}"', answer.headers["Link"])
    assert found
    return found[1]


def test_who_has_a_page_is_told_so(address: str) -> None:
    path = f"/fragments?{PATTERN}"
    answers = {form: get(address, path, Accept=form) for form in (TRIG, "text/turtle", "application/n-quads")}
    tags = {answer.headers["ETag"] for answer in answers.values()}
    assert len(tags) == 3
    first = answers[TRIG]
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = get(address, path, Accept=TRIG, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert get(address, path, Accept="text/turtle", If_None_Match=first.headers["ETag"]).status == 200
    elsewhere = get(address, path, Accept=TRIG, If_None_Match=first.headers["ETag"], Host="other.example")
    assert elsewhere.status == 200
    assert "<http://other.example/fragments?" in elsewhere.text
    assert {"accept", "accept-encoding", "host"} <= {
        name.strip().lower() for value in first.headers.get_all("Vary", []) for name in value.split(",")
    }


def test_an_answer_for_one_host_is_never_given_to_another(address: str) -> None:
    for host in ("one.example", "two.example", "one.example"):
        for accept in (TRIG, "text/turtle"):
            assert (
                f"<http://{host}/fragments?"
                in get(address, f"/fragments?{PATTERN}", Accept=accept, Host=host).text
            )
    assert get(address, "/fragments", Accept=TRIG, Host='a"><b').status == 400


def test_pages_and_graphs_that_name_the_address_vary_with_what_it_is_read_from(release: Release) -> None:
    forwarded = {"host", "x-forwarded-host", "x-forwarded-proto"}
    with serving(RELEASES, trusted_proxies="127.0.0.1") as proxied:
        for target, accept in (
            (f"/fragments?{PATTERN}", TRIG),
            ("/.well-known/void", "text/turtle"),
            ("/", "text/html"),
        ):
            for host in ("one.example", "two.example"):
                answer = get(proxied, target, Accept=accept, X_Forwarded_Host=host, X_Forwarded_Proto="https")
                vary = ", ".join(answer.headers.get_all("Vary", [])).lower()
                assert forwarded <= {name.strip() for name in vary.split(",")}
                assert f"https://{host}/" in answer.text


def test_behind_a_proxy_addresses_are_the_public_ones_and_answers_are_kept(public: str) -> None:
    path = f"/fragments?{PATTERN}"
    first, second = (get(public, path, Accept=TRIG, Host="inner.example") for _ in range(2))
    assert second.headers["Cache-Status"] == "eikg; hit"
    assert first.body == second.body
    page = parsed(f"{PUBLIC}{path}", first)
    assert page.address(subject=BELARUS).startswith(f"{PUBLIC}/fragments?subject=")
    assert "inner.example" not in first.text


def test_a_release_answers_under_its_name_for_good(address: str, release: Release) -> None:
    for path in (f"/fragments?{PATTERN}", f"/fragments/quads?{PATTERN}", "/fragments?page=3"):
        answer = get(address, path, Accept=TRIG)
        permanent = link(answer, "canonical")
        assert permanent == f"/release/{release.path.name}{path}"
        kept = get(address, permanent, Accept=TRIG)
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        page = parsed(address + permanent, kept)
        assert set(page.data) == set(parsed(address + path, answer).data)
        assert page.address().startswith(f"{address}/release/{release.path.name}/fragments")
        assert fragment(page.address(subject=BELARUS)).total
    assert get(address, f"/release/{'0' * 16}/fragments", Accept=TRIG).status == 404
    assert get(address, f"/release/{release.path.name}/fragments/other", Accept=TRIG).status == 404


def test_methods(address: str) -> None:
    url = f"{address}/fragments?{PATTERN}"
    got, head = (fetched(url, method, Accept=TRIG) for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (200, b"")
    for name in ("Content-Type", "ETag", "Link", "Vary"):
        assert head.headers[name] == got.headers[name]
    options = fetched(url, "OPTIONS", Access_Control_Request_Headers="accept")
    assert (options.status, options.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert options.headers["Access-Control-Allow-Headers"] == "accept"
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        refused = fetched(url, method)
        assert (refused.status, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert refused.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("query", ["", PATTERN, "subject=_:b", "page=0", "page=99999999", "format=none"])
def test_pages_of_other_sites_may_read_every_answer(address: str, query: str) -> None:
    assert get(address, f"/fragments?{query}", Accept="*/*").headers["Access-Control-Allow-Origin"] == "*"


HOSTILE = [
    "> } DROP ALL #",
    "<urn:a> } } SERVICE <http://127.0.0.1/> { ?s ?p ?o",
    "http://example.org/> ?p ?o } UNION { ?s ?p ?o } #",
    '"x"@en } DROP ALL #',
    '"x"^^<urn:a> } DROP ALL #',
    '"' + "\\" * 99 + '"',
    '"\x00\x01\x1f\x7f"',
    '"\n\r\t"',
    '"\ufffe\U0010ffff"',
    '"x"^^http://www.w3.org/1999/02/22-rdf-syntax-ns#langString',
    '"not a date"^^http://www.w3.org/2001/XMLSchema#date',
    '"99999999999999999999"^^http://www.w3.org/2001/XMLSchema#integer',
    "\x00",
    "?\u0660\u0661",
    "?" + "x" * 10_000,
    "http://example.org/" + "x" * 10_000,
    '"' + "x" * 10_000 + '"',
    "http://[::1",
    "http://example.org/%",
    "http://example.org/\u202e",
    "{{7*7}}",
    "<script>alert(1)</script>",
]
RAW = ["%ED%A0%80", "%ff", "%C0%80", "%", "%2", "%00", '"a"', "<a>", "|\\^`{}", "%25%25", "a;b=c"]


@pytest.mark.parametrize("accept", ["application/n-quads", "text/html"])
@pytest.mark.parametrize(
    "parameter", ["subject", "predicate", "object", "graph", "page", "values", "format", "x"]
)
def test_hostile_values_are_refused_or_match_nothing(address: str, parameter: str, accept: str) -> None:
    nothing = quote("http://example.org/none")
    other = f"predicate={nothing}" if parameter == "subject" else f"subject={nothing}"
    for value in [*map(quote, HOSTILE), *RAW]:
        for path in ("/fragments", "/fragments/quads"):
            answer = get(address, f"{path}?{parameter}={value}&{other}", Accept=accept)
            assert answer.status in (200, 400, 404, 406, 413, 414), (value, answer.text)
            assert "Traceback" not in answer.text
            if answer.media_type == "text/html":
                assert "<script>alert" not in answer.text
            elif answer.status == 200:
                found = ox.parse(answer.body, format=ox.RdfFormat.from_media_type(accept))
                totals = {q.object for q in found if q.predicate.value == str(HYDRA.totalItems)}
                assert totals == {ox.Literal(0)}, value


def test_huge_data_blocks_are_refused(address: str) -> None:
    rows = " ".join(f"(<http://example.org/{number}>)" for number in range(1000))
    for values, status in ((f"(?s) {{ {rows} }}", 413), ("(" * 20_000, 400), ("?s {" + "(" * 20_000, 400)):
        answer = get(
            address, f"/fragments?{urlencode({'subject': '?s', 'values': values})}", Accept="application/json"
        )
        assert answer.status == status
        assert answer.json()["parameter"] == "values"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("subject=%22x%22", "subject"),
        ("predicate=_:b0", "predicate"),
        ("object=name", "object"),
        ("graph=%22x%22", "graph"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=1e3", "page"),
        ("page=" + "9" * 5000, "page"),
        ("subject=urn:a&subject=urn:b", "subject"),
        ("values=nothing", "values"),
    ],
)
def test_a_problem_names_the_parameter_that_is_wrong(address: str, query: str, parameter: str) -> None:
    answer = get(address, f"/fragments?{query}", Accept="application/json")
    assert (answer.status, answer.media_type) == (400, "application/problem+json")
    assert answer.json()["parameter"] == parameter
    assert f"`{parameter}`" in answer.json()["detail"]


def test_a_page_for_people_has_a_form_a_table_and_links_that_lead_somewhere(public: str) -> None:
    for language in ("en", "ru"):
        answer = get(public, f"/fragments?predicate={quote(LABEL)}&page=2&lang={language}")
        assert (answer.status, answer.media_type) == (200, "text/html")
        page = Page(answer.text)
        assert page.language == language
        assert page.headings[0] == {"en": "Fragments", "ru": "Фрагменты"}[language]
        assert len([row for row in page.rows if row]) == 10
        assert 'name="predicate" value="http://www.w3.org/2000/01/rdf-schema#label"' in answer.text
        queries = [target for target in page.links if target.startswith("?")]
        assert len(queries) > 20
        assert {get(public, f"/fragments{target}").status for target in queries} == {200}
        assert any("page=3" in target for target in queries)
    empty = get(public, "/fragments?subject=urn:none")
    assert (empty.status, "Nothing matches" in empty.text) == (200, True)
    gone = get(public, "/fragments?page=9999999")
    assert (gone.status, "There is no page 9999999" in gone.text) == (404, True)
    assert "/fragments" in Page(get(public, "/").text).links


@pytest.mark.parametrize("query", ["unknown=" + "a" * 50_000, "subject=?" + "a" * 50_000])
def test_a_table_does_not_repeat_a_long_query_string_in_each_cell(address: str, query: str) -> None:
    answer = get(address, f"/fragments?{query}")
    assert (answer.status, answer.media_type) == (200, "text/html")
    page = Page(answer.text)
    assert len([row for row in page.rows if row]) == 100
    assert any("page=2" in target for target in page.links)
    assert len(answer.body) < 20 * len(query)


def test_a_page_of_a_release_stays_with_it_in_the_other_language(address: str, release: Release) -> None:
    start = f"/release/{release.path.name}/fragments"
    page = Page(get(address, f"{start}?page=2").text)
    other = next(target for target in page.links if "lang=ru" in target)
    assert other.startswith(f"{start}?")
    assert Page(get(address, other).text).language == "ru"


def test_fragments_are_found_from_the_description_of_the_data(address: str) -> None:
    answer = get(address, "/.well-known/void", Accept="application/n-triples")
    found = ox.Dataset(ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES))
    lookup = [q.object for q in found if q.predicate.value == PREFIXES["void"] + "uriLookupEndpoint"]
    assert isinstance(lookup[0], ox.NamedNode)
    looked_up = fragment(lookup[0].value + quote(BELARUS, safe=""))
    assert looked_up.total == len(looked_up.data) or looked_up.link("next")
    assert {quad[0] for quad in looked_up.data} == {URIRef(BELARUS)}
    templates = [q.object for q in found if q.predicate.value == str(HYDRA.template)]
    assert ox.Literal(f"{address}/fragments{{?subject,predicate,object}}") in templates
    endpoint = get(address, "/sparql", Accept="application/n-triples").text
    assert str(HYDRA) not in endpoint  # clients would take the endpoint for fragments
