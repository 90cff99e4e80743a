"""`/sitemap.xml`: the pages of a release for search engines, in parts (sitemaps.org); `/robots.txt` names it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flask import Blueprint, Response, abort, request
from markupsafe import escape

from server.web.answers import root
from server.web.pages.docs.documents import documents
from server.web.pages.rendering import quoted, site, word

blueprint: Final = Blueprint("sitemap", __name__)
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PART: Final = 5000
"""Addresses in a part; 50,000 are allowed."""

PAGES: Final = (
    "/",
    "/about",
    "/queries",
    "/discrepancies",
    "/lists",
    "/pictures",
    "/connections",
    "/ontology",
    "/scheme",
    "/quality",
    "/benchmark",
    "/conformance",
    "/releases",
    "/problem",
)
"""Pages that stand for no thing, no question and no document."""

NOT_CRAWLED: Final = (
    "/sparql",
    "/fragments",
    "/why",
    "/verify",
    "/search",
    "/suggest",
    "/editor",
    "/format",
    "/labels.json",
    "/thing.json",
    "/cite.json",
    "/mcp",
    "/nanopub/",
    "/release/",
    "/timegate/",
    "/graph/",
    "/data",
    "/lists/tied",
    "/connections?",
    "/connections.",
)
"""Beginnings of addresses of which there are endless many, or which are for programs that know what they ask."""


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What crawlers may ask: every page, and no query."""
    lines = ["User-agent: *", *(f"Disallow: {start}" for start in NOT_CRAWLED), "Allow: /"]
    lines += ["", f"Sitemap: {root()}/sitemap.xml", ""]
    return _kept(Response("\n".join(lines), content_type="text/plain; charset=utf-8"))


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The parts."""
    return _xml("sitemapindex", "sitemap", (f"/sitemap/{name}.xml" for name in parts()))


@blueprint.get("/sitemap/<name>.xml")
def part(name: str) -> Response:
    """One part: `pages`, or some of the things by number."""
    listed = parts().get(name)
    if listed is None:
        abort(404, word("not_found_text", what=quoted(request.path)))
    return _xml("urlset", "url", listed)


def parts() -> dict[str, tuple[str, ...]]:
    """The paths of all pages by the name of the part."""
    questions = (f"/queries/{name}" for name in site().queries)
    things = site().paths
    cuts = range(0, len(things), _PART)
    numbered = {f"things-{number}": things[cut : cut + _PART] for number, cut in enumerate(cuts, 1)}
    return {"pages": (*PAGES, *documents(), *questions), **numbered}


def _xml(name: str, entry: str, paths: Iterable[str]) -> Response:
    """A document of addresses of this host, each with the day of the release; made of text, as it is long."""
    address, created = root(), site().release.manifest.created
    day = f"<lastmod>{created[:10]}</lastmod>" if created else ""
    entries = "".join(f"<{entry}><loc>{escape(address + path)}</loc>{day}</{entry}>\n" for path in paths)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="{_NAMESPACE}">\n{entries}</{name}>\n'
    return _kept(Response(text, content_type="application/xml; charset=utf-8"))


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
