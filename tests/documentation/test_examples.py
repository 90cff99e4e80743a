"""Every command of a document that only asks runs against one server, and prints what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.settings import Settings
from tests.conftest import RELEASES, ROOT
from tests.documentation.examples import Example, examples, run_example

PAGES = {
    "README.md": 6,
    "server/docs/command-line.md": 6,
    "server/docs/http-api.md": 18,
    "server/docs/tutorial/federation.md": 1,
}
"""Document → the number of commands that it has at least."""


def shown(page: str) -> list[Example]:
    found = examples((ROOT / page).read_text("utf-8"))
    return [example for example in found if not example.command.startswith("make ")]


@pytest.mark.parametrize("page", PAGES)
def test_a_document_shows_what_its_commands_print(
    page: str, address: str, environment: dict[str, str], tmp_path: Path
) -> None:
    assert len(shown(page)) >= PAGES[page]
    for name in ("ontology", "triples"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / Settings().releases).symlink_to(RELEASES)
    for example in shown(page):
        run_example(example.at("http://127.0.0.1:8000", address), tmp_path, environment)
