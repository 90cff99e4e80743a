"""/openapi.json: valid OpenAPI 3.1, with every route for programs and every saved query."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_spec_validator import validate

from server.endpoint.scratch import Scratch
from server.engine import Pool
from server.release import Release
from server.saved.offers import offered_in
from server.saved.query import from_json
from server.settings import Settings
from server.web.app import create_app
from server.web.openapi.operations import OPERATIONAL, SCRATCH, of_release
from server.web.openapi.operations import Release as Described
from server.web.openapi.parts import responses
from server.web.releases.pages import releases_blueprint
from tests.conftest import RELEASES
from tests.system.openapi.parts import GRAPH_STORE, parts_of
from tests.web.client import Client
from tests.web.pages import get

NOT_FOR_PROGRAMS = frozenset(
    (
        "/",
        "/<any(id, ontology, scheme, graph):part>/",
        "/about",
        "/conformance",
        "/docs",
        "/docs.md",
        "/docs/",
        "/docs/<path:name>",
        "/docs/files/<path:name>",
        "/editor",
        "/favicon.ico",
        "/lists",
        "/lists/tied",
        "/ontology",
        "/ontology/",
        "/opensearch.xml",
        "/pictures",
        "/pictures/<name>",
        "/problem",
        "/problem/",
        "/problem/<kind>",
        "/quality",
        "/queries",
        "/robots.txt",
        "/scheme",
        "/scheme/",
        "/search",
        "/sitemap.xml",
        "/sitemap/<name>.xml",
        "/static/<path:filename>",
    )
)
"""Routes of pages, of documents, and of what browsers and crawlers look for."""

OF_SAVED_QUERIES = frozenset(
    ("/queries/<name>", "/queries/<name>.<suffix>", "/queries/<name>/values/<parameter>")
)
"""Routes that the document lists for each saved query by its name."""


@pytest.fixture(scope="module")
def document(site: Client) -> Any:
    return json.loads(get(site, "/openapi.json").body)


def test_the_document_is_openapi_3_1(document: Any) -> None:
    assert document["openapi"].startswith("3.1.")
    validate(document)


def test_every_route_for_programs_is_described(release: Release) -> None:
    with Pool(release.store, size=1) as pool:
        application = create_app(release, pool, Settings(), Scratch("token"))
        application.register_blueprint(releases_blueprint(RELEASES, release))
        routes = {rule.rule for rule in application.url_map.iter_rules()}
        with application.app_context():
            known = application.extensions["eikg-site"].discrepancies
    described = {*of_release(Described("name", ("State",), known)), *SCRATCH, *OF_SAVED_QUERIES}
    assert routes - described == NOT_FOR_PROGRAMS
    assert described <= routes


def test_what_a_server_does_not_have_is_not_described(document: Any) -> None:
    assert "/data" not in document["paths"]
    assert {*OPERATIONAL} <= {*document["paths"]}
    assert {"/sparql", "/openapi.json", "/timegate/sparql", "/lists/{class}.{suffix}"} <= {*document["paths"]}


def test_every_saved_query_is_described_with_its_parameters(document: Any, release: Release) -> None:
    for query in from_json(release.queries.read_text("utf-8")):
        for path in (f"/queries/{query.name}", f"/queries/{query.name}.{{suffix}}"):
            listed = {one["name"]: one for one in document["paths"][path]["get"]["parameters"]}
            assert {one.name for one in query.parameters} <= {*listed}, query.name
            assert ("limit" in listed) == (query.form == "SELECT")
            for one in query.parameters:
                assert listed[one.name].get("required", False) == one.required
                assert listed[one.name]["schema"]["items"]["$ref"].endswith(one.type)
        offered = [one.name for one in offered_in(query)]
        path = f"/queries/{query.name}/values/{{parameter}}"
        assert (path in document["paths"]) == bool(offered)
        if offered:
            (first, *_) = document["paths"][path]["get"]["parameters"]
            assert first["schema"]["enum"] == offered


def test_each_operation_is_in_one_of_the_parts_that_requests_are_generated_for(document: Any) -> None:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert len(parts_of(path, operation)) == 1, (path, parts_of(path, operation))
    store = (operation for methods in SCRATCH["/data"].values() for operation in methods.values())
    assert {operation.tag for operation in store} == {GRAPH_STORE}


def test_what_a_refusal_means_is_told_for_every_status() -> None:
    for methods in SCRATCH.values():
        for operation in (one for address in methods.values() for one in address.values()):
            told = operation.written("name")["responses"].values()
            names = {one["$ref"].rpartition("/")[2] for one in told if "$ref" in one}
            assert names <= {*responses()}


def test_each_operation_has_a_name_of_its_own_and_tells_of_problems(document: Any) -> None:
    operations = [one for methods in document["paths"].values() for one in methods.values()]
    names = [one["operationId"] for one in operations]
    assert len(names) == len({*names})
    for one in operations:
        assert {"400", "404", "406", "503"} <= {*one["responses"]}
