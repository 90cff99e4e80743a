"""What each tool of `/mcp` answers to right arguments and to wrong ones; an answer stands on claims that are there."""

from __future__ import annotations

from typing import Any

import pytest

from server.release import Release
from tests.web.client import Client
from tests.web.json_rpc import JsonRpc

MEMBER = {"subject": "state:belarus", "predicate": "eik:memberOf", "object": "body:eaeu"}
LONGEST = 12_000
"""Bytes of the answer of a tool that is asked for no more than it tells of itself."""


@pytest.fixture(scope="module")
def rpc(site: Client) -> JsonRpc:
    return JsonRpc(site)


def numbers(part: Any) -> set[int]:
    """All numbers of claims that an answer refers to."""
    if isinstance(part, list):
        return set().union(*map(numbers, part))
    if not isinstance(part, dict):
        return set()
    own = {one for key in part if key in CLAIMS for one in part[key] if isinstance(one, int)}
    return own.union(*map(numbers, part.values()))


CLAIMS = ("claims", "said_there", "said_elsewhere", "ascribed", "settled_by", "there", "elsewhere")

RIGHT: tuple[tuple[str, dict[str, Any]], ...] = (
    ("describe", {"thing": "state:belarus"}),
    ("describe", {"thing": "claim:leshenyuk-2021-083", "language": "be"}),
    ("describe", {"thing": "https://w3id.org/eikg/id/body/sco", "section": "memberships", "asof": "2016"}),
    ("describe", {"thing": "place:minsk", "section": "events"}),
    ("schema", {"term": "Membership"}),
    ("schema", {"term": "eik:during"}),
    ("answer", {"question": "members-of-a-body", "values": {"body": "body:eaeu"}}),
    ("answer", {"question": "body-with-members"}),
    ("answer", {"question": "sanctions", "language": "ru", "limit": 3}),
    (
        "query",
        {"sparql": "PREFIX eik: <https://w3id.org/eikg/ontology/> SELECT * { ?s eik:memberOf ?o } LIMIT 5"},
    ),
    ("why", MEMBER),
    ("verify", {**MEMBER, "document": "doc:belarus-facts"}),
    ("disagreements", {"about": "state:belarus", "language": "ru"}),
)


@pytest.mark.parametrize(("tool", "given"), RIGHT, ids=lambda one: one if isinstance(one, str) else "")
def test_an_answer_is_short_and_stands_on_claims(
    rpc: JsonRpc, site: Client, tool: str, given: dict[str, Any]
) -> None:
    answer = rpc.call(tool, **given)
    assert not answer.is_error, answer.text
    assert answer.size < LONGEST
    claims = answer.data["claims"]
    referred = numbers({key: value for key, value in answer.data.items() if key != "claims"})
    assert referred == {*range(len(claims))} or tool == "describe"
    assert claims
    for claim in claims:
        assert {"claim", "document"} <= {*claim}
        assert "passage" in claim or "record" in claim
        assert answer.data["names"][claim["document"].split()[0]]
    permanent = [answer.data[key] for key in ("link", "iri", "page") if key in answer.data]
    assert permanent
    link = permanent[0].removeprefix("http://127.0.0.1:8000").removeprefix("https://w3id.org/eikg")
    assert site.send("GET", link, {"Accept": "*/*"}).status == 200, link


