"""The values that the API offers for parameters of saved queries: each gives rows."""

from __future__ import annotations

import json
from urllib.parse import urlencode, urlsplit

from server.release import Release
from server.saved.offers import offered_in
from server.saved.query import from_json
from tests.web.client import HttpClient

_EVERY = 40
"""Of the values of a parameter the first, the last, and each of so many between them is tried."""


def test_each_value_that_is_offered_gives_rows(address: str, release: Release) -> None:
    client = HttpClient(urlsplit(address).port or 80)

    def text(path: str) -> str:
        return client.send("GET", path, {"Accept": "*/*"}).text

    tried = 0
    for query in from_json(release.queries.read_text("utf-8")):
        suffix, head = ("nt", 0) if query.form == "GRAPH" else ("csv", 1)
        needed = {one.name: one.values[0] for one in query.parameters if one.required}
        for parameter in offered_in(query):
            found = json.loads(text(f"/queries/{query.name}/values/{parameter.name}?limit=1000"))
            assert found["total"] >= len(found["values"]) > 0, (query.name, parameter.name)
            for value in (*found["values"][::_EVERY], found["values"][-1]):
                given = urlencode({**needed, parameter.name: value["iri"]})
                answer = text(f"/queries/{query.name}.{suffix}?{given}")
                assert len(answer.splitlines()) > head, (query.name, given)
                tried += 1
    assert tried > 200
