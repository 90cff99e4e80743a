"""How often a page asks the evaluators, in whose name, and for how long: in process, on the real release."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug import http

from server.endpoint.http import Context
from server.engine import SERVER, Client, Job, Pool, select_many
from server.engine.rows import Row
from server.namespaces import BASE
from server.release import Release
from server.settings import Settings
from server.web.app import create_app
from server.web.front.wsgi import KEY
from server.web.pages import ahead
from server.web.pages.lists.patterns import members
from server.web.pages.model import graph
from server.web.pages.site import Site
from server.why.proofs import Proofs
from tests.web.client import until
from tests.web.pages import BROWSER, Page

VISITOR = Client("192.0.2.1")
THREE = [
    "/id/state/belarus",
    "/id/body/un",
    "/id/claim/leshenyuk-2021-083",
    "/id/segment/leshenyuk-2021-083",
    "/id/document/leshenyuk-2021",
    "/id/membership/albania-cei-member",
    "/ontology/Claim",
    "/scheme/stance",
    "/scheme/stance/reports",
    "/graph/ontology",
    "/graph/entities",
    "/id/state/belarus.ttl",
    "/ontology/Claim.ttl",
    "/why?s=state:belarus&p=eik:memberOf&o=body:un",
    "/lists/Membership",
    "/lists/tied?property=eik:memberOf&to=body:un",
]
TWO = [
    "/",
    "/quality",
    "/queries/members-of-a-body?body=body:eaeu",
    "/queries/passages-of-a-claim?claim=claim:leshenyuk-2021-083",
    "/queries/votes-on-resolutions",
    "/queries/who-says",
    "/pictures/memberships?of=state:belarus",
    "/pictures/map?of=body:sco",
    "/pictures/network?document=doc:leshenyuk-2021",
    "/pictures/resolutions",
]
NONE = [
    "/queries",
    "/pictures",
    "/editor",
    "/lists",
    "/search?q=minsk",
    "/discrepancies",
    "/discrepancies.json?settled=yes",
    "/id/discrepancy/d09",
    "/suggest?q=minsk",
    "/ontology",
    "/ontology/actors",
    "/scheme",
    "/problem",
    "/why",
]


class Evaluators:
    """A pool that notes who asks and for how long, once for each round trip."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.clients: list[Client] = []
        self.timeouts: list[float | None] = []
        self._together = False

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.pool, name)
        return partial(self._noted, found) if name in {"submit", "fetch"} else found

    def _noted(self, run: Callable[[Job, Client], Any], job: Job, client: Client = SERVER) -> Any:
        if not self._together:
            self._note(job.timeout, client)
        return run(job, client)

    def fetch(self, job: Job, client: Client = SERVER, most: int | None = None) -> bytes:
        if not self._together:
            self._note(job.timeout, client)
        return self.pool.fetch(job, client, most=most)

    def select_many(self, queries: Sequence[str], timeout: float | None, client: Client) -> list[list[Row]]:
        """One round trip, whatever it sends."""
        self._note(timeout, client)
        self._together = True
        try:
            return select_many(cast(Pool, self), queries, timeout, client)
        finally:
            self._together = False

    def _note(self, timeout: float | None, client: Client) -> None:
        self.clients.append(client)
        self.timeouts.append(timeout)


@pytest.fixture(scope="module")
def pool(release: Release) -> Iterator[Pool]:
    pool = Pool(release.store, size=1)
    yield pool
    pool.close()


@pytest.fixture(scope="module", autouse=True)
def counted() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph, "select_many", Evaluators.select_many)
        patch.setattr(ahead, "SECONDS", 3600.0)  # what is read ahead of visitors is not counted here
        yield


def pages(release: Release, evaluators: Evaluators) -> Flask:
    return create_app(release, cast(Pool, evaluators), Settings(query_deadline=60))


@pytest.fixture(scope="module")
def evaluators(pool: Pool) -> Evaluators:
    return Evaluators(pool)


@pytest.fixture(scope="module")
def application(release: Release, evaluators: Evaluators) -> Flask:
    return pages(release, evaluators)


@pytest.fixture
def client(application: Flask, evaluators: Evaluators) -> FlaskClient:
    """A client of pages whose release is prepared."""
    found = application.test_client()
    prepared = ("/pictures/memberships", "/pictures/map", "/pictures/network", "/id/state/ireland")
    for path in ("/", "/editor", "/lists", "/ontology/Claim", "/queries/who-says", *prepared):
        found.get(path)
    evaluators.clients.clear()
    evaluators.timeouts.clear()
    return found


