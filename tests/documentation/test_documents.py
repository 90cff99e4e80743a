"""Commands of documents that change or start something run in a copy of the project and print what is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.documentation.examples import examples, run_example
from tests.ports import reserve

pytestmark = pytest.mark.timeout(1800)  # a walk builds several releases, each some minutes on a busy machine


@pytest.mark.parametrize(
    ("page", "least"),
    [
        ("CONTRIBUTING.md", 5),
        ("server/docs/curating.md", 15),
        ("server/docs/another-topic.md", 20),
        ("server/docs/operations.md", 8),
    ],
)
def test_a_document_walks_through_what_it_says(
    page: str, least: int, project: Path, environment: dict[str, str]
) -> None:
    shown = list(examples(with_other_ports((ROOT / page).read_text("utf-8"))))
    assert len(shown) >= least
    for example in shown:
        run_example(example, project, environment)


def with_other_ports(page: str) -> str:
    """The page with a reserved port in the place of each that it serves at, as another run may serve there too."""
    for port in {*re.findall(r"(?:127\.0\.0\.1:|--port )(\d+)", page)}:
        page = re.sub(rf"\b{port}\b", str(reserve()), page)
    return page


def test_the_ports_of_a_page_are_replaced_by_reserved_ones() -> None:
    page = with_other_ports(
        "eikg serve --port 8768 & curl http://127.0.0.1:8768/ --bind 127.0.0.1:8767 8766 files"
    )
    first, again, other = re.findall(r"(?:127\.0\.0\.1:|--port )(\d+)", page)
    assert first == again != other
    assert not {"8767", "8768"} & {first, other}
    assert page.endswith("8766 files")
