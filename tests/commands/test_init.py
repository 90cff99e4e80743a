"""`eikg init`: a project on another topic, from an empty folder to an answered question."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from server.authoring.start import BASE, Start, files
from tests.conftest import ROOT

EIKG = str(Path(sys.executable).with_name("eikg"))
OPTIONS = ("--base", "https://example.org/harbours/", "--name", "H-KG", "--title", 'The "Harbours"')


def eikg(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([EIKG, *arguments], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("init")
    made = eikg(folder, "init", "graph", *OPTIONS, "--language", "be", "--language", "en")
    assert made.returncode == 0, made.stderr
    return folder / "graph"


def test_it_builds_and_passes_its_own_checks_and_answers(project: Path) -> None:
    built = eikg(project, "build")
    assert built.returncode == 0, built.stderr
    checked = eikg(project, "check", "--answers")
    assert (checked.returncode, checked.stderr) == (0, "")
    strict = eikg(project, "check", "--strict")
    assert (strict.returncode, strict.stderr) == (0, "")
    asked = eikg(project, "query", "SELECT ?who { ?who hkg:wrote doc:about }")
    assert asked.stdout == "who\nhttps://example.org/harbours/id/group/editors\n"


def test_an_answer_that_is_not_the_expected_one_fails(project: Path) -> None:
    expected = project / "queries/expected/who-wrote-what.csv"
    text = expected.read_text(encoding="utf-8")
    expected.write_text(text.replace("doc:about,", "doc:other,"), encoding="utf-8")
    found = eikg(project, "check", "--answers")
    expected.unlink()
    missing = eikg(project, "check", "--answers")
    expected.write_text(text, encoding="utf-8")
    assert found.returncode == 1
    assert (
        "queries/expected/who-wrote-what.csv: [answer] who-wrote-what: row expected but not given"
        in found.stderr
    )
    assert "is missing: nobody said which rows" in missing.stderr


def test_rows_whose_order_is_left_open_are_told(project: Path) -> None:
    query = project / "queries/who-wrote-what.rq"
    text = query.read_text(encoding="utf-8")
    two_rows = "?passage ?speaker WHERE { VALUES (?passage ?speaker) { (1 2) (3 4) } } ORDER BY (1)"
    query.write_text(re.sub(r"\?passage \?speaker WHERE[\s\S]*", two_rows, text), encoding="utf-8")
    built = eikg(project, "build")
    found = eikg(project, "check", "--answers")
    query.write_text(text, encoding="utf-8")
    eikg(project, "build")
    assert built.returncode == 0, built.stderr
    assert (
        "queries/who-wrote-what.rq: [answer-order] who-wrote-what: ORDER BY leaves the order of rows open"
        in found.stderr
    )


def test_labels_are_in_the_languages_chosen(project: Path) -> None:
    text = (project / "ontology/modules/claims.ttl").read_text(encoding="utf-8")
    assert '"Claim"@en' in text
    assert '"Сцвярджэнне"@be' in text
    assert "@ru" not in text


def test_nothing_of_the_topic_comes_along(project: Path) -> None:
    own = (
        path
        for part in (
            "ontology/modules",
            "ontology/schemes",
            "ontology/shapes",
            "ontology/rules",
            "triples",
            "queries",
            "texts",
        )
        for path in (project / part).rglob("*")
        if path.is_file()
    )
    for path in own:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"Belarus(?!ian)|Eurasia|w3id\.org/eikg|\beik:", text), path


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("graph", *OPTIONS), "graph is not empty"),
        (
            ("other", "--base", "example.org", "--name", "X", "--title", "X"),
            "base is 'example.org'; give an IRI",
        ),
        (("other", *OPTIONS, "--prefix", "owl"), "prefix is 'owl', which stands for something else"),
        (("other", *OPTIONS, "--language", "ru"), "--language lacks en"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    project: Path, arguments: tuple[str, ...], message: str
) -> None:
    refused = eikg(project.parent, "init", *arguments)
    assert refused.returncode == 1
    assert message in refused.stderr
    assert not (project.parent / "other").exists()


@pytest.mark.parametrize(
    "path", sorted((BASE / "ontology/modules").glob("*.ttl")), ids=lambda path: path.stem
)
def test_the_base_means_what_this_project_means(path: Path) -> None:
    """Labels, definitions, domains and ranges of the terms that both have are the same: one meaning, told twice."""
    said = re.compile(r"^(eik:\w+)\n(.*?)^    \.\n", re.MULTILINE | re.DOTALL)
    ours = {
        name: body
        for file in (ROOT / "ontology/modules").glob("*.ttl")
        for name, body in said.findall(file.read_text(encoding="utf-8"))
    }
    differing = re.compile(
        r"    (skos:(example|editorialNote)|eik:(page|objectPage)Section|eik:connectionRole)(\n(        .*\n)+| .*\n)"
    )
    for name, body in said.findall(path.read_text(encoding="utf-8")):
        if path.stem == "work":
            assert name not in ours, "the base's own module has terms of its own"
        else:
            assert differing.sub("", body) == differing.sub("", ours[name]), name


@pytest.mark.parametrize("path", sorted((BASE / "ontology/checks").glob("*.rq")), ids=lambda path: path.stem)
def test_the_base_checks_what_this_project_checks(path: Path) -> None:
    """A check of the base is this project's (a link), or that without the terms that the base has not."""
    here = ROOT / "ontology/checks" / path.name
    assert path.exists(), "a link to a check that is gone"
    assert here.exists()
    text = here.read_text(encoding="utf-8")
    ours = {*text.splitlines(), *text.replace(" eik:nameVariant", "").splitlines()}
    assert [line for line in path.read_text(encoding="utf-8").splitlines() if line not in ours] == []


def test_texts_that_need_quotes_keep_them() -> None:
    start = Start("https://example.org/", "x", 'A "B"', 'A "B" \\ C', ("en",), "2026-01-01")
    written = files(start)
    assert 'en = "A \\"B\\" \\\\ C"' in written["ontology/project.toml"]
    assert 'Ontology: A \\"B\\" \\\\ C' in written["ontology/modules/x.ttl"]
