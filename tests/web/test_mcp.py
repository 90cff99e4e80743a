"""`/mcp` as a client of the protocol sees it: what it offers, what it refuses, and on whose account."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from server.integrity import record
from server.release import Release
from tests.conftest import RELEASES
from tests.web.client import Client
from tests.web.conftest import make_current, write_release
from tests.web.in_process import served_in_process
from tests.web.json_rpc import JsonRpc, RpcError

TOOLS = [
    "search",
    "describe",
    "schema",
    "questions",
    "answer",
    "query",
    "why",
    "verify",
    "disagreements",
    "cite",
]
WRONG_IDS: list[Any] = [None, 1.5, True, {}, []]
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}


@pytest.fixture(scope="module")
def rpc(site: Client) -> JsonRpc:
    return JsonRpc(site)


def test_a_client_is_told_what_there_is_and_how_to_use_it(rpc: JsonRpc) -> None:
    told = rpc.initialize()
    assert told["serverInfo"]["name"] == "eikg"
    assert "verify" in told["instructions"]
    assert {"tools", "prompts", "resources", "completions"} <= {*told["capabilities"]}
    assert "mcp-session-id" not in rpc.post(PING).headers


def test_tools_are_few_with_tight_schemas_and_only_read(rpc: JsonRpc) -> None:
    listed = rpc.request("tools/list")["tools"]
    assert [one["name"] for one in listed] == TOOLS
    for one in listed:
        assert one["inputSchema"]["additionalProperties"] is False
        assert one["annotations"]["readOnlyHint"] is True
        for argument in one["inputSchema"]["properties"].values():
            assert "title" not in argument
            bounded = {"maxLength", "maximum", "enum", "maxProperties", "pattern"} & {*argument}
            assert bounded or argument["type"] == "boolean", (one["name"], argument)
    assert len(json.dumps(listed)) < 12_000, "a model reads all of it each time"


def test_saved_questions_are_prompts_with_their_values(rpc: JsonRpc) -> None:
    listed = {one["name"]: one for one in rpc.request("prompts/list")["prompts"]}
    (given,) = [one for one in listed["members-of-a-body"]["arguments"] if one["required"]]
    assert given["name"] == "body"
    asked = rpc.request("prompts/get", {"name": "members-of-a-body", "arguments": {"body": "body:eaeu"}})
    text = asked["messages"][0]["content"]["text"]
    assert '"values": {"body": "body:eaeu"}' in text
    assert "are needed" not in text
    without = rpc.request("prompts/get", {"name": "members-of-a-body"})["messages"][0]["content"]["text"]
    assert "are needed" in without
    for wrong in ({"name": "none"}, {"name": "members-of-a-body", "arguments": {"state": "x"}}):
        with pytest.raises(RpcError, match=r"There is no saved question|has no value 'state'"):
            rpc.request("prompts/get", wrong)


def test_values_of_a_prompt_are_completed(rpc: JsonRpc) -> None:
    asked = {
        "ref": {"type": "ref/prompt", "name": "members-of-a-body"},
        "argument": {"name": "body", "value": "Eurasian Economic Union"},
    }
    assert "body:eaeu" in rpc.request("completion/complete", asked)["completion"]["values"]


def test_documents_and_modules_are_resources(rpc: JsonRpc) -> None:
    listed = {one["uri"]: one for one in rpc.request("resources/list")["resources"]}
    document, module = (
        "https://w3id.org/eikg/id/document/belarus-facts",
        "https://w3id.org/eikg/ontology/claims",
    )
    assert {document, module, "https://w3id.org/eikg/llms-full.txt"} <= {*listed}
    for iri in (document, module):
        (part,) = rpc.request("resources/read", {"uri": iri})["contents"]
        assert part["mimeType"] == "text/turtle"
        assert iri.rpartition("/")[2] in part["text"]
    for wrong in (
        *(
            "https://w3id.org/eikg/id/document/none",
            "https://w3id.org/eikg/id/документ",
            "https://example.org/",
        ),
        *("https://w3id.org/eikg/releases", "file:///etc/passwd"),
        "https://w3id.org/eikg/.well-known/void",  # in Turtle, but too long to be read
    ):
        with pytest.raises(RpcError):
            rpc.request("resources/read", {"uri": wrong})


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "HEAD"])
def test_only_messages_by_post_are_answered(site: Client, method: str) -> None:
    answer = site.send(method, "/mcp", {"Accept": "text/event-stream, application/json"})
    assert answer.status == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (json.dumps([PING, PING]).encode(), 400),
        (b"[" * 30_000, 400),
        (b"[" * 100_000, 413),
        (b" " * 32_768 + json.dumps(PING).encode(), 413),
        (b'{"jsonrpc": "2.0", "id": 1}', 400),
        *((json.dumps({**PING, "id": one}).encode(), 400) for one in WRONG_IDS),
        (json.dumps({**PING, "params": {str(one): 0 for one in range(500)}}).encode(), 413),
        (json.dumps({**PING, "params": {"icons": [{"src": "x"}] * 300}}).encode(), 413),
        (b"1" * 300_000, 413),
    ],
)
@pytest.mark.parametrize("version", ["2025-06-18", "2026-07-28"])
def test_what_is_no_message_is_refused(site: Client, body: bytes, status: int, version: str) -> None:
    assert JsonRpc(site, version).post(body).status == status


def test_what_is_no_message_is_told_in_words_of_the_protocol(site: Client) -> None:
    for body, code in (
        (b"{", -32700),
        (b"[]", -32600),
        (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', -32600),
    ):
        told = json.loads(JsonRpc(site).post(body).body)
        assert (told["id"], told["error"]["code"]) == (None, code)
    wrong = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": 7}}
    told = JsonRpc(site).post(wrong)
    assert b"pydantic" not in told.body
    assert json.loads(told.body)["error"]["code"] == -32602


def test_an_answer_that_names_the_library_is_left_alone(rpc: JsonRpc) -> None:
    answer = rpc.call("errors.pydantic.dev")
    assert answer.is_error
    assert "There is no tool" in answer.text


def test_a_compressed_message_is_refused(rpc: JsonRpc) -> None:
    assert rpc.post(PING, Content_Encoding="gzip").status == 415


def test_messages_are_charged_to_whoever_sends_them() -> None:
    with served_in_process(RELEASES, client_seconds=0.1, rate_window=3600.0, rate_exempt="") as site:
        statuses = [JsonRpc(site).post(PING).status for _ in range(8)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_unknown_methods_tools_and_versions_are_told_apart(rpc: JsonRpc, site: Client) -> None:
    with pytest.raises(RpcError) as unknown:
        rpc.request("tools/invent")
    assert unknown.value.code == -32601
    answer = rpc.call("invent")
    assert answer.is_error
    assert "search" in answer.text
    assert JsonRpc(site, "1999-01-01").post(PING).status == 400
    assert rpc.post(PING, Mcp_Session_Id="0" * 32).status == 200, "there are no sessions"
    assert rpc.post(PING, Accept="text/html").status == 406
    assert rpc.post(PING, Content_Type="text/plain").status in (400, 415)


def test_a_notification_has_no_answer(rpc: JsonRpc) -> None:
    answer = rpc.post({"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert (answer.status, answer.body) == (202, b"")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Host": "rebound.example"}, 421),
        ({"Host": "localhost:8000", "Origin": "http://localhost:8000"}, 200),
    ],
)
def test_no_other_site_may_ask_through_a_browser(rpc: JsonRpc, headers: dict[str, str], status: int) -> None:
    assert rpc.post(PING, **headers).status == status


def test_one_release_has_the_tools_under_its_own_name_for_good(site: Client, release: Release) -> None:
    name = release.path.name
    rpc = JsonRpc(site, path=f"/release/{name}/mcp")
    assert [one["name"] for one in rpc.request("tools/list")["tools"]] == TOOLS
    answer = rpc.call("query", sparql="ASK { ?s ?p ?o }")
    assert answer.data["boolean"] is True
    assert f"/release/{name}/sparql?" in answer.data["link"]
    assert not rpc.call("describe", thing="body:sco").is_error
    absent = JsonRpc(site, path=f"/release/{'0' * 16}/mcp").post(PING)
    assert (absent.status, "is not kept here" in absent.text) == (404, True)


def test_an_older_release_links_to_itself_while_another_is_current(tmp_path: Path, release: Release) -> None:
    older, current = (write_release(tmp_path, digit * 64, 1) for digit in "12")
    for path in (older, current):
        for name in ("queries.json", "project.toml"):
            (path / name).write_bytes((release.path / name).read_bytes())
        record(path)
    make_current(current)
    with served_in_process(tmp_path) as client:
        links = [
            JsonRpc(client, path=f"{prefix}/mcp").call("query", sparql="ASK {}").data["link"]
            for prefix in (f"/release/{older.name}", "")
        ]
    assert [urlsplit(link).path for link in links] == [
        f"/release/{path.name}/sparql" for path in (older, current)
    ]


@pytest.fixture(scope="module")
def strict() -> Iterator[Client]:
    """A server that counts what clients of this machine ask, too, and gives a query little time."""
    bounds: dict[str, Any] = {
        "rate_exempt": "",
        "rate_window": 3600,
        "rate_limit": 33,
        "client_errors": 3,
        "query_deadline": 3,
    }
    with served_in_process(RELEASES, **bounds) as client:
        yield client


def test_a_tool_uses_the_requests_of_its_client(strict: Client) -> None:
    rpc = JsonRpc(strict, source="127.0.0.2")
    told = [rpc.call("describe", thing="body:sco") for _ in range(7)]
    assert not told[0].is_error
    assert told[-1].is_error
    assert "33 requests" in told[-1].text
    assert "Try again in" in told[-1].text
    refused = rpc.post(PING)
    assert refused.status == 429
    assert refused.headers["Retry-After"]


def test_a_query_of_a_tool_ends_at_its_deadline(strict: Client) -> None:
    answer = JsonRpc(strict, source="127.0.0.3").call(
        "query", sparql="SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }"
    )
    assert answer.is_error
    assert "deadline" in answer.text


def test_mistakes_are_counted_as_those_at_sparql(strict: Client) -> None:
    rpc = JsonRpc(strict, source="127.0.0.4")
    told = [rpc.call("query", sparql="SELECT * {") for _ in range(3)]
    assert all(one.is_error for one in told)
    refused = rpc.post(PING)
    assert (refused.status, "mistaken requests" in refused.text) == (429, True)
