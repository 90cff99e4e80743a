"""The documents as the tests read them: their links, anchors and tables, from the files themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt

from tests.conftest import ROOT

DOCS = ROOT / "server" / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
TOP = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]


def text_of(name: str) -> str:
    """The text of a document, by its name below server/docs."""
    return (DOCS / f"{name}.md").read_text("utf-8")


def links(text: str) -> Iterator[str]:
    """The targets of all links and pictures."""
    for block in MarkdownIt("commonmark").enable("table").parse(text):
        for token in block.children or ():
            if token.type in ("link_open", "image"):
                yield str(token.attrGet("href") or token.attrGet("src"))


def html(text: str) -> Iterator[str]:
    """What stands there as HTML."""
    for block in MarkdownIt("commonmark").enable("table").parse(text):
        yield from (
            token.content for token in (block, *(block.children or ())) if token.type.startswith("html")
        )


def anchors(text: str) -> set[str]:
    """What a link may have behind its `#`: the headings as GitHub names them."""
    headings = re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def rows(text: str, heading: str = "") -> Iterator[list[str]]:
    """The cells of all rows of tables, without their heads; of those below a heading, if one is named."""
    if heading:
        text = re.split(r"^#+ .*$", text.partition(f"# {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    for line in text.splitlines():
        if line.startswith("| "):
            yield [cell.strip() for cell in line.strip("| ").split(" | ")]


def relative(path: Path) -> str:
    """The name of a file of the project, for ids of tests."""
    return path.relative_to(ROOT).as_posix()
