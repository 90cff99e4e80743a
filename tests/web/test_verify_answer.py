"""`/verify?question=`: who says the rows of a saved question, as page and JSON, and what is refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.web.client import Client
from tests.web.json_rpc import JsonRpc
from tests.web.pages import Page, get

MEMBERS = "members-of-a-body?body=body:csto"
SAYINGS = "sayings-of-a-speaker?speaker=person:oleg-leshenyuk&about=state:belarus"


def ask(site: Client, **parameters: str) -> Any:
    return get(site, f"/verify?{urlencode(parameters)}", Accept="application/json").json()


def test_each_row_is_attributed_by_the_claims_that_it_stands_on(site: Client) -> None:
    found = ask(site, question=SAYINGS, speaker="person:oleg-leshenyuk", limit="100")
    assert {"asserted", "evaluated", "reported", "predicted"} <= {row["verdict"] for row in found["rows"]}
    assert sum(found["verdicts"].values()) == len(found["rows"]) == min(found["total"], 100)
    speakers = {one["claim"]: one["statedBy"] for one in found["claims"]}
    for row in found["rows"]:
        assert row["there"]
        assert all("oleg-leshenyuk" in " ".join(speakers[claim]) for claim in row["there"])
        assert not any("oleg-leshenyuk" in " ".join(speakers[claim]) for claim in row["elsewhere"])


def test_the_same_rows_are_said_by_others_than_somebody_else(site: Client) -> None:
    found = ask(site, question=SAYINGS, speaker="person:vitaly-stakhovsky")
    assert {row["verdict"] for row in found["rows"]} <= {"said-by-others", "partly"}
    assert all(row["elsewhere"] for row in found["rows"])


def test_a_row_is_said_as_its_weakest_triple_and_partly_where_only_others_say_the_rest(site: Client) -> None:
    found = ask(site, question="recommendations", document="doc:leshenyuk-2021", limit="5", offset="3")
    assert (found["verdicts"], found["total"] > 5) == ({"recommended": 5}, True)
    mixed = ask(site, question="body-with-members", document="doc:vysotskaya-2018")
    partly = [row for row in mixed["rows"] if row["verdict"] == "partly"]
    assert partly
    assert all(row["there"] and row["elsewhere"] for row in partly)


def test_what_the_project_itself_states_is_nobodys(site: Client) -> None:
    found = ask(site, question="matches-in-other-vocabularies", document="doc:leshenyuk-2021")
    assert found["verdicts"].keys() == {"not-said"}
    assert not any(row["there"] or row["elsewhere"] for row in found["rows"])


def test_a_question_is_named_by_its_name_its_path_or_its_iri(site: Client) -> None:
    answers = [
        ask(site, question=f"{start}{MEMBERS}", document="doc:belarus-facts")
        for start in ("", "/queries/", "https://w3id.org/eikg/queries/")
    ]
    assert answers[0]["iri"] == "https://w3id.org/eikg/queries/members-of-a-body?body=body%3Acsto"
    assert answers[0] == answers[1] == answers[2]


def test_the_page_shows_the_rows_with_their_verdicts(site: Client) -> None:
    page = get(
        site, f"/verify?{urlencode({'question': MEMBERS, 'document': 'doc:belarus-facts', 'lang': 'ru'})}"
    )
    assert page.status == 200
    read = Page(page.text)
    assert "Кто говорит то, что в ответе?" in read.headings[0]
    assert any("/id/claim/" in link or "/id/segment/" in link for link in read.links)
    assert len(read.rows) > 1


@pytest.mark.parametrize(
    ("parameters", "status", "told"),
    [
        ({"question": MEMBERS}, 400, "Say to whom"),
        ({"question": "no-such-query", "document": "doc:belarus-facts"}, 400, "There is no saved query"),
        ({"question": "treaty-history", "document": "doc:belarus-facts"}, 400, "treaty"),
        ({"question": f"{MEMBERS}&planet=mars", "document": "doc:belarus-facts"}, 400, "planet"),
        ({"question": MEMBERS, "document": "doc:belarus-facts", "limit": "0"}, 400, "limit"),
        ({"question": MEMBERS, "document": "belarus facts"}, 400, "document"),
    ],
)
def test_what_is_wrong_is_told(site: Client, parameters: dict[str, str], status: int, told: str) -> None:
    answer = get(site, f"/verify?{urlencode(parameters)}", Accept="application/json")
    assert (answer.status, told in answer.text) == (status, True), answer.text


def test_rdf_is_not_offered_for_rows(site: Client) -> None:
    path = f"/verify?{urlencode({'question': MEMBERS, 'document': 'doc:belarus-facts'})}"
    assert get(site, path, Accept="text/turtle").status == 406


def test_the_tool_tells_the_rows_with_their_claims(site: Client) -> None:
    rpc = JsonRpc(site)
    found = rpc.call("verify", question=SAYINGS, speaker="person:oleg-leshenyuk")
    assert not found.is_error, found.text
    row = found.data["rows"][0]
    speaker = found.data["claims"][row["said_there"][0]]["speaker"]
    assert speaker == "https://w3id.org/eikg/id/person/oleg-leshenyuk"
    assert sum(found.data["verdicts"].values()) == len(found.data["rows"])
    both = rpc.call("verify", question=SAYINGS, subject="state:belarus", speaker="person:oleg-leshenyuk")
    assert "not both" in both.text
    neither = rpc.call("verify", subject="state:belarus", speaker="person:oleg-leshenyuk")
    assert "`subject`, `predicate` and `object`" in neither.text
