"""`/docs`: the documents as pages and as Markdown, and the files of the project that they link to."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, make_response, request
from pyoxigraph import NamedNode

from server.endpoint.formats import HTML, Format
from server.endpoint.negotiation import best, media_ranges
from server.web.answers import open_to_all
from server.web.pages.docs.documents import FILES, ROOT, Document, beside, contents, documents
from server.web.pages.docs.examples import Answer, Example, answer_to
from server.web.pages.messages import MESSAGES
from server.web.pages.rendering import labels, page, quoted, site, word

blueprint: Final = Blueprint("docs", __name__)

MARKDOWN: Final = Format("text/markdown", ("md",), ("text/x-markdown", "text/plain"), text=True)

_PICTURES: Final = {".svg": "image/svg+xml", ".png": "image/png"}


@blueprint.get("/docs")
@blueprint.get("/docs/")
def index() -> Response:
    """The first document, which leads to the others."""
    return _shown("/docs", None)


@blueprint.get("/docs.md")
def index_text() -> Response:
    """The same in Markdown."""
    return _shown("/docs", MARKDOWN)


@blueprint.get("/docs/<path:name>")
def document(name: str) -> Response:
    """One document, for a person or in Markdown; `run` is the number of a query in it that is to be answered."""
    text = name.endswith(".md")
    return _shown(f"/docs/{name.removesuffix('.md')}", MARKDOWN if text else None)


@blueprint.get("/docs/files/<path:name>")
def file(name: str) -> Response:
    """A file of the project that a document links to, and no other one."""
    linked = any(f"{FILES}{name}" in one.targets for one in documents().values())
    if not linked or not (ROOT / name).is_file():
        abort(404, word("not_found_text", what=quoted(name)))
    media_type = _PICTURES.get(Path(name).suffix, "text/plain; charset=utf-8")
    return open_to_all(Response((ROOT / name).read_bytes(), content_type=media_type))


def title_of(one: Document) -> str:
    """What a document is called in the language of the request, if the interface has a word for it."""
    key = f"document_{posixpath.basename(one.address)}"
    return word(key) if key in MESSAGES else one.title


def _shown(address: str, form: Format | None) -> Response:
    found = documents().get(address)
    if found is None:
        abort(404, word("not_found_text", what=quoted(address)))
    offered = ((one, one.media_types) for one in (HTML, MARKDOWN))
    form = form or best(media_ranges(request.headers.get("Accept")), offered)
    if form is None:
        abort(406, word("not_acceptable", formats=f"{HTML.media_type}, {MARKDOWN.media_type}"))
    if form is MARKDOWN:
        return open_to_all(Response(found.text, content_type=MARKDOWN.content_type))
    asked = _asked(found)
    answer = answer_to(asked, site().graph) if asked else Answer()
    before, after = beside(found)
    body = page(
        "docs.html",
        document=found,
        documents=contents(found),
        title_of=title_of,
        before=before,
        after=after,
        asked=asked,
        answer=answer,
        labels=labels(_iris(answer)),
    )
    response = make_response(body, answer.problem.status if answer.problem else 200)
    response.headers["Link"] = f'<{address}.md>; rel="alternate"; type="{MARKDOWN.media_type}"'
    return response


def _asked(found: Document) -> Example | None:
    """Return the query whose number the request has, or answer 404 if the document has none of it that runs here."""
    number = request.args.get("run")
    if number is None:
        return None
    here = {str(one.number): one for one in found.examples if one.runs_in_place}
    return here.get(number) or abort(404, word("docs_no_query", number=number[:20]))


def _iris(answer: Answer) -> set[str]:
    return {term.value for row in answer.rows for term in row.values() if isinstance(term, NamedNode)}
