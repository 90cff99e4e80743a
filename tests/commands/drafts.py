"""What the tests of `eikg new` ask for, and what it answers."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import Result

from tests.conftest import ROOT
from tests.project import invoke

EVENTS = "ontology/modules/events.ttl"
WORDS = {"en": "Summit", "ru": "Саммит", "be": "Саміт"}
CLASS = {
    "module": "events",
    "parent": "eik:Meeting",
    "definition": "meeting that brings heads of state or government together",
    "definition-ru": "встреча, на которую собираются главы государств или правительств",
    "example": "The summit of the Shanghai Cooperation Organisation in Astana in 2024.",
    "example-thing": "event:sco-summit-astana-2024",
}
PROPERTY = {
    "module": "events",
    "kind": "object",
    "domain": "eik:Meeting",
    "range": "eik:Actor",
    "definition": "relation of a meeting to the actor that asked for it",
    "definition-ru": "отношение встречи к актору, по просьбе которого она созвана",
    "example": "The meeting in Minsk, which the OSCE asked for.",
    "example-thing": "event:minsk-1",
}
PROPERTY_WORDS = {
    "en": "convoked at the wish of",
    "ru": "созвано по желанию",
    "be": "склікана паводле жадання",
}
SPARQL = """\
SELECT ?meeting ?place {
  VALUES ?meeting { UNDEF }
  ?meeting a eik:Meeting ; eik:place/rdfs:label ?place .
  FILTER(LANG(?place) = "en")
}
ORDER BY ?meeting
"""
ABOUT_QUERY = (
    *("--question-en", "Where, and when?", "--question-ru", "Где: и когда?", "--answers", "Q37"),
    *("--column", "meeting", "the meeting", "встреча", "--column", "place", "where it was", "где она была"),
    *("--parameter", "meeting", "iri=eik:Meeting", "Meeting", "Встреча"),
)


def copied(folder: Path) -> Path:
    """A copy of the real project's files; return the folder."""
    for part in ("ontology", "triples", "queries"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


def options(given: dict[str, str], words: dict[str, str]) -> list[str]:
    labels = {f"label-{language}": label for language, label in words.items()}
    return [part for name, value in {**given, **labels}.items() for part in (f"--{name}", value)]


def query(en: str, ru: str) -> tuple[str, ...]:
    """All that a query with these titles needs, except for its text."""
    return "--title-en", en, "--title-ru", ru, *ABOUT_QUERY


def state(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def refused(project: Path, *arguments: str) -> str:
    """Run a command that must fail and leave every file as it was; return what it said."""
    before = state(project)
    result = invoke(project, "new", *arguments)
    assert result.exit_code != 0, result.output
    assert state(project) == before
    return result.output


def added(project: Path, *arguments: str) -> Result:
    """Run a command that must succeed."""
    result = invoke(project, "new", *arguments)
    assert result.exit_code == 0, result.output
    return result
