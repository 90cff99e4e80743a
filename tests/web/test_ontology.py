"""The ontology as pages and as documents, over real HTTP, on the real release."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from server.build.read.turtle import styled
from server.namespaces import BASE, EIK, PREFIXES
from server.rdf.graphs import ONTOLOGY_GRAPHS, ROOT, merged
from server.release import Release
from server.web.pages.ontology.facts import Facts
from server.web.pages.ontology.term import rows_of
from tests.web.client import Client
from tests.web.pages import Page, get

OWL, RDF, RDFS = PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"]
FORMATS = {
    "ttl": ("text/turtle", RdfFormat.TURTLE),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
}


@pytest.fixture(scope="module")
def stated(release: Release) -> list[Triple]:
    """The triples of the ontology's graphs, as the build wrote them."""
    graphs = {f"{BASE}graph/{name}" for name in ONTOLOGY_GRAPHS}
    quads = parse(path=release.data, format=RdfFormat.N_QUADS)
    return [quad.triple for quad in quads if getattr(quad.graph_name, "value", "") in graphs]


@pytest.fixture(scope="module")
def version(release: Release) -> str:
    return release.manifest.versions["ontology"]


def canonical(triples: list[Triple]) -> set[str]:
    dataset = Dataset([Quad(t.subject, t.predicate, t.object) for t in triples])
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def read(body: bytes, form: RdfFormat = RdfFormat.TURTLE) -> list[Triple]:
    return [quad.triple for quad in parse(body, form)]


def typed(triples: list[Triple], *names: str) -> set[str]:
    """Return the project's own terms that have one of the types."""
    kinds = {NamedNode(OWL + name) for name in names}
    return {
        t.subject.value
        for t in triples
        if t.object in kinds and isinstance(t.subject, NamedNode) and t.subject.value.startswith(EIK)
    }


@pytest.mark.parametrize("path", ["/ontology", "/ontology/"])
def test_page_lists_every_module_class_and_property(site: Client, stated: list[Triple], path: str) -> None:
    page = Page(get(site, path).text)
    terms = typed(stated, "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    assert {link for link in page.links if link.startswith("/ontology/")} >= {
        iri.removeprefix(BASE.rstrip("/")) for iri in (terms | typed(stated, "Ontology")) - {ROOT.value}
    }
    assert f"version {get_version(site)}" in page.text
    assert "creativecommons.org/licenses/by/4.0" in page.text


def get_version(site: Client) -> str:
    found = next(t for t in read(get(site, "/ontology.ttl").body) if t.predicate.value == OWL + "versionInfo")
    return str(getattr(found.object, "value", ""))


def test_picture_shows_each_class_under_its_parent_and_says_the_same_in_words(
    site: Client, stated: list[Triple]
) -> None:
    html = get(site, "/ontology/actors").text
    picture = html.partition("<svg")[2].partition("</svg>")[0]
    drawn = re.findall(
        r'class="(class|guest)"><rect x="([\d.]+)" y="([\d.]+)".*?<text[^>]*>([^<]+)<', picture
    )
    places = {label: (float(x), float(y)) for _, x, y, label in drawn}
    assert [label for kind, *_, label in drawn if kind == "guest"]
    for child, parent in (("State", "Actor"), ("Body", "Organisation"), ("City", "Place")):
        assert places[child][0] == places[parent][0] + 24, f"{child} is one step right of {parent}"
        assert places[child][1] > places[parent][1]
    own = typed(stated, "Class") & {
        t.subject.value
        for t in stated
        if t.object == NamedNode(EIK + "actors") and isinstance(t.subject, NamedNode)
    }
    assert sum(kind == "class" for kind, *_ in drawn) == len(own) > 10
    words = Page(html.partition("<details>")[2].partition("</details>")[0])
    assert {f"/ontology/{iri.removeprefix(EIK)}" for iri in own} <= set(words.links)
    assert [re.sub(r"\?v=\w+", "", one) for one in re.findall(r"<script[^>]*>", html)] == [
        '<script src="/static/suggest.js" defer>'
    ]


def test_picture_speaks_the_language_of_the_page(site: Client) -> None:
    picture = get(site, "/ontology/actors?lang=ru").text.partition("<svg")[2].partition("</svg>")[0]
    assert ">Государство<" in picture
    assert ">State<" not in picture


def test_class_has_its_parts_and_its_uses(site: Client) -> None:
    page = Page(get(site, "/ontology/Affiliation").text)
    assert page.headings[0] == "Affiliation"
    for text in (
        "Прыналежнасць be",
        "situation that gives an actor a status",
        "The observer status of Belarus",
        "exactly 1 org:member",
        "every org:organization is Body or Organ or Group",
        "must Give the affiliation one eik:status",
        "Memberships, offices and relations",
    ):
        assert text in page.text, text
    assert "/ontology/status" in page.links
    assert "/ontology/Tenure" in page.links, "disjoint"
    count = re.search(r"things of this class: ([\d ]+)", page.text)
    assert count
    assert int(count[1].replace(" ", "")) > 100


