"""The page of what the checks found, over real HTTP, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.commands.test_report import WAIVER, write_check
from tests.project import invoke, write_project
from tests.web.client import Client
from tests.web.in_process import served_in_process
from tests.web.pages import Page, get


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    root = write_project(tmp_path_factory.mktemp("project"))
    write_check(root)
    (root / "ontology/checks/waivers.yaml").write_text(WAIVER)
    assert invoke(root, "build").exit_code == 0
    with served_in_process(root / ".eikg") as client:
        yield client


def test_each_check_is_listed_with_its_number_and_each_waiver_with_its_reason(site: Client) -> None:
    answer = get(site, "/quality")
    assert answer.status == 200
    found = Page(answer.text)
    [row] = [row for row in found.rows if row and row[0].startswith("no-russian-label")]
    assert row[1] == "0"
    assert "A test." in answer.text


def test_it_speaks_russian(site: Client) -> None:
    found = Page(get(site, "/quality?lang=ru").text)
    assert found.language == "ru"
    assert "Что показали проверки этого выпуска" in found.headings


@pytest.mark.parametrize(
    ("language", "title", "reason"),
    [
        ("en", "a waiver waives nothing", "should be seen"),
        ("ru", "допущение ничего не допускает", "следует увидеть"),
        ("be", "дапушчэнне нічога не дапускае", "варта ўбачыць"),
    ],
)
def test_a_check_is_told_in_the_readers_language(
    site: Client, language: str, title: str, reason: str
) -> None:
    found = Page(get(site, f"/quality?lang={language}").text)
    [row] = [row for row in found.rows if row and row[0].startswith("waiver-unused")]
    assert title in row[0]
    assert reason in row[2]
    [row] = [row for row in found.rows if row and row[0].startswith("no-russian-label")]
    assert "pages are in Russian too" in row[2], "what has no translation stands as it is"