@pytest.mark.parametrize(
    ("tool", "given", "told"),
    [
        ("search", {}, "needs the argument `text`"),
        ("search", {"text": "x" * 201}, "at most 200 characters"),
        ("search", {"text": "Minsk", "limit": 0}, "`limit` is wrong"),
        ("search", {"text": "Minsk", "query": "x"}, "no argument `query`; it has: text"),
        ("search", {"text": "Minsk", "language": "de"}, "'en', 'ru' or 'be'"),
        ("search", {"text": "Minsk", "kind": "Town"}, "`kind` must be an IRI"),
        ("describe", {"thing": "Belarus"}, "state:belarus (Belarus"),
        ("describe", {"thing": "stat:belarus"}, "There is no prefix stat."),
        ("describe", {"thing": "state:nowhere"}, "Nothing is known of"),
        (
            "describe",
            {"thing": "state:belarus", "section": "weather"},
            "has no section 'weather'; it has facts",
        ),
        ("describe", {"thing": "state:belarus", "asof": "yesterday"}, "as 2016-03"),
        ("schema", {"term": "eik:Stat"}, "no class or property eik:Stat"),
        ("questions", {"topic": "weather"}, "no topic"),
        ("answer", {"question": "none"}, "There is no saved question 'none'"),
        ("answer", {"question": "members-of-a-body"}, "body=body"),
        ("answer", {"question": "members-of-a-body", "values": {"state": "x"}}, "it takes: body, document"),
        ("answer", {"question": "status-as-of", "values": {"date": "yesterday"}}, "date"),
        ("query", {"sparql": "SELECT * {"}, "line 1"),
        ("query", {"sparql": "SELECT * { ?s a eik:State }"}, "PREFIX eik: <https://w3id.org/eikg/ontology/>"),
        ("query", {"sparql": "INSERT DATA { <a:a> <b:b> <c:c> }"}, "never change"),
        ("query", {"sparql": "SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }"}, "SERVICE"),
        ("why", {**MEMBER, "object": "body:nato"}, "does not hold"),
        ("why", {**MEMBER, "object": "nothing at all"}, "cannot be read"),
        ("verify", MEMBER, "give `speaker`, `document` or both"),
        ("verify", {**MEMBER, "speaker": "Lukashenko"}, "`speaker` must be an IRI"),
        ("disagreements", {"about": "state:belarus", "scope": "all"}, "`scope` is wrong"),
        ("cite", {"what": "https://example.org/"}, "none of this graph's"),
        ("cite", {"what": "https://w3id.org/eikg/queries/none"}, "There is no saved query"),
    ],
)
def test_a_wrong_argument_is_told_with_what_to_do(
    rpc: JsonRpc, tool: str, given: dict[str, Any], told: str
) -> None:
    answer = rpc.call(tool, **given)
    assert answer.is_error
    assert told in answer.text
    assert "Traceback" not in answer.text
    assert answer.size < 2_000


def test_a_name_that_does_not_exist_is_not_evaluated_unless_it_is_meant(rpc: JsonRpc) -> None:
    text = "SELECT * { ?s a <https://w3id.org/eikg/ontology/Stat> }"
    refused = rpc.call("query", sparql=text)
    assert refused.is_error
    assert "did you mean <https://w3id.org/eikg/ontology/State>?" in refused.text
    answer = rpc.call("query", sparql=text, unchecked=True)
    assert answer.data["rows"] == []
    assert "Nothing in the data fits" in answer.data["note"]
    assert "State" in answer.data["hints"]


def test_rows_are_capped_and_the_answer_says_so(rpc: JsonRpc) -> None:
    text = "SELECT ?s { ?s a <https://w3id.org/eikg/ontology/Claim> } ORDER BY ?s"
    answer = rpc.call("query", sparql=text, limit=7)
    assert len(answer.data["rows"]) == 7
    assert "there are more" in answer.data["note"]
    whole = rpc.call("query", sparql=f"{text} LIMIT 7", limit=7)
    assert len(whole.data["rows"]) == 7
    assert "note" not in whole.data


def test_an_answer_whose_claims_are_not_all_told_is_not_taken_for_a_part_of_it(rpc: JsonRpc) -> None:
    answer = rpc.call("query", sparql="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert len(answer.data["rows"]) == 1
    assert answer.data["note"] == "These are all rows. Not all claims behind them are told."


def test_an_answer_that_is_longer_than_a_model_reads_is_refused(rpc: JsonRpc) -> None:
    labels = "?s <http://www.w3.org/2000/01/rdf-schema#label> ?label"
    four = "GROUP_CONCAT(CONCAT(?label, ?label, ?label, ?label))"
    answer = rpc.call("query", sparql=f"SELECT ({four} AS ?all) {{ {labels} }}")
    assert answer.is_error
    assert answer.text.startswith("The answer is longer than 262,144 characters. Ask for less")
    assert len(answer.text) < LONGEST


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("ASK { ?s a <https://w3id.org/eikg/ontology/State> }", "boolean"),
        ("CONSTRUCT WHERE { ?s <https://w3id.org/eikg/ontology/memberOf> ?o }", "triples"),
        ("DESCRIBE <https://w3id.org/eikg/id/state/belarus>", "triples"),
        ("SELECT (<<( <a:a> <b:b> 1 )>> AS ?t) {}", "rows"),
        ("SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/eikg/ontology/State> }", "rows"),
    ],
)
def test_a_query_of_any_form_is_answered(rpc: JsonRpc, text: str, member: str) -> None:
    answer = rpc.call("query", sparql=text)
    assert not answer.is_error, answer.text
    assert answer.data[member]


