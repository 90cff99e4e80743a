"""The page of a thing, over HTTP on the real release: sections, dates, provenance, neighbours, citing."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import pairwise
from urllib.parse import quote, urlsplit

import pytest

from server.namespaces import BASE, PREFIXES
from server.saved.query import Parameter, SavedQuery, Texts
from server.web.pages.citing import Citation, structured
from server.web.pages.related import related
from server.web.pages.thing_messages import THING_WORDS
from tests.web.client import Client
from tests.web.pages import Page, get

BELARUS = "/id/state/belarus"
IRI = f"<{BASE}id/state/belarus>"
STATED = f"FILTER(?g != <{BASE}graph/inferred>)"
USED = ("eik", "graph", "org", "skos", "page-section")
PROLOGUE = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in USED)


def rows(site: Client, query: str) -> list[dict[str, str]]:
    """What the endpoint answers."""
    found = site.get("application/sparql-results+json", query=PROLOGUE + query).json()
    return [{name: term["value"] for name, term in row.items()} for row in found["results"]["bindings"]]


def section(html: str, key: str) -> str:
    """The source of a section, from its heading on."""
    return html.partition(f'<h2 id="{key}">')[2].partition("</section>")[0]


def items(html: str) -> list[str]:
    """The sources of the lines about situations and events in a section."""
    return [item.partition("\n</li>\n")[0] for item in html.split('<li class="line')[1:]]


def lines(html: str) -> list[str]:
    """Their texts; with the word "perhaps" where that is all that is known of a date."""
    plain = (re.sub(r'^(?: perhaps)?">', "", item) for item in items(html))
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", item)).split()) for item in plain]


def bodies(html: str) -> set[str]:
    """The last parts of the IRIs of the bodies that a section names."""
    return set(re.findall(r'href="/id/body/([^"]+)"', html))


def test_sections_come_in_the_order_of_the_ontology_and_the_contents_lead_to_them(site: Client) -> None:
    html = get(site, BELARUS).text
    ids = re.findall(r'<h2 id="([^"]+)"', html)
    order = [
        row["section"].rpartition("/")[2]
        for row in rows(
            site,
            f"SELECT ?section {{ ?section skos:inScheme <{BASE}scheme/page-section> ; skos:notation ?n }} ORDER BY ?n",
        )
    ]
    assert len(order) > 8
    assert [one for one in ids if one in order] == order, "Belarus has something in each"
    assert ids.index("facts") < ids.index(order[0])
    assert ids[-1] == "examples", "what the ontology takes from it as examples comes last"
    linked = re.findall(r'href="#([^"]+)"', html.partition('class="contents"')[2].partition("</nav>")[0])
    assert linked == [one for one in ids if one not in {"contents", "asof-title"}]


@pytest.mark.parametrize(
    ("key", "statements"),
    [
        ("memberships", f"GRAPH ?g {{ ?s org:member|eik:groupMember {IRI} }}"),
        ("statements-by", f"GRAPH ?g {{ ?s eik:holder {IRI} }}"),
        ("offices", f"GRAPH ?g {{ ?s eik:officeIn {IRI} }}"),
        ("sanctions", f"GRAPH ?g {{ ?s ?p {IRI} }} FILTER(CONTAINS(STR(?s), '/id/sanction'))"),
        ("discrepancies", f"GRAPH ?g {{ ?s ?p {IRI} }} FILTER(CONTAINS(STR(?s), '/id/discrepancy/'))"),
    ],
)
def test_numbers_of_the_contents_are_those_of_the_graph(site: Client, key: str, statements: str) -> None:
    html = get(site, BELARUS).text
    found = re.search(rf'href="#{key}">[^<]*</a> <span class="figure">(\d+)</span>', html)
    query = f"SELECT (COUNT(DISTINCT *) AS ?n) {{ SELECT DISTINCT ?s ?p {{ {statements} {STATED} }} }}"
    assert found
    assert found[1] == rows(site, query)[0]["n"]


def test_every_membership_stands_with_its_status_period_and_source(site: Client) -> None:
    html = section(get(site, BELARUS).text, "memberships")
    wanted = rows(site, f"SELECT DISTINCT ?body {{ ?m org:member {IRI} ; org:organization ?body }}")
    named = {row["body"].removeprefix(BASE) for row in wanted}
    assert len(named) > 20
    assert {one for one in named if f'href="/{one}"' not in html} == set()
    (eaeu,) = (line for line in lines(html) if "Eurasian Economic Union" in line)
    assert "member since 2015-01-01" in eaeu
    assert "Bf 007" in eaeu
    assert "Rm eaeu_blr_member" in eaeu
    assert 'role="img" aria-label="since 2015-01-01"' in html
    assert "from 2010-03, end not known" in " ".join(lines(html))
    assert "2000-10-10 – 2014-12-31" in " ".join(lines(html))


def test_situations_come_in_the_order_of_time_and_undated_ones_last(site: Client) -> None:
    told = lines(section(get(site, BELARUS).text, "memberships"))
    first = [found[1] for line in told if (found := re.search(r"(?:since|from)? ?(\d{4})(?:-\d\d)*", line))]
    dated = [line for line in told if "no dates given" not in line]
    assert told[: len(dated)] == dated
    assert len(dated) > 10
    assert first[: len(dated)] == sorted(first[: len(dated)])


def test_as_of_a_date_only_what_held_then_is_shown(site: Client) -> None:
    everything = section(get(site, BELARUS).text, "memberships")
    html = section(get(site, f"{BELARUS}?asof=2016-03").text, "memberships")
    assert {"eurasec"} <= bodies("".join(items(everything))) - bodies("".join(items(html)))
    told = lines(html)
    assert [line for line in told if line.startswith("Shanghai Cooperation Organisation")] == [
        line for line in told if line.startswith("Shanghai Cooperation Organisation observer")
    ]
    (eaeu,) = (line for line in told if "Eurasian Economic Union" in line)
    assert "perhaps" not in eaeu
    (fao,) = (line for line in told if "Food and Agriculture" in line)
    assert "perhaps no dates given" in fao, "no date is no reason to leave it out, nor to affirm it"
    counts = re.search(r"As of 2016-03: (\d+) held, (\d+) perhaps \(marked\), (\d+) did not", html)
    assert counts
    yes, perhaps, no = map(int, counts.groups())
    assert yes + perhaps == len(told)
    assert yes + perhaps + no == len(lines(everything))
    assert sum("perhaps" in line for line in told) == perhaps
    assert 'class="moment"' in html


def test_as_of_a_date_agrees_with_the_saved_question(site: Client) -> None:
    answer = get(site, "/queries/status-as-of.json?member=state:belarus&date=2016-03-15")
    certain = {
        row["body"]["value"].rpartition("/")[2]
        for row in answer.json()["results"]["bindings"]
        if row["certainty"]["value"] in {"certain", "as-last-known"} and "/body/" in row["body"]["value"]
    }
    html = section(get(site, f"{BELARUS}?asof=2016-03-15").text, "memberships")
    sure = {one for item in items(html) if not item.startswith(" perhaps") for one in bodies(item)}
    assert len(certain) > 5
    assert certain <= sure


@pytest.mark.parametrize(
    ("path", "goes_on"), [("/id/person/sergei-lavrov", True), ("/id/person/vladimir-makei", False)]
)
def test_offices_are_filtered_too(site: Client, path: str, goes_on: bool) -> None:
    during, after = (
        section(get(site, f"{path}?asof={date}").text, "offices") for date in ("2013-05", "2023")
    )
    assert "Minister of Foreign Affairs" in " ".join(lines(during))
    assert bool(lines(after)) == goes_on


@pytest.mark.parametrize(
    "text", ["2016-13", "yesterday", "0000", "2016-02-30", "2016-3", "x" * 500, "2016-03-05T", "٢٠١٦"]
)
def test_what_is_no_date_is_told_and_everything_stays(site: Client, text: str) -> None:
    answer = get(site, f"{BELARUS}?asof={quote(text)}")
    assert answer.status == 400
    page = Page(answer.text)
    assert f"“{text[:10]}” is no date" in page.text
    assert "<b>”" not in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "eurasec" in bodies(section(answer.text, "memberships"))


def test_no_date_asks_for_everything(site: Client) -> None:
    assert get(site, f"{BELARUS}?asof=").status == 200
    assert "is no date" not in get(site, f"{BELARUS}?asof=").text


def test_periods_that_differ_stand_each_with_who_gives_it(site: Client) -> None:
    html = section(get(site, BELARUS).text, "events")
    (line,) = (one for one in lines(html) if one.startswith("Presidential election in Belarus, 2010"))
    assert re.search(r"2010 V 045, 047 .* 2010-12 Re ev_belarus_vote_2010", line)


def test_facts_have_their_sources_and_what_is_inferred_its_proof(site: Client) -> None:
    html = get(site, BELARUS).text
    facts = section(html, "facts")
    assert re.search(r"ISO 3166-1 alpha-3.*?BLR.*?report", Page(facts).text)
    stated, _, folded = facts.partition('<details class="folded">')
    assert 'class="inferred"' not in stated
    assert "/why?" in folded


def test_values_of_a_property_stand_where_the_ontology_says(site: Client) -> None:
    html = get(site, BELARUS).text
    assert "the Republic of Belarus" in section(html, "names")
    assert "the Republic of Belarus" not in section(html, "facts")
    assert 'href="/ontology/memberOf"' in section(html, "memberships")


def test_mentions_are_counted_by_document_and_lead_to_the_passages(site: Client) -> None:
    html = section(get(site, "/id/body/un").text, "mentions")
    un = f"<{BASE}id/body/un>"
    wanted = rows(
        site,
        f"""SELECT ?document (COUNT(DISTINCT ?claim) AS ?n) {{
        {{ GRAPH ?claim {{ {un} ?p ?o }} }} UNION {{ GRAPH ?claim {{ ?s ?q {un} }} }} ?claim eik:inDocument ?document
        }} GROUP BY ?document""",
    )
    shown = re.findall(r'<a href="(/id/document/[^"]+)"[^>]*>[^<]*</a>\s*<small>claims: (\d+)</small>', html)
    assert {(BASE + path[1:], number) for path, number in shown} == {
        (row["document"], row["n"]) for row in wanted
    }
    assert len(shown) > 3
    total = sum(int(row["n"]) for row in wanted)
    assert f"Claims that mention it: {total}; documents: {len(wanted)}" in html
    passages = re.findall(r'href="(/id/segment/[^"]+)"', html)
    assert passages
    assert get(site, passages[0]).status == 200


def test_neighbours_are_those_of_most_claims_in_the_drawing_and_in_the_list(site: Client) -> None:
    html = section(get(site, BELARUS).text, "neighbourhood")
    wanted = rows(
        site,
        f"""SELECT ?other (COUNT(DISTINCT ?claim) AS ?n) {{
        {{ GRAPH ?claim {{ {IRI} ?p ?o }} }} UNION {{ GRAPH ?claim {{ ?s ?q {IRI} }} }}
        GRAPH ?claim {{ ?x ?y ?other }} GRAPH graph:entities {{ ?other a ?kind }}
        FILTER(STRSTARTS(STR(?claim), "{BASE}id/claim/") && ?other != {IRI})
        }} GROUP BY ?other ORDER BY DESC(?n) ?other LIMIT 12""",
    )
    drawn = re.findall(r'<a href="([^"]+)"><title>[^<]*: claims: (\d+)</title>', html)
    assert [(BASE + path[1:], number) for path, number in drawn] == [
        (row["other"], row["n"]) for row in wanted
    ]
    listed = html.partition("<ol>")[2]
    assert re.findall(r'href="([^"]+)"', listed) == [path for path, _ in drawn]


def test_questions_are_asked_of_the_thing(site: Client) -> None:
    html = section(get(site, "/id/body/eaeu").text, "questions")
    links = [unescape(link) for link in re.findall(r'href="(/queries/[^"]+)"', html)]
    assert "/queries/members-of-a-body?body=body%3Aeaeu" in links
    assert len(links) > 3
    for link in links[:4]:
        assert get(site, link).status == 200, link


def query(name: str, of: str | None = None, iris: tuple[str, ...] = (), value: str = "") -> SavedQuery:
    """A saved query with one parameter, and what its text names."""
    texts = Texts({"en": name, "ru": name})
    values = (value,) if value else ()
    parameter = Parameter("it", "iri", of, texts, False, values, values, ())
    return SavedQuery(name, texts, texts, (), (parameter,), (), {}, "SELECT", "", iris)


def test_questions_for_its_own_class_come_first_and_those_that_name_it_last() -> None:
    thing = PREFIXES["state"] + "belarus"
    queries = [
        query("names", iris=(thing,)),
        query("actors", of="urn:Actor"),
        query("places", of="urn:Place"),
        query("states", of="urn:State"),
        query("example", of="urn:Place", value=thing),
    ]
    found = [one.address for one in related(thing, ["urn:State", "urn:Actor"], queries)]
    assert found == [
        "/queries/states?it=state%3Abelarus",
        "/queries/actors?it=state%3Abelarus",
        "/queries/names",
        "/queries/example",
    ]


@pytest.mark.parametrize(
    "path",
    ["claim/leshenyuk-2021-083", "segment/leshenyuk-2021-083", "document/leshenyuk-2021", "discrepancy/d30"],
)
def test_claims_passages_documents_and_discrepancies_are_cited_as_things_are(site: Client, path: str) -> None:
    html = section(get(site, f"/id/{path}").text, "cite")
    bibtex, csl = (unescape(one) for one in re.findall(r"<pre[^>]*>(.*?)</pre>", html, re.DOTALL))
    item = json.loads(csl)
    assert item["URL"].endswith(f"/fragments?subject={quote(f'{BASE}id/{path}', safe='')}")
    assert item["URL"] in bibtex
    assert item["id"].endswith(path.replace("/", "-"))


def test_a_thing_is_cited_with_an_address_for_good(site: Client) -> None:
    html = section(get(site, BELARUS).text, "cite")
    bibtex, csl = (unescape(one) for one in re.findall(r"<pre[^>]*>(.*?)</pre>", html, re.DOTALL))
    assert bibtex.startswith("@misc{eik-state-belarus,")
    item = json.loads(csl)
    assert item["title"] == "Belarus"
    assert item["URL"] in bibtex
    assert item["version"] in item["URL"]
    kept = get(site, urlsplit(item["URL"])._replace(scheme="", netloc="").geturl())
    assert kept.status == 200
    assert "BLR" in kept.text


def test_programs_find_what_a_page_is_about(site: Client) -> None:
    answer = get(site, BELARUS)
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.text)
    data = json.loads(block)
    assert data["@id"] == BASE + BELARUS[1:]
    assert data["@type"] == ["Country"]
    assert {"@value": "Беларусь", "@language": "ru"} in data["name"]
    assert "http://www.wikidata.org/entity/Q184" in data["sameAs"]
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    links = dict(re.findall(r'<([^>]+)>; rel="(cite-as|license|collection)"', answer.headers["Link"]))
    assert links == {
        BASE + BELARUS[1:]: "cite-as",
        "https://creativecommons.org/licenses/by/4.0/": "license",
        BASE: "collection",
    }
    assert '<https://schema.org/Country>; rel="type"' in answer.headers["Link"]
    assert f'<{BELARUS}.ttl>; rel="describedby"; type="text/turtle"' in answer.headers["Link"]
    description = re.search(r'<meta name="description" content="([^"]+)"', answer.text)
    assert description
    assert "Belarus: State. Mentioned in" in description[1]


def test_what_tex_takes_for_a_command_is_escaped() -> None:
    cited = Citation(BASE + "id/body/x", "A & B_{50%}", "Graph", "2026-11-30T00:00:00Z", "", "")
    assert r"title = {{A \& B\_\{50\%\}}}" in cited.bibtex
    assert f"url = {{{BASE}id/body/x}}" in cited.bibtex
    assert json.loads(cited.csl)["issued"] == {"date-parts": [[2026, 11, 30]]}


def test_a_name_cannot_end_the_script_that_holds_it() -> None:
    written = structured("urn:x", ["https://schema.org/Thing"], [("</script><b>&", "en")], "", (), "")
    assert "<" not in written
    assert json.loads(written)["name"][0]["@value"] == "</script><b>&"


@pytest.mark.parametrize(
    "path",
    [
        "/id/claim/leshenyuk-2021-083",
        "/id/segment/leshenyuk-2021-083",
        "/id/document/leshenyuk-2021",
        "/graph/entities",
    ],
)
def test_other_pages_keep_their_form(site: Client, path: str) -> None:
    html = get(site, path).text
    assert "On this page" not in html
    assert "thing.css" not in html


@pytest.mark.parametrize(
    "path",
    [
        "/id/membership/belarus-sco-observer",
        "/id/statement/vysotskaya-2018-142-damage",
        "/id/event/zapad-2017",
        "/id/resolution/A-RES-68-262",
        "/id/place/minsk",
        "/id/treaty/charter-of-the-united-nations",
    ],
)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_things_of_all_kinds_have_a_page(site: Client, path: str, language: str) -> None:
    answer = get(site, f"{path}?lang={language}")
    assert answer.status == 200
    ids = re.findall(r'id="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids)), "an id names one element"
    assert {"facts", "mentions", "cite"} <= set(ids)
    levels = [int(level) for level in re.findall(r"<h([1-6])", answer.text)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_words_are_there_in_three_languages() -> None:
    assert {key for key, texts in THING_WORDS.items() if len(texts) != 3 or not all(texts)} == set()


def test_a_date_stands_beside_those_who_give_it(site: Client) -> None:
    """Belarus. Facts calls Belarus an observer of the SCO and gives no date; the table of memberships does."""
    page = get(site, "/id/body/sco?lang=en").text
    lines = [line.split("</li>\n")[0] for line in page.split('<li class="line')[1:]]
    [line] = [one for one in lines if "2015" in one and "Bf</b> 045" in one]
    when = line.split('<div class="when">')[1].split("</ul>")[0]
    assert "Rm</b>" in when
    assert "Bf</b>" not in when


def test_what_rules_say_of_today_is_not_shown_as_of_a_date(site: Client) -> None:
    def inferred(page: str) -> list[str]:
        folded = [part.split("</details>")[0] for part in page.split("<summary>Inferred")[1:]]
        return [part for part in folded if "/ontology/memberOf" in part]

    assert inferred(get(site, "/id/state/belarus?lang=en").text)
    assert inferred(get(site, "/id/state/belarus?lang=en&asof=2017").text) == []


def test_a_membership_whose_date_sources_dispute_leads_to_the_discrepancy(site: Client) -> None:
    page = get(site, "/id/body/eaeu?lang=en").text
    memberships = page.split('<section aria-labelledby="memberships">')[1].split("</section>")[0]
    [line] = [
        one
        for one in memberships.split('<li class="line')[1:]
        if "/id/state/moldova" in one.split('<div class="when">')[0]
    ]
    assert 'href="/id/discrepancy/moldova-eaeu-2017-or-2018"' in line


def test_a_statement_that_is_tied_to_a_thing_twice_counts_once(site: Client) -> None:
    thing = "group/western-actors"
    (found,) = rows(
        site,
        f"""SELECT (COUNT(DISTINCT ?s) AS ?things) (COUNT(*) AS ?ties) WHERE {{ SELECT DISTINCT ?s ?p WHERE {{
        GRAPH ?g {{ ?s ?p <{BASE}id/{thing}> }} {STATED}
        FILTER(?p NOT IN (eik:holder, eik:statedBy) && REGEX(STR(?s), "/id/(statement|quantity)/")) }} }}""",
    )
    assert int(found["things"]) < int(found["ties"])
    listed = re.search(
        r'#statements-about">[^<]*</a> <span class="figure">(\d+)', get(site, f"/id/{thing}").text
    )
    assert listed
    assert listed[1] == found["things"]


@pytest.mark.parametrize(
    ("thing", "situation", "discrepancy"),
    [
        # One claim dates the one membership, another the other.
        (
            "state/saudi-arabia",
            "membership/saudi-arabia-sco-dialogue-partner",
            "saudi-arabia-sco-2022-or-2023",
        ),
        ("state/austria", "membership/austria-cei-former-member", "austria-cei-member-or-former"),
        ("state/azerbaijan", "membership/azerbaijan-cis-member", "cis-membership-signature-or-ratification"),
        ("state/belarus", "membership/belarus-sco-observer", "d30"),
    ],
)
def test_a_disputed_time_is_marked_at_the_line_of_the_situation(
    site: Client, thing: str, situation: str, discrepancy: str
) -> None:
    html = get(site, f"/id/{thing}").text
    (line,) = [one for one in items(html) if f'href="/id/{situation}"' in one]
    assert f'href="/id/discrepancy/{discrepancy}"' in line
    timeline = get(site, f"/pictures/memberships?of={thing.replace('/', ':')}").text
    rows_of = [row for row in timeline.split("<tr ") if f'href="/id/{situation}"' in row]
    assert rows_of
    assert any(f'href="/id/discrepancy/{discrepancy}"' in row for row in rows_of)


def test_how_central_an_actor_is_is_told_in_words_with_its_rank(site: Client) -> None:
    html = get(site, "/id/body/sco").text
    measured = rows(
        site,
        f"""SELECT ?actor ?degree WHERE {{ GRAPH graph:network {{
        ?o <{PREFIXES["graph"]}network#actor> ?actor ; <{PREFIXES["graph"]}network#degree> ?degree }} }}""",
    )
    degrees = {row["actor"]: int(row["degree"]) for row in measured}
    own = degrees[f"{BASE}id/body/sco"]
    rank = 1 + sum(degree > own for degree in degrees.values())
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", section(html, "standing"))).split())
    assert f"{own} — the number of actors that it has a tie with; rank {rank} of {len(degrees)}" in text
    assert 'href="#standing"' in html
    assert "network%23" not in section(html, "examples")
    assert 'id="standing"' not in get(site, "/id/resolution/A-RES-3-I").text
