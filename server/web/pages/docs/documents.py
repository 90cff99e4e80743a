"""The documents of server/docs, read once: their HTML with links led to this server, and the queries in them.

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

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from server.web.pages.docs.examples import Example, example_of

ROOT: Final = Path(__file__).resolve().parents[4]
"""The project's folder."""

FOLDER: Final = "server/docs"
"""Where in it the documents are."""

FILES: Final = "/docs/files/"
"""Where the server shows the files of the project that documents link to."""

_OF_FOLDER: Final = "README"
"""The document that stands for its folder."""

_OUTWARD: Final = re.compile("[a-z]+:|#")
_NOT_IN_ANCHORS: Final = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Piece:
    """A stretch of a document as HTML, and the query that follows it, if one does."""

    html: Markup
    example: Example | None = None


@dataclass(frozen=True)
class Document:
    """A document: its address, its title, its text in Markdown and in pieces, what of this server it links to."""

    address: str
    title: str
    text: str
    pieces: tuple[Piece, ...]
    targets: tuple[str, ...]

    @property
    def examples(self) -> tuple[Example, ...]:
        """Its queries, in order; each is numbered by its place, from 1."""
        return tuple(piece.example for piece in self.pieces if piece.example)


@cache
def documents() -> Mapping[str, Document]:
    """Every document by its address. They are files of this program and do not change."""
    found = [_read(path) for path in sorted((ROOT / FOLDER).rglob("*.md"))]
    return {one.address: one for one in found}


def contents(shown: Document) -> Iterator[Document]:
    """The documents to choose from beside one: those that the first one lists, and those of the folder shown."""
    first = documents()["/docs"]
    listed = [first, *_below(first)]
    for one in listed:
        yield one
        if one is not first and f"{shown.address}/".startswith(f"{one.address}/"):
            yield from (below for below in _below(one) if below not in listed)


def beside(shown: Document) -> tuple[Document | None, Document | None]:
    """The documents before and after one of a folder, in the order in which the folder's own document lists them."""
    folder = documents().get(posixpath.dirname(shown.address), shown)
    if folder.address == "/docs":
        folder = shown
    order = [None, folder, *_below(folder), None]
    place = order.index(shown)
    return order[place - 1], order[place + 1]


def _below(folder: Document) -> Iterator[Document]:
    """The documents that the one of a folder lists."""
    for address in folder.targets:
        if address.startswith(f"{folder.address}/") and address in documents():
            yield documents()[address]


def address_of(path: str) -> str:
    """The address of a file of the project, given by its path there: a document's page, or the file itself."""
    stem, suffix = posixpath.splitext(path)
    if not path.startswith(f"{FOLDER}/") or suffix != ".md":
        return f"{FILES}{path}"
    name = posixpath.relpath(stem, FOLDER)
    folder, last = posixpath.split(name)
    return f"/docs/{folder if last == _OF_FOLDER else name}".rstrip("/")


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
    return Document(address_of(place), titles[0], text, tuple(_pieces(markdown, tokens)), targets)


def _pieces(markdown: MarkdownIt, tokens: Sequence[Token]) -> Iterator[Piece]:
    """Cut a document behind each of its queries, which are not rendered: the page shows them with what runs them."""
    number, waiting = 0, list[Token]()

    def rendered() -> Markup:
        html = markdown.renderer.render(waiting, markdown.options, {})
        return Markup(html)  # noqa: S704 - a file of this program

    for token in tokens:
        example = example_of(token.info, token.content, number + 1) if token.type == "fence" else None
        if example is None:
            waiting.append(token)
        else:
            yield Piece(rendered(), example)
            number, waiting = number + 1, []
    yield Piece(rendered())


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
