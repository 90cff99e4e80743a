"""The words of the pages about discrepancies: complete in three languages, and each of them used."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from server.web.pages.discrepancies.messages import DISCREPANCY_WORDS
from server.web.pages.model.discrepancies import Scope, Sort
from tests.conftest import ROOT


@pytest.mark.parametrize("key", DISCREPANCY_WORDS)
def test_a_text_is_there_in_three_languages_with_the_same_places(key: str) -> None:
    texts = DISCREPANCY_WORDS[key]
    assert len(texts) == 3
    places = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in texts]
    assert places[0] == places[1] == places[2]
    english, *others = (re.sub(r"\{\w+\}", "", text).strip() for text in texts)
    for other in others:
        assert not re.search("[A-Za-z]{4}", other.replace("SPARQL", "").replace("/discrepancies", ""))
        assert other != english or len(english) < 3


def test_every_text_is_shown_somewhere() -> None:
    files = [
        *(ROOT / "server/web/pages").rglob("*.py"),
        *(ROOT / "server/web/templates").rglob("*.html"),
    ]
    told = "\n".join(file.read_text("utf-8") for file in files if "messages" not in file.name)
    told = told.replace("'", '"')
    made = {f"disputed_{sort.name.lower()}" for sort in Sort}
    made |= {f"discrepancies_{sort.name.lower()}" for sort in Sort}
    made |= {
        f"discrepancies_{name}_{scope.name.lower()}" for name in ("contradiction", "scope") for scope in Scope
    }
    made |= {f"discrepancies_by_{name}" for name in ("kind", "scope", "settled", "severity", "document")}
    assert {key for key in DISCREPANCY_WORDS if f'"{key}"' not in told} <= made
