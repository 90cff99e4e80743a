"""`/docs`: the documents of server/docs as pages and as Markdown, and the files of the project that they link to.

The documents are files of the repository, readable there as they are. So their links are relative; here they are led to
the page of the document, or to the file, that they mean.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, make_response, request
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from server.endpoint.formats import HTML, Format
from server.endpoint.negotiation import best, media_ranges
from server.web.answers import open_to_all
from server.web.pages.messages import MESSAGES
from server.web.pages.rendering import page, quoted, word

blueprint: Final = Blueprint("docs", __name__)

ROOT: Final = Path(__file__).resolve().parents[3]
"""The project's folder."""

FOLDER: Final = "server/docs"
"""Where in it the documents are."""

MARKDOWN: Final = Format("text/markdown", ("md",), ("text/x-markdown", "text/plain"), text=True)
_OF_FOLDER: Final = "README"
"""The document that stands for its folder."""

_FILES: Final = "/docs/files/"
_OUTWARD: Final = re.compile("[a-z]+:|#")
_NOT_IN_ANCHORS: Final = re.compile(r"[^\w\- ]")
_PICTURES: Final = {".svg": "image/svg+xml", ".png": "image/png"}


@dataclass(frozen=True)
class Document:
    """A document: its address, its title, its text in Markdown and as HTML, what of this server it links to."""

    address: str
    title: str
    text: str
    html: Markup
    targets: tuple[str, ...]


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
    """One document, for a person or in Markdown."""
    text = name.endswith(".md")
    return _shown(f"/docs/{name.removesuffix('.md')}", MARKDOWN if text else None)


@blueprint.get("/docs/files/<path:name>")
def file(name: str) -> Response:
    """A file of the project that a document links to, and no other one."""
    linked = any(f"{_FILES}{name}" in one.targets for one in documents().values())
    if not linked or not (ROOT / name).is_file():
        abort(404, word("not_found_text", what=quoted(name)))
    media_type = _PICTURES.get(Path(name).suffix, "text/plain; charset=utf-8")
    return open_to_all(Response((ROOT / name).read_bytes(), content_type=media_type))


@cache
def documents() -> Mapping[str, Document]:
    """Every document by its address. They are files of this program and do not change."""
    found = [_read(path) for path in sorted((ROOT / FOLDER).rglob("*.md"))]
    return {one.address: one for one in found}


def title_of(one: Document) -> str:
    """What a document is called in the language of the request, if the interface has a word for it."""
    key = f"document_{posixpath.basename(one.address)}"
    return word(key) if key in MESSAGES else one.title


def contents(shown: Document) -> Iterator[Document]:
    """The documents to choose from beside one: those that the first one lists, and those of the folder shown."""
    first = documents()["/docs"]
    for one in (first, *_below(first)):
        yield one
        if one is not first and f"{shown.address}/".startswith(f"{one.address}/"):
            yield from _below(one)


def _below(folder: Document) -> Iterator[Document]:
    """The documents that the one of a folder lists."""
    for address in folder.targets:
        if address.startswith(f"{folder.address}/") and address in documents():
            yield documents()[address]


def address_of(path: str) -> str:
    """The address of a file of the project, given by its path there: a document's page, or the file itself."""
    stem, suffix = posixpath.splitext(path)
    if not path.startswith(f"{FOLDER}/") or suffix != ".md":
        return f"{_FILES}{path}"
    name = posixpath.relpath(stem, FOLDER)
    folder, last = posixpath.split(name)
    return f"/docs/{folder if last == _OF_FOLDER else name}".rstrip("/")


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
    response = make_response(page("docs.html", document=found, documents=contents(found), title_of=title_of))
    response.headers["Link"] = f'<{address}.md>; rel="alternate"; type="{MARKDOWN.media_type}"'
    return response


def _read(path: Path) -> Document:
    place = path.relative_to(ROOT).as_posix()
    text = path.read_text("utf-8")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("table_open", lambda *_: '<div class="scroll" tabindex="0"><table class="rows">')
    markdown.add_render_rule("table_close", lambda *_: "</table></div>")
    markdown.add_render_rule("fence", _fence)
    tokens = markdown.parse(text)
    titles = _with_anchors(tokens)
    targets = tuple(dict.fromkeys(_led(tokens, posixpath.dirname(place))))
    html = Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704 - a file of this program
    return Document(address_of(place), titles[0], text, html, targets)


def _fence(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType
) -> str:
    """A block of code that can be scrolled with the keyboard."""
    return renderer.fence(tokens, place, options, env).replace("<pre>", '<pre tabindex="0">', 1)


def _with_anchors(tokens: list[Token]) -> list[str]:
    """Give each heading the anchor that it has in the repository; the texts of the headings."""
    used: Counter[str] = Counter()
    titles = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            titles.append("".join(child.content for child in inline.children or ()))
            name = _NOT_IN_ANCHORS.sub("", titles[-1].lower()).replace(" ", "-")
            opening.attrSet("id", f"{name}-{used[name]}" if used[name] else name)
            used[name] += 1
    return titles


def _led(tokens: list[Token], folder: str) -> Iterator[str]:
    """Lead the links and pictures of a document in a folder to addresses of this server, which are yielded."""
    for token in (child for parent in tokens for child in parent.children or ()):
        attribute = {"link_open": "href", "image": "src"}.get(token.type)
        target = str(token.attrGet(attribute)) if attribute else "#"
        if attribute is None or _OUTWARD.match(target):
            continue
        path, mark, anchor = target.partition("#")
        address = address_of(posixpath.normpath(posixpath.join(folder, path)))
        yield address
        token.attrSet(attribute, f"{address}{mark}{anchor}")