def test_the_right_fact_by_the_wrong_speaker_is_told_with_who_says_it(rpc: JsonRpc) -> None:
    rows = rpc.call(
        "query",
        sparql="""PREFIX eik: <https://w3id.org/eikg/ontology/>
        SELECT ?s ?o ?who ?other { GRAPH ?claim { ?s eik:initiatedBy ?o } ?claim eik:statedBy ?who .
        ?elsewhere eik:statedBy ?other MINUS { GRAPH ?another { ?s eik:initiatedBy ?o } ?another eik:statedBy ?other }
        } ORDER BY ?s ?o ?who ?other LIMIT 1""",
    )
    assert rows.data["rows"], rows.text
    fact = rows.data["rows"][0]["values"]
    asked = {"subject": fact["s"], "predicate": "eik:initiatedBy", "object": fact["o"]}
    right = rpc.call("verify", **asked, speaker=fact["who"])
    assert right.data["verdict"] in ("asserted", "reported", "quoted", "evaluated")
    wrong = rpc.call("verify", **asked, speaker=fact["other"])
    assert wrong.data["verdict"] == "said-by-others"
    speakers = {wrong.data["claims"][number]["speaker"] for number in wrong.data["said_elsewhere"]}
    assert fact["who"] in speakers


def test_search_and_questions_find_by_words_of_any_language(rpc: JsonRpc) -> None:
    found = rpc.call("search", text="Шанхайская организация", language="ru").data
    assert found["hits"][0]["iri"] == "https://w3id.org/eikg/id/body/sco"
    narrowed = rpc.call("search", text="union", kind="eik:Body", limit=2).data
    assert len(narrowed["hits"]) == 2
    assert "narrows down" in narrowed["note"]
    assert "note" in rpc.call("search", text="xyzzyxyzzy").data
    for words in ("санкции", "Кто ввёл санкции против Беларуси?"):
        asked = rpc.call("questions", words=words, language="ru").data
        assert "sanctions" in {one["name"] for one in asked["questions"]}
    assert "None has any" in rpc.call("questions", words="xyzzyxyzzy").data["note"]
    assert {"sanctions", "bodies"} <= {*rpc.call("questions").data["topics"]}


def test_which_way_a_statement_goes_is_told(rpc: JsonRpc) -> None:
    told = rpc.call("describe", thing="place:minsk").data
    assert "eik:capital" not in {one["property"] for one in told.get("statements", ())}
    sections = [rpc.call("describe", thing="place:minsk", section=name).data for name in told["sections"]]
    stated = [
        one
        for section in sections
        for one in section.get("as_object", ())
        if one["property"] == "eik:capital"
    ]
    assert {end["term"] for end in stated[0]["subjects"]} == {"https://w3id.org/eikg/id/state/belarus"}


def test_a_statement_whose_claims_are_too_many_to_be_told_has_one_by_its_iri(rpc: JsonRpc) -> None:
    text = "SELECT ?s ?p { GRAPH ?c { ?s ?p ?o } ?c a <https://w3id.org/eikg/ontology/Claim> } ORDER BY ?c LIMIT 60"
    answer = rpc.call("query", sparql=text, limit=60).data
    assert answer["more_claims"] > 0
    assert all(row["claims"] for row in answer["rows"])
    assert "https://w3id.org/eikg/id/claim/" in str(answer["rows"][-1]["claims"])


def test_schema_tells_all_classes_in_short(rpc: JsonRpc) -> None:
    answer = rpc.call("schema")
    assert answer.data["classes"]["eik:Claim"].partition(":")[0].isdigit()
    assert answer.size < LONGEST


def test_what_is_cited_has_an_address_for_good(rpc: JsonRpc, site: Client, release: Release) -> None:
    for what in (
        "claim:leshenyuk-2021-083",
        "https://w3id.org/eikg/queries/members-of-a-body?body=body:eaeu",
        "https://w3id.org/eikg/sparql?query=ASK%20%7B%7D",
    ):
        cited = rpc.call("cite", what=what, language="ru").data
        assert cited["bibtex"].startswith("@misc{")
        assert cited["csl"]["version"] == cited["release"] == release.path.name
        assert cited["permanent"] in cited["text"]
        address = cited["permanent"].removeprefix("http://127.0.0.1:8000")
        assert address.startswith(f"/release/{release.path.name}/")
        assert site.send("GET", address, {"Accept": "*/*"}).status == 200
