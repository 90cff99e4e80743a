"""`/sitemap.xml`: the pages of a release for search engines, in parts (sitemaps.org); `/robots.txt` names it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from flask import Blueprint, Response, abort, request

from server.engine import reading_release
from server.namespaces import BASE
from server.release import SEARCH
from server.web.pages.docs import documents
from server.web.pages.model.labels import path_of
from server.web.pages.rendering import site, word
from server.web.pages.xml import document

blueprint: Final = Blueprint("sitemap", __name__)
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PART: Final = 5000
"""Addresses in a part; 50,000 are allowed."""

PAGES: Final = (
    "/",
    "/about",
    "/queries",
    "/ontology",
    "/scheme",
    "/quality",
    "/conformance",
    "/releases",
    "/problem",
)
"""Pages that stand for no thing, no question and no document."""

NOT_CRAWLED: Final = (
    "/sparql",
    "/fragments",
    "/why",
    "/search",
    "/suggest",
    "/editor",
    "/release/",
    "/timegate/",
    "/graph/",
    "/data",
)
"""Beginnings of addresses of which there are endless many, or which are for programs that know what they ask."""


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What crawlers may ask: every page, and no query."""
    lines = ["User-agent: *", *(f"Disallow: {start}" for start in NOT_CRAWLED), "Allow: /"]
    lines += ["", f"Sitemap: {_root()}/sitemap.xml", ""]
    return _kept(Response("\n".join(lines), content_type="text/plain; charset=utf-8"))


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The parts."""
    found = ElementTree.Element("sitemapindex", xmlns=_NAMESPACE)
    for name in parts():
        entry = ElementTree.SubElement(found, "sitemap")
        _located(entry, f"/sitemap/{name}.xml")
    return _kept(document(found, "application/xml"))


@blueprint.get("/sitemap/<name>.xml")
def part(name: str) -> Response:
    """One part: `pages`, or some of the things by number."""
    listed = parts().get(name)
    if listed is None:
        abort(404, word("not_found_text", what=request.path))
    found = ElementTree.Element("urlset", xmlns=_NAMESPACE)
    for path in listed:
        _located(ElementTree.SubElement(found, "url"), path)
    return _kept(document(found, "application/xml"))


def parts() -> dict[str, tuple[str, ...]]:
    """The paths of all pages by the name of the part."""
    questions = (f"/queries/{name}" for name in site().queries)
    fixed = (*PAGES, *documents(), *questions)
    things = (*_things(),)
    cuts = range(0, len(things), _PART)
    return {"pages": fixed, **{f"things-{n}": things[cut : cut + _PART] for n, cut in enumerate(cuts, 1)}}


def _things() -> Iterator[str]:
    """The paths of everything that has a page, but for what is deprecated."""
    with reading_release(SEARCH):
        index = site().index
        iris = index.iris() if index else []
    deprecated = site().deprecated
    for iri in iris:
        path = path_of(iri)
        if iri.startswith(BASE) and path and path.startswith("/") and iri not in deprecated:
            yield path


def _located(entry: ElementTree.Element, path: str) -> None:
    ElementTree.SubElement(entry, "loc").text = _root() + path
    if created := site().release.manifest.created:
        ElementTree.SubElement(entry, "lastmod").text = created[:10]


def _root() -> str:
    return request.host_url.rstrip("/")


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.vary.add("Host")
    return response