def test_class_names_the_questions_and_the_property_its_rules(site: Client) -> None:
    links = Page(get(site, "/ontology/memberOf").text).links
    assert any(link.startswith("/queries/") for link in links)
    assert any(link.startswith("/graph/rules/") for link in links)
    page = Page(get(site, "/ontology/memberOf").text)
    assert "of these stated, not only inferred: 0" in page.text, "memberOf is never curated"
    assert "Inverse has member" in page.text
    assert "Body or Organ or Group" in page.text
    assert "/ontology/hasMember" in page.links


def test_thing_that_serves_as_an_example_is_named_and_linked(site: Client, stated: list[Triple]) -> None:
    examples = [
        (t.subject, t.object)
        for t in stated
        if t.predicate.value == PREFIXES["skos"] + "example" and isinstance(t.object, NamedNode)
    ]
    for subject, thing in examples[:3]:
        assert isinstance(subject, NamedNode)
        assert isinstance(thing, NamedNode)
        page = Page(get(site, subject.value.removeprefix(BASE.rstrip("/"))).text)
        path = thing.value.removeprefix(BASE.rstrip("/"))
        assert path in page.links
        assert Page(get(site, path).text).headings[0] in page.text


def test_property_says_its_character(site: Client) -> None:
    assert "functional: one value at most" in Page(get(site, "/ontology/heldBy").text).text
    russian = Page(get(site, "/ontology/Tenure?lang=ru").text).text
    assert "Пример Vladimir Makei" in russian
    assert re.search("значений свойства « [^»]+ »: (ровно|не менее) 1", russian), "spaces part links"


@pytest.mark.parametrize("path", ["/scheme/force", "/scheme/force/may"])
def test_concept_is_defined_in_the_language_of_the_page(site: Client, path: str) -> None:
    texts = {
        "en": "force of a proposal that is put as one possibility among others",
        "ru": "степень настоятельности предложения, представленного как одна из возможностей",
    }
    for language, text in texts.items():
        page = Page(get(site, f"{path}?lang={language}").text).text
        assert [tag for tag, other in texts.items() if other in page] == [language], text


def test_scope_note_of_a_concept_is_in_the_language_of_the_page(site: Client) -> None:
    note = "В английском тексте: may"
    assert note in Page(get(site, "/scheme/force/may?lang=ru").text).text
    assert note not in Page(get(site, "/scheme/force/may?lang=en").text).text


def test_term_is_documented_in_the_language_of_the_page_or_else_in_english() -> None:
    def said(name: str, text: str, language: str) -> Triple:
        return Triple(
            NamedNode(EIK + "Visit"), NamedNode(PREFIXES["skos"] + name), Literal(text, language=language)
        )

    facts = Facts(
        [
            said("scopeNote", "Talks are meetings.", "en"),
            said("scopeNote", "Переговоры — встречи.", "ru"),
            said("editorialNote", "Awaiting data: 2025.", "en"),
        ]
    )
    shown = [
        [
            getattr(value, "value", value)
            for row in rows_of(facts, EIK + "Visit", language)
            for (value,) in row.values
        ]
        for language in (0, 1)
    ]
    assert shown == [
        ["Talks are meetings.", "Awaiting data: 2025."],
        ["Переговоры — встречи.", "Awaiting data: 2025."],
    ]


@pytest.mark.parametrize("suffix", FORMATS)
def test_whole_ontology_is_one_document_by_suffix_and_by_accept(
    site: Client, suffix: str, stated: list[Triple]
) -> None:
    media_type, form = FORMATS[suffix]
    by_suffix, by_accept = get(site, f"/ontology.{suffix}"), get(site, "/ontology", Accept=media_type)
    for answer in (by_suffix, by_accept):
        assert answer.media_type == media_type
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert by_suffix.body == by_accept.body
    assert canonical(read(by_suffix.body, form)) == canonical(list(merged(stated)))


@pytest.mark.parametrize(
    "path",
    [
        "/ontology",
        "/ontology/actors",
        "/ontology/Membership",
        "/scheme/stance",
        "/id/claim/leshenyuk-2021-083",
    ],
)
def test_turtle_is_in_the_style_of_the_project(site: Client, path: str) -> None:
    text = get(site, f"{path}.ttl").text
    assert styled(text, "graph.ttl") == text
    assert text == get(site, path, Accept="text/turtle").text