def get(client: FlaskClient, path: str, **headers: str) -> Any:
    sent = {"Accept": BROWSER, "Accept-Language": "en"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return client.get(path, headers=sent, environ_overrides={KEY: Context(VISITOR)})


@pytest.mark.parametrize(
    ("path", "most"),
    [*((path, 3) for path in THREE), *((path, 2) for path in TWO), *((path, 0) for path in NONE)],
)
def test_page_asks_the_evaluators_seldom(
    client: FlaskClient, evaluators: Evaluators, path: str, most: int
) -> None:
    assert get(client, path).status_code == 200
    assert len(evaluators.clients) <= most
    assert set(evaluators.clients) <= {VISITOR}


@pytest.mark.parametrize("kind", ["id/body", "ontology", "scheme", "graph"])
def test_page_that_does_not_exist_costs_no_more_however_many_words_its_address_has(
    client: FlaskClient, evaluators: Evaluators, kind: str
) -> None:
    answer = get(client, f"/{kind}/eurasian-economic-union-" + "-".join(f"word{n}" for n in range(500)))
    assert answer.status_code == 404
    assert "/id/body/eaeu" in Page(answer.text).links
    assert len(evaluators.clients) <= 3


def test_all_questions_of_a_page_share_one_deadline(client: FlaskClient, evaluators: Evaluators) -> None:
    assert get(client, "/id/state/kazakhstan").status_code == 200
    first, *others = [timeout or 0 for timeout in evaluators.timeouts]
    assert 60 >= first > max(others) > 0
    assert others == sorted(others, reverse=True)


@pytest.mark.parametrize("path", ["/id/state/armenia", "/pictures/memberships?of=body:cis", "/lists/Vote"])
def test_what_was_read_for_a_page_is_not_read_again(
    client: FlaskClient, evaluators: Evaluators, path: str
) -> None:
    first = get(client, path)
    asked = len(evaluators.clients)
    assert asked > 0
    assert get(client, path).data == first.data
    assert len(evaluators.clients) == asked
    assert get(client, path, Accept_Language="ru").data != first.data
    assert len(evaluators.clients) <= asked + 1, "no more than labels in the other language"


def test_what_belongs_to_the_release_is_asked_by_the_server_whoever_comes_first(
    release: Release, pool: Pool
) -> None:
    evaluators = Evaluators(pool)
    fresh = pages(release, evaluators).test_client()
    assert get(fresh, "/ontology").status_code == 200
    assert get(fresh, "/editor").status_code == 200
    assert evaluators.clients
    assert set(evaluators.clients) == {SERVER}


def test_release_is_prepared_before_anybody_asks(release: Release, pool: Pool) -> None:
    evaluators = Evaluators(pool)
    fresh = pages(release, evaluators).test_client()
    until(lambda: len(evaluators.clients) > 0)
    assert get(fresh, "/ontology").status_code == 200
    assert set(evaluators.clients) == {SERVER}


@pytest.mark.parametrize("changing", [False, True])
def test_what_a_form_offers_is_read_anew_only_where_data_changes(
    release: Release, pool: Pool, changing: bool
) -> None:
    evaluators = Evaluators(pool)
    site = Site(release, graph.Graph(cast(Pool, evaluators), 60), Proofs(release.proofs), changing=changing)
    query = site.queries["members-of-a-body"]
    first = site.choices(query)
    eaeu = (f"{BASE}id/body/eaeu", "Eurasian Economic Union")
    assert eaeu in first["en"][f"{BASE}ontology/Body"]
    asked = len(evaluators.clients)
    assert site.choices(query) == first
    assert (len(evaluators.clients) > asked) == changing


@pytest.mark.parametrize("changing", [False, True])
def test_list_is_read_anew_only_where_data_changes(release: Release, pool: Pool, changing: bool) -> None:
    evaluators = Evaluators(pool)
    site = Site(release, graph.Graph(cast(Pool, evaluators), 60), Proofs(release.proofs), changing=changing)
    pattern = members(f"{BASE}ontology/Vote")
    first = site.table(pattern)
    assert first.things
    asked = len(evaluators.clients)
    assert site.table(pattern).things == first.things
    assert (len(evaluators.clients) > asked) == changing


def test_language_is_read_once_and_no_further_than_a_browser_goes(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    parse = http.parse_accept_header

    def noting(header: str, kind: Any) -> Any:
        read.append(header)
        return parse(header, kind)

    monkeypatch.setattr("server.web.pages.rendering.parse_accept_header", noting)
    answer = get(client, "/id/body/un", Accept_Language="ru," + "x-none;q=0.1," * 30_000)
    assert Page(answer.text).language == "ru"
    (header,) = read
    assert len(header) < 2000
