"""The programs that a query's page offers, copied from it and run as they stand: curl, Python, R, JavaScript."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from server.saved.front_matter import read
from server.saved.values import bind
from server.web.pages.queries.code import programs
from tests.conftest import require_tool
from tests.web.pages import get

SUFFIXES = {"sparqlwrapper": "py", "rdflib": "py", "r": "R", "javascript": "mjs"}
PROGRAMS = {"r": ("Rscript", "r-base-core"), "javascript": ("node", "nodejs")}
ASKED = {
    "/queries/resolutions-initiated": "state=state:belarus&language=be",
    "/queries/events-in-a-place": "place=place:minsk&from=2017-01-01&lang=ru",
    "/queries/status-as-of": "date=2016-01-01&body=body:sco&body=body:eaeu",
    "/queries/who-says": "",
}
"""Pages with values of every kind: a thing, several, a date, a language, an example."""


@pytest.mark.parametrize("path", ASKED)
@pytest.mark.parametrize("key", ["curl", *SUFFIXES])
def test_the_code_of_a_page_gives_its_answer(address: str, path: str, key: str, tmp_path: Path) -> None:
    page = get(address, f"{path}?{ASKED[path]}").text
    [csv_link] = re.findall(rf'href="({path}\.csv[^"]*)"', page)
    rows = get(address, unescape(csv_link)).text.splitlines()
    code = unescape(re.findall(rf'data-code="{key}"><code>(.*?)</code>', page, re.DOTALL)[0])
    told = run(key, code, tmp_path)
    if key == "curl":
        assert told.splitlines() == rows
        return
    count = len(rows) - 1
    first = rows[1].split(",")[0]
    assert count > 0
    assert first in told
    if key == "r":
        assert re.search(rf"^{count} ", told, re.MULTILINE), told[-300:]
        assert not re.search(rf"^{count + 1} ", told, re.MULTILINE)
    elif key == "javascript":
        assert told.count(f"{first_column(rows)}:") == count
    else:
        assert len([line for line in told.splitlines() if line.startswith("{")]) == count


def first_column(rows: list[str]) -> str:
    """The name of the first column, which has a value in each row."""
    return rows[0].split(",")[0]


def run(key: str, code: str, folder: Path) -> str:
    """Run a program as somebody would who copied it."""
    if key == "curl":
        require_tool("curl", "curl")
        command = ["sh", "-c", code.replace("curl ", "curl --silent --show-error ", 1)]
    else:
        file = folder / f"asked.{SUFFIXES[key]}"
        file.write_text(code, encoding="utf-8")
        program = require_tool(*PROGRAMS[key]) if key in PROGRAMS else sys.executable
        command = [program, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_value_with_every_kind_of_quote_stays_one_value(address: str, tmp_path: Path) -> None:
    nasty = 'it\'s """quoted""" \\ $(touch hit) `touch hit` %s é'
    saved = read(
        "queries/echo.rq",
        "#+ title: {en: Echo, ru: Эхо}\n#+ question: {en: Echo, ru: Эхо}\n#+ answers: []\n"
        "#+ parameters:\n#+   said: {type: string, label: {en: Text, ru: Текст}}\n"
        "#+ columns: {said: {en: text, ru: текст}}\n"
        'SELECT ?said WHERE { VALUES ?said { "a" } }\n',
    )
    given = {"said": [nasty]}
    codes = {code.key: code.text for code in programs(saved, given, bind(saved, given), address)}
    for key in ("sparqlwrapper", "rdflib"):
        assert row_of(run(key, codes[key], tmp_path)) == {"said": nasty}
    marker = tmp_path / "hit"
    subprocess.run(["sh", "-c", codes["curl"]], capture_output=True, cwd=tmp_path, check=False, timeout=60)
    assert not marker.exists()


def row_of(told: str) -> dict[str, str]:
    """The row that a Python program printed."""
    found = re.sub(r"rdflib\.term\.Literal\((.*)\)\}", r"\1}", told.strip())
    row: dict[str, str] = ast.literal_eval(found)
    return row