def test_modules_together_are_the_ontology(site: Client, stated: list[Triple]) -> None:
    terms = NamedNode(BASE + "graph/external-terms")
    external = {t.subject for t in stated if not getattr(t.subject, "value", "").startswith(BASE)} | {terms}
    modules = [
        triple
        for iri in typed(stated, "Ontology") - {ROOT.value, terms.value}
        for triple in read(get(site, iri.removeprefix(BASE.rstrip("/")), Accept="text/turtle").body)
    ]
    blank = [t for t in stated if isinstance(t.subject, BlankNode)]
    own = [t for t in stated if t.subject not in external and t.subject != ROOT]
    assert canonical(modules) == canonical([*own, *blank])


def test_description_holds_what_is_nested_in_its_blank_nodes(site: Client, stated: list[Triple]) -> None:
    found = read(get(site, "/ontology/Affiliation.ttl").body)
    numbers = {str(t.object) for t in found if t.predicate.value.lower().endswith("cardinality")}
    assert numbers == {f'"1"^^<{PREFIXES["xsd"]}nonNegativeInteger>'}
    nested = {t.object for t in found if isinstance(t.object, BlankNode)}
    assert nested <= {t.subject for t in found}


def test_current_version_is_served_and_an_unknown_one_points_to_it(site: Client, version: str) -> None:
    assert f"version {version}" in Page(get(site, f"/ontology/{version}").text).text
    assert get(site, f"/ontology/{version}.ttl").body == get(site, "/ontology.ttl").body
    unknown = get(site, "/ontology/77.0.0")
    assert unknown.status == 404
    assert f"/ontology/{version}" in Page(unknown.text).links
    assert unknown.headers["Link"] == '</ontology>; rel="latest-version"'
    assert get(site, "/ontology/77.0.0", Accept="text/turtle").status == 404


@pytest.mark.parametrize(
    "path", ["/ontology.xyz", "/ontology/NoSuchTerm", "/scheme/no-such-scheme", "/scheme.xyz"]
)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_what_does_not_exist_is_not_found(site: Client, path: str, accept: str) -> None:
    assert get(site, path, Accept=accept).status == 404


def test_format_that_is_not_offered_is_told(site: Client) -> None:
    for path in ("/ontology", "/ontology/State", "/scheme", "/scheme/stance"):
        assert get(site, path, Accept="image/png").status == 406


def test_navigation_leads_to_the_ontology(site: Client) -> None:
    assert "/ontology" in Page(get(site, "/").text).links
    assert "Онтология" in Page(get(site, "/?lang=ru").text).text


def test_schemes_are_listed_and_shown_as_trees(site: Client, release: Release) -> None:
    links = Page(get(site, "/scheme").text).links
    assert {"/scheme/stance", "/scheme/topic", "/scheme/membership-status"} <= set(links)
    html = get(site, "/scheme/membership-status").text
    page = Page(html)
    assert "/scheme/membership-status/member" in page.links
    nested = html.partition('href="/scheme/membership-status/member"')[2].partition("</ul>")[0]
    assert '<ul class="concepts">' in nested, "kinds of members stand below member"
    assert re.search(r"assertion \d+ ", Page(get(site, "/scheme/stance").text).text)
    triples = read(get(site, "/scheme.nt").body, RdfFormat.N_TRIPLES)
    assert len(triples) == release.manifest.graphs[BASE + "graph/schemes"].triples


def test_scheme_document_holds_all_its_concepts(site: Client) -> None:
    triples = read(get(site, "/scheme/stance.ttl").body)
    concepts = {t.subject for t in triples if t.predicate.value == PREFIXES["skos"] + "inScheme"}
    assert NamedNode(PREFIXES["stance"] + "asserts") in concepts
    labels = {t.subject for t in triples if t.predicate.value == PREFIXES["skos"] + "prefLabel"}
    assert concepts <= labels


@pytest.mark.parametrize("part", ["actors", "time"])  # the second was one in version 0.1.0 only
def test_every_module_there_was_has_a_page_and_a_document(site: Client, part: str) -> None:
    page, document = get(site, f"/ontology/{part}"), get(site, f"/ontology/{part}.ttl")
    assert (page.status, document.status) == (200, 200)
    triples = [quad.triple for quad in parse(document.body, RdfFormat.TURTLE)]
    module = NamedNode(EIK + part)
    assert Triple(module, NamedNode(RDF + "type"), NamedNode(OWL + "Ontology")) in triples
    assert any(t.predicate.value == RDFS + "isDefinedBy" and t.object == module for t in triples)


def test_page_of_a_former_module_says_until_when_and_where_its_terms_are(site: Client) -> None:
    page = Page(get(site, "/ontology/time").text)
    assert page.headings[0] == "Time"
    assert "up to version 0.1.0" in page.text
    assert {"/ontology/0.1.0", "/ontology/core"} <= set(page.links)
