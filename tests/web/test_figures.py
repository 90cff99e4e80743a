"""Every figure on a page is what the release holds: counted here from its file of quads, without its engine."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from server.namespaces import BASE, EIK, PREFIXES
from server.release import Release
from server.saved.query import from_json
from server.web.pages.model.dates import readable_date
from server.web.pages.model.documents import short_codes
from tests.web.client import Client
from tests.web.pages import Page, get

RDF_TYPE = PREFIXES["rdf"] + "type"
IN_SCHEME = PREFIXES["skos"] + "inScheme"
INFERRED, ENTITIES = BASE + "graph/inferred", BASE + "graph/entities"
Term = NamedNode | BlankNode | Literal | Triple | DefaultGraph


def iri(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else ""


@dataclass(frozen=True)
class Data:
    """The quads of a release."""

    quads: tuple[Quad, ...]

    @cached_property
    def union(self) -> set[tuple[Term, str, Term]]:
        return {(quad.subject, iri(quad.predicate), quad.object) for quad in self.quads}

    @cached_property
    def stated(self) -> set[tuple[Term, str, Term]]:
        """What is not only inferred."""
        return {
            (quad.subject, iri(quad.predicate), quad.object)
            for quad in self.quads
            if iri(quad.graph_name) != INFERRED
        }

    @cached_property
    def objects(self) -> dict[tuple[str, str], set[Term]]:
        found = defaultdict(set)
        for s, p, o in self.union:
            found[iri(s), p].add(o)
        return found

    @cached_property
    def subjects(self) -> dict[tuple[str, str], set[Term]]:
        found = defaultdict(set)
        for s, p, o in self.union:
            found[p, iri(o)].add(s)
        return found

    def things(self, kind: str) -> set[Term]:
        return self.subjects[RDF_TYPE, kind]

    @cached_property
    def uses(self) -> Counter[str]:
        """The things of each class and the triples of each property."""
        return Counter(
            {
                **Counter(p for _, p, _ in self.union),
                **Counter(iri(o) for _, p, o in self.union if p == RDF_TYPE),
            }
        )


@pytest.fixture(scope="module")
def data(release: Release) -> Data:
    return Data(tuple({*parse(path=release.data, format=RdfFormat.N_QUADS)}))


def html(site: Client, path: str) -> str:
    answer = get(site, path)
    assert answer.status == 200, path
    return unescape(answer.text)


def number(text: str) -> int:
    return int(re.sub(r"[\s\u2009]", "", text))


def spaced(text: str) -> str:
    """The words of a page."""
    return Page(text).text


@pytest.mark.parametrize("tag", ["en", "ru"])
def test_figures_of_the_home_page(site: Client, data: Data, release: Release, tag: str) -> None:
    page = html(site, f"/?lang={tag}")
    shown = [number(text) for text in re.findall(r"<dd>([^<]+)</dd>", page)]
    things = {
        iri(q.subject) for q in data.quads if iri(q.predicate) == RDF_TYPE and iri(q.graph_name) == ENTITIES
    }
    inferred = [q for q in data.quads if iri(q.graph_name) == INFERRED]
    assert shown == [len(data.things(EIK + "Claim")), len(data.union), len(things), len(inferred)]
    assert shown[:3] == [release.manifest.counts[name] for name in ("claims", "triples", "entities")]
    parts = [
        {
            iri(claim)
            for document in data.things(EIK + kind)
            for claim in data.subjects[EIK + "inDocument", iri(document)] & data.things(EIK + "Claim")
        }
        for kind in ("SourceDocument", "ReferenceTable")
    ]
    (note,) = re.findall(r'<p class="small figures-note">(.*?)</p>', page)
    assert [int(count) for count in re.findall(r"\d+", note)] == [len(claims) for claims in parts]
    assert len(parts[0] | parts[1]) == shown[0]
    (documents,) = re.findall(r'<h2 id="documents">[^<]*?(\d+)</h2>', page)
    assert int(documents) == len(data.things(EIK + "SourceDocument"))
    saved = from_json(release.queries.read_text("utf-8"))
    assert re.findall(r'class="more" href="/queries">\D*(\d+)\D*</a>', page) == [str(len(saved))]
    kinds = re.findall(r'<a href="/lists/(\w+)"[^>]*>[^<]+</a>\s*<span class="figure">(\d+)</span>', page)
    assert len(kinds) > 10
    assert {kind: int(shown) for kind, shown in kinds} == {kind: data.uses[EIK + kind] for kind, _ in kinds}
    # The curated sources each stand there, whether they have passages of their own or are printed in another one.
    for document in data.things(EIK + "SourceDocument"):
        assert f'href="/{iri(document).removeprefix(BASE)}"' in page


def test_home_names_who_made_each_document_and_when(site: Client, data: Data) -> None:
    page = html(site, "/?lang=en")
    for document in data.things(EIK + "SourceDocument"):
        made_by = data.objects[iri(document), PREFIXES["dcterms"] + "creator"]
        issued = data.objects[iri(document), EIK + "issuedOn"]
        if f'<h3><a href="/{iri(document).removeprefix(BASE)}"' not in page:
            continue  # one that is printed in another
        part = page.split(f'<h3><a href="/{iri(document).removeprefix(BASE)}"')[1].split("</svg>")[0]
        assert made_by
        for creator in made_by:
            assert f'href="/{iri(creator).removeprefix(BASE)}"' in part
        for date in issued:
            assert isinstance(date, Literal)
            assert readable_date(date.value) in part


def sentence(data: Data, document: str) -> tuple[str, list[str]]:
    """What is said of the passages of a document, and of each document that is printed in it."""
    passages = {
        s for s in data.subjects[EIK + "inDocument", document] if data.objects[iri(s), EIK + "position"]
    }
    claims = {s: data.subjects[EIK + "passage", iri(s)] for s in passages}
    made: set[Term] = set().union(*claims.values())
    covered = sum(bool(found) for found in claims.values())
    marked = sum(not claims[s] and bool(data.objects[iri(s), EIK + "markedAs"]) for s in passages)
    parts = Counter(iri(o) for claim in made for o in data.objects[iri(claim), EIK + "inDocument"])
    return (
        f"{len(passages)} passages: {covered} carry {len(made)} claims, {marked} state nothing, "
        f"{len(passages) - covered - marked} are open",
        [
            f"Printed in it, with {count} of these claims:"
            for part, count in parts.items()
            if part != document
        ],
    )


def test_figures_of_the_documents(site: Client, data: Data) -> None:
    home = spaced(html(site, "/?lang=en"))
    documents = {
        iri(o) for s, p, o in data.union if p == EIK + "inDocument" and data.objects[iri(s), EIK + "position"]
    }
    printed = 0
    assert len(documents) >= 5
    for document in documents:
        said, parts = sentence(data, document)
        printed += len(parts)
        page = spaced(html(site, f"/{document.removeprefix(BASE)}?lang=en"))
        for text in (said, *parts):
            assert text in home
            assert text in page
    assert printed


def rows_of_terms(page: str) -> Iterator[tuple[str, int]]:
    for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL):
        if term := re.search(r'<td><a href="/ontology/(\w+)"', row):
            yield EIK + term[1], number(re.findall(r'<td class="figure"[^>]*>([^<]*)</td>', row)[-1])


def test_uses_in_the_tables_of_the_ontology(site: Client, data: Data) -> None:
    shown = dict(rows_of_terms(html(site, "/ontology")))
    assert len(shown) > 200
    assert shown == {term: data.uses[term] for term in shown}
    modules = [
        term for term in {iri(s) for s in data.things(PREFIXES["owl"] + "Ontology")} if term.startswith(EIK)
    ]
    for module in modules:
        if not re.search(r"/[0-9.]+$", module):
            for term, uses in rows_of_terms(html(site, f"/{module.removeprefix(BASE)}")):
                assert uses == data.uses[term], term


@pytest.mark.parametrize(
    "name", ["about", "topic", "during", "memberOf", "earliest", "State", "Event", "Claim", "Body"]
)
def test_uses_on_the_page_of_a_term(site: Client, data: Data, name: str) -> None:
    def of(triples: set[tuple[Term, str, Term]]) -> int:
        return sum(p == EIK + name or (p == RDF_TYPE and iri(o) == EIK + name) for _, p, o in triples)

    page = spaced(html(site, f"/ontology/{name}?lang=en"))
    found = re.search(r": ([\d\s\u2009]+); of these stated, not only inferred: ([\d\s\u2009]+)", page)
    assert found
    assert (number(found[1]), number(found[2])) == (of(data.union), of(data.stated))


def test_figures_of_the_concept_schemes(site: Client, data: Data) -> None:
    schemes = sorted(iri(s) for s in data.things(PREFIXES["skos"] + "ConceptScheme"))
    concepts = {iri(s) for s, p, _ in data.union if p == IN_SCHEME}
    into = Counter(iri(o) for s, _, o in data.union if iri(o) in concepts and iri(s) not in concepts)
    overview = html(site, "/scheme?lang=en")
    assert len(schemes) > 5
    for scheme in schemes:
        size = len(data.subjects[IN_SCHEME, scheme])
        path = f"/{scheme.removeprefix(BASE)}"
        assert re.search(rf'href="{path}".*?concepts: {size}<', overview, re.DOTALL), scheme
        page = html(site, f"{path}?lang=en")
        assert f"concepts: {size} " in spaced(page)
        shown = re.findall(
            r'<b><a href="/(scheme/[^"]+)"[^>]*>[^<]*</a>\s*</b> <span class="figure small"[^>]*>(\d+)<', page
        )
        assert {name for name, _ in shown} == {
            iri(s).removeprefix(BASE) for s in data.subjects[IN_SCHEME, scheme]
        }
        assert {name: int(count) for name, count in shown} == {name: into[BASE + name] for name, _ in shown}


@pytest.mark.parametrize(
    "path",
    [
        "id/state/belarus",
        "id/body/un",
        "id/body/eaeu",
        "id/document/leshenyuk-2021",
        "id/document/kremlin-support-2013",
        "scheme/stance/reports",
        "id/group/compilers-of-the-reference-tables",
    ],
)
def test_figures_of_what_is_said_of_a_thing(site: Client, data: Data, path: str) -> None:
    page = html(site, f"/{path}?lang=en")
    node = NamedNode(BASE + path)
    names = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel")
    out = {(p, o) for s, p, o in data.union if s == node and p not in names}
    into = {(p, s) for s, p, o in data.union if o == node}
    stated_out = {(p, o) for s, p, o in data.stated if s == node}
    stated_into = {(p, s) for s, p, o in data.stated if o == node}
    inferred = [len(found) for found in (out - stated_out, into - stated_into) if found]
    assert sum(int(count) for count in re.findall(r"<summary>Inferred: (\d+)</summary>", page)) == sum(
        inferred
    )
    counts = Counter(p for p, _ in stated_into) + Counter()
    more = sorted(
        [count for count in Counter(p for p, _ in stated_into).values() if count > 12]
        + [count for count in Counter(p for p, _ in into - stated_into).values() if count > 12]
    )
    assert counts
    told = [int(count) for count in re.findall(r"12 of (\d+) are shown", page)]
    # A thing's page has the values of a property in the sections where they belong, so each is counted by itself.
    assert bool(told) == bool(more)
    assert all(12 < count <= max(more) for count in told)
    assert sum(told) <= sum(more)


def test_a_graph_that_is_not_shown_whole_says_so(site: Client, data: Data) -> None:
    sizes = Counter(iri(quad.graph_name) for quad in data.quads)
    for name in ("graph/entities", "graph/inferred", "graph/leshenyuk-2021", "id/claim/leshenyuk-2021-083"):
        page = html(site, f"/{name}?lang=en")
        told = re.findall(r"2000 of (\d+) are shown", page)
        assert [int(count) for count in told] == [size for size in [sizes[BASE + name]] if size > 2000], name


def test_figures_of_quality(site: Client, data: Data) -> None:
    page = html(site, "/quality?lang=en")
    dqv, sh = PREFIXES["dqv"], PREFIXES["sh"]
    totals: Counter[str] = Counter()
    for s, p, metric in data.union:
        if p == dqv + "isMeasurementOf":
            (value,) = data.objects[iri(s), dqv + "value"]
            (severity,) = data.objects[iri(metric), sh + "severity"]
            assert isinstance(value, Literal)
            totals[iri(severity).rpartition("#")[2]] += int(value.value)
            (name,) = data.objects[iri(metric), PREFIXES["dcterms"] + "identifier"]
            assert isinstance(name, Literal)
            assert re.search(rf'id="{name.value}">.*?<td class="figure">{value.value}</td>', page, re.DOTALL)
    waived = [s for s, p, _ in data.union if p == PREFIXES["oa"] + "bodyValue"]
    shown = [int(text) for text in re.findall(r"<dd>(\d+)</dd>", page)]
    assert shown == [*(totals[severity] for severity in ("Violation", "Warning", "Info")), len(waived)]


def test_figures_of_the_releases(site: Client, data: Data, release: Release) -> None:
    page = html(site, "/releases")
    row = page.split(release.path.name, 1)[1].split("</tr>", 1)[0]
    assert f'<td class="figure">{len(data.union)}</td>' in row


def test_figures_of_the_ontology(site: Client, data: Data) -> None:
    page = html(site, "/ontology?lang=en")
    owl = PREFIXES["owl"]

    def own(*kinds: str) -> set[str]:
        return {iri(s) for kind in kinds for s in data.things(owl + kind) if iri(s).startswith(EIK)}

    modules, classes, properties = (int(text) for text in re.findall(r"<dd>(\d+)</dd>", page))
    assert classes == len(own("Class"))
    assert properties == len(own("ObjectProperty", "DatatypeProperty", "AnnotationProperty"))
    assert modules == len(
        {
            iri(o)
            for s, p, o in data.union
            if p == PREFIXES["rdfs"] + "isDefinedBy"
            and iri(s) in own("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
        }
    )


def test_a_passage_is_cited_under_a_code_of_one_document_alone(site: Client, data: Data) -> None:
    documents = {iri(o) for s in data.things(EIK + "Claim") for o in data.objects[iri(s), EIK + "inDocument"]}
    names = [iri(document).removeprefix(BASE) for document in data.things(EIK + "State")][:25]
    cited: dict[str, set[str]] = defaultdict(set)
    for name in ("id/state/belarus", "id/body/un", "id/document/belarus-ukraine-defence-2017", *names):
        page = html(site, f"/{name}?lang=en")
        for claim, code in re.findall(
            r'<a class="source" href="/(id/claim/[^"]+)"[^>]*><b>([^<]+)</b>', page
        ):
            cited[code] |= {iri(o) for o in data.objects[BASE + claim, EIK + "inDocument"]}
    assert len(cited) > 8
    assert {code: found for code, found in cited.items() if len(found) != 1} == {}
    assert {code for found in cited.values() for code in found} <= documents
    codes = short_codes(documents)
    assert cited.items() <= {codes[document]: {document} for document in documents}.items()


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["leshenyuk-2021", "stakhovsky-valdai"], ["L", "S"]),
        (["belarus-facts", "belarus-ukraine-defence-2017", "leshenyuk-2021"], ["Bf", "Bu", "L"]),
        (["leshenyuk-2021", "leshenyuk-2023", "leshenyuk"], ["L2021", "L2023", "Le"]),
        (["reference-memberships", "reference-persons"], ["Rm", "Rp"]),
        (["reference-discrepancies", "reference-documents"], ["Rdi", "Rdo"]),
        (["a-b-c", "a-b-d", "a-bee-c"], ["a-b-c", "Abd", "a-bee-c"]),
        (["B", "be-a", "be-b"], ["B", "Ba", "Bb"]),
    ],
)
def test_as_few_initials_as_tell_documents_apart(names: list[str], codes: list[str]) -> None:
    document = BASE + "id/document/"
    assert short_codes(document + name for name in names) == {
        document + name: code for name, code in zip(names, codes, strict=True)
    }
