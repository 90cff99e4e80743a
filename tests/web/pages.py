"""Reading pages as a browser without scripts would."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

from tests.web.client import Answer, Client, HttpClient

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def get(site: Client | str, path: str, **headers: str) -> Answer:
    """GET a path, of a client or a server's address, as a browser does; header names are given with _ for -."""
    client = site if isinstance(site, Client) else HttpClient(urlsplit(site).port or 80)
    return client.send(
        "GET", path, {"Accept": BROWSER, **{name.replace("_", "-"): value for name, value in headers.items()}}
    )


class Page(HTMLParser):
    """The parts of a page that tests look at: its text, language, links, loaded resources and table rows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language = ""
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.headings: list[str] = []
        self.rows: list[list[str]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")
        elif tag in {"h1", "h2"}:
            self.headings.append("")
        self.loaded += [given[name] for name in ("src", "href") if name in given and tag != "a"]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def _in(self, *tags: str) -> bool:
        return any(tag in self._open for tag in tags)

    def handle_data(self, data: str) -> None:
        if self._in("script", "style"):
            return
        self.words.append(data)
        if self._in("h1", "h2"):
            self.headings[-1] += data
        if self._in("td") and self.rows[-1]:
            self.rows[-1][-1] = (self.rows[-1][-1] + data).strip()
