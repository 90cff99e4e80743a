"""What the editor asks the server for: terms, labels of many things at once, a query laid out."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from server.namespaces import BASE, EIK
from server.web.pages.editor.answers import MOST_LABELS
from tests.web.client import Client
from tests.web.pages import get

BELARUS = f"{BASE}id/state/belarus"
CLAIM = f"{BASE}id/claim/leshenyuk-2021-083"


def test_terms_have_label_definition_and_count_and_classes_their_properties(site: Client) -> None:
    terms = json.loads(get(site, "/editor/terms.json?lang=ru").text)
    state = terms["classes"][f"{EIK}State"]
    assert state["label"] == "Государство"
    assert state["definition"]
    assert state["count"] > 50
    properties = terms["of"][f"{EIK}State"]
    assert [number for _, number in properties] == sorted((number for _, number in properties), reverse=True)
    assert f"{EIK}memberOf" in dict(map(tuple, properties))
    assert f"{EIK}statedBy" not in dict(map(tuple, properties))
    assert terms["properties"][f"{EIK}statedBy"]["count"] > 100


@pytest.mark.parametrize(("tag", "name"), [("en", "Belarus"), ("ru", "Беларусь"), ("be", "Беларусь")])
def test_labels_of_many_things_are_told_at_once(site: Client, tag: str, name: str) -> None:
    query = urlencode([("iri", BELARUS), ("iri", CLAIM), ("iri", BELARUS), ("lang", tag)])
    answer = get(site, f"/labels.json?{query}")
    assert json.loads(answer.text) == {
        BELARUS: {"label": name, "language": tag},
        CLAIM: {"label": "leshenyuk-2021\u00a0§\u00a0083", "language": ""},
    }
    assert "max-age" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("iris", "told"),
    [
        ([], f"once to {MOST_LABELS} times"),
        ([f"urn:x:{number}" for number in range(MOST_LABELS + 1)], f"once to {MOST_LABELS} times"),
        (["no iri"], "has no IRI: no iri"),
    ],
    ids=("none", "too many", "no IRI"),
)
def test_labels_of_what_is_no_iri_or_too_much_are_refused(site: Client, iris: list[str], told: str) -> None:
    answer = get(site, f"/labels.json?{urlencode([('iri', iri) for iri in iris])}", Accept="application/json")
    assert answer.status == 400
    assert told in json.loads(answer.text)["detail"]


def test_a_query_is_laid_out(site: Client) -> None:
    body = urlencode({"query": "SELECT * {?s ?p ?o. # why\n?o ?q ?r}"})
    answer = site.post(body, "application/x-www-form-urlencoded", "/format")
    assert (answer.status, answer.media_type) == (200, "text/plain")
    assert answer.text == "SELECT * {\n  ?s ?p ?o. # why\n  ?o ?q ?r\n}\n"


@pytest.mark.parametrize("form", ["", "text=ASK{}", "query=ASK{}&query=ASK{}", "query=ASK{}&lang=ru"])
def test_a_form_of_another_shape_is_refused(site: Client, form: str) -> None:
    answer = site.post(form, "application/x-www-form-urlencoded", "/format")
    assert (answer.status, answer.media_type) == (400, "application/problem+json")


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"query=ASK%7B%3Fs%20%3Fp%20%22%ff%22%7D", {}, 400),
        (b"query=ASK%7B%22\xff%22%7D", {}, 400),
        (b"query=ASK%7B%7D", {"Content-Encoding": "gzip"}, 415),
    ],
    ids=("an escape that is no UTF-8", "a byte that is no UTF-8", "compressed"),
)
@pytest.mark.parametrize("path", ["/format", "/verify/passage"])
def test_a_form_that_would_be_read_as_another_is_refused(
    site: Client, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json", **headers}
    assert site.send("POST", path, form, body).status == status
