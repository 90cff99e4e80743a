"""The documents as a server shows them: pages, Markdown, files, and links that lead to the right one of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from server.endpoint.scratch import Scratch
from server.engine import Pool
from server.release import Release
from server.settings import Settings
from server.web.app import create_app
from server.web.pages.docs.documents import address_of, beside, contents, documents
from server.web.releases.pages import releases_blueprint
from tests.conftest import RELEASES, ROOT
from tests.documentation.markdown import PAGES, relative, rows, text_of
from tests.web.client import Answer, Client
from tests.web.in_process import served_in_process


@pytest.fixture(scope="module")
def client(release: Release) -> Iterator[Client]:
    with served_in_process(RELEASES) as found:
        yield found


class Reader(HTMLParser):
    """What a browser would load, run, follow or scroll to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()
        self.unsafe: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.targets += [str(given[name]) for name in ("href", "src") if name in given]
        self.anchors.add(str(given.get("id")))
        inline = tag == "style" or (tag == "script" and "src" not in given)
        if inline or any(name == "style" or name.startswith("on") for name in given):
            self.unsafe.append(tag)


def page(client: Client, address: str) -> Answer:
    answer = client.send("GET", address, {"accept": "text/html"})
    assert answer.status == 200, address
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_a_document_is_a_page_that_a_strict_browser_shows_whole(client: Client, path: Path) -> None:
    shown = page(client, address_of(relative(path)))
    assert "script-src 'self'" in shown.headers["content-security-policy"]
    html = shown.body.decode()
    title = path.read_text("utf-8").partition("\n")[0].removeprefix("# ")
    assert re.search(rf'<h1 id="[\w-]+">{re.escape(title)}</h1>', html)
    assert "| ---" not in html
    assert "```" not in html
    assert not Reader(html).unsafe


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_the_links_of_a_page_lead_to_what_is_meant(client: Client, path: Path) -> None:
    for target in Reader(page(client, address_of(relative(path))).body.decode()).targets:
        address, _, anchor = target.partition("#")
        if not address.startswith("/docs"):
            continue
        found = client.send("GET", address)
        assert found.status == 200, target
        if anchor:
            assert anchor in Reader(found.body.decode()).anchors, target
        if address.startswith("/docs/files/"):
            assert found.body == (ROOT / address.removeprefix("/docs/files/")).read_bytes()


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_a_document_is_there_in_markdown(client: Client, path: Path) -> None:
    address = address_of(relative(path))
    by_suffix = client.send("GET", f"{address}.md")
    by_accept = client.send("GET", address, {"accept": "text/markdown, text/html;q=0.5"})
    for answer in (by_suffix, by_accept):
        assert answer.status == 200
        assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.body == path.read_bytes()
    assert f'<{address}.md>; rel="alternate"' in page(client, address).headers["link"]


def test_every_page_links_to_the_documents(client: Client) -> None:
    for address in ("/", "/queries", "/docs/glossary", "/id/body/sco"):
        footer = page(client, address).body.decode().rpartition("<footer>")[2]
        assert '<a href="/docs">' in footer


def test_the_picture_of_the_architecture_is_one(client: Client) -> None:
    targets = Reader(page(client, "/docs/architecture").body.decode()).targets
    (picture,) = [target for target in targets if target.endswith("architecture.svg")]
    answer = client.send("GET", picture)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.body.startswith(b"<svg ")


@pytest.mark.parametrize(
    "address",
    [
        "/docs/nonesuch",
        "/docs/nonesuch.md",
        "/docs/README",
        "/docs/../settings",
        "/docs/files/",
        "/docs/files/pyproject.toml",
        "/docs/files/server/docs/../settings.py",
        "/docs/files//etc/passwd",
        "/docs/files/../../../etc/passwd",
        "/docs/files/.git/config",
    ],
)
def test_nothing_else_is_shown(client: Client, address: str) -> None:
    assert client.send("GET", address).status == 404


def test_a_format_that_is_not_offered_is_refused(client: Client) -> None:
    assert client.send("GET", "/docs", {"accept": "image/png"}).status == 406


def test_every_document_can_be_reached_from_the_first() -> None:
    reached, waiting = set(), ["/docs"]
    while waiting:
        address = waiting.pop()
        if address in documents() and address not in reached:
            reached.add(address)
            waiting += documents()[address].targets
    assert reached == {address_of(relative(path)) for path in PAGES}


def test_a_page_offers_the_documents_in_the_order_of_the_first(client: Client) -> None:
    folder = "/docs/decisions/proofs"
    listed = [one.address for one in contents(documents()[folder])]
    assert listed[:3] == ["/docs", "/docs/tutorial", "/docs/fast-queries"]
    assert folder in listed
    assert folder not in [one.address for one in contents(documents()["/docs"])]
    html = (
        page(client, folder).body.decode().partition('<nav aria-label="Documents"')[2].partition("</nav>")[0]
    )
    assert Reader(html).targets == listed
    assert f'href="{folder}" aria-current="page"' in html


def test_a_step_leads_to_the_one_before_and_the_one_after(client: Client) -> None:
    order, place = ["/docs/tutorial"], documents()["/docs/tutorial"]
    while (after := beside(place)[1]) is not None:
        assert beside(after)[0] is place
        html = page(client, place.address).body.decode()
        assert f'rel="next" href="{after.address}"' in html
        assert f'rel="prev" href="{place.address}"' in page(client, after.address).body.decode()
        order.append(after.address)
        place = after
    listed = [target for target in documents()["/docs/tutorial"].targets if "/tutorial/" in target]
    assert order == ["/docs/tutorial", *listed]
    assert beside(documents()["/docs/glossary"]) == (None, None)


def test_every_path_that_is_routed_is_listed(release: Release) -> None:
    cells = [
        path for line in rows(text_of("http-api"), "Paths") for path in re.findall(r"`(/[^`?]*)", line[0])
    ]
    listed = {re.sub(r"<[^>]+>", "<>", path) for path in cells}
    routed = {*routes(release)}
    assert {"/sparql", "/data", "/timegate/sparql"} <= routed
    assert {path for path in routed - listed if f"{path}/<>" not in listed} == set()


def routes(release: Release) -> Iterator[str]:
    """The paths of the web application, with `<>` for what varies: those of a scratch dataset, and of releases."""
    with Pool(release.store, size=1) as pool:
        application = create_app(release, pool, Settings(), Scratch("token"))
    application.register_blueprint(releases_blueprint(RELEASES, release))
    for rule in application.url_map.iter_rules():
        choices = re.search(r"<any\(([^)]+)\):\w+>", rule.rule)
        for choice in re.findall(r"[\w.]+", choices[1]) if choices else [""]:
            path = rule.rule.replace(choices[0], choice) if choices else rule.rule
            yield re.sub(r"<[^>]+>", "<>", path).rstrip("/") or "/"
