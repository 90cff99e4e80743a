"""ontology/project.toml: where it is found, what it must hold, and what is said when it does not."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from server.languages import LANGUAGES
from server.namespaces import PREFIXES, PROJECT, SCHEMES
from server.project import COPY, FILE, VARIABLE, ProjectError, find, read
from tests.conftest import RELEASES, ROOT
from tests.project import NAMES, invoke, write_project


def written(folder: Path, text: str = NAMES) -> Path:
    path = folder / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_schemes_are_the_files_of_their_folder_and_stand_in_the_copy_of_a_release() -> None:
    assert set(SCHEMES) == {path.stem for path in (ROOT / "ontology/schemes").glob("*.ttl")}
    copy = read((RELEASES / "current" / COPY).resolve())
    assert (copy.root, copy.schemes, copy.kinds) == (None, PROJECT.schemes, PROJECT.kinds)
    assert copy.copy == PROJECT.copy


def test_it_is_found_upward_in_a_release_and_by_the_variable(tmp_path: Path) -> None:
    path = written(tmp_path / "one")
    (tmp_path / "one/deep/down").mkdir(parents=True)
    assert find(tmp_path / "one/deep/down", {}).root == path.parent.parent
    assert find(RELEASES / "current", {}).root is None
    assert find(tmp_path, {VARIABLE: str(RELEASES)}).base == PROJECT.base
    with pytest.raises(ProjectError, match="eikg init DIR"):
        find(tmp_path, {})
    with pytest.raises(ProjectError, match=f"{VARIABLE} names"):
        find(tmp_path, {VARIABLE: str(tmp_path)})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('base = "https://w3id.org/eikg/"', 'base = "https://w3id.org/eikg"', "ends with a slash"),
        ('base = "https://w3id.org/eikg/"', "", "no base; `eikg init` writes"),
        ('prefix = "eik"', 'prefix = "skos"', "stands for something else"),
        ('prefix = "eik"', 'prefix = "E I"', "a short name in small letters"),
        ('name = "EIKG"', 'name = "EIKG"\ncolour = "red"', "key 'colour' is unknown"),
        ('segment = "Segment"\n', "", "kinds lacks segment"),
        ('segment = "Segment"\n', "segment = 3\n", "kinds.segment is 3; give the class"),
        ('languages = ["en", "ru", "be"]', 'languages = ["en", "en"]', "names en twice"),
        ('segment = "Segment"\n', 'segment = "Segment"\nBig = "Big"\n', "kinds holds 'Big'"),
        ('languages = ["en", "ru", "be"]', 'languages = "en"', "languages is no list"),
        ("[topics]\n", '[topics]\nBig = { en = "Big" }\n', "topics is no table of names"),
        ("[topics]\n", '[topics]\nbig = "Big"\n', "topics.big. is no table of texts"),
        ('languages = ["en", "ru", "be"]', 'languages = ["kk"]', r"\[title\] has no text in kk"),
        ("[heading]\nen = ", "[heading]\nen = 3 #", r"\[heading\] is no table of texts"),
        ('eurovoc = "http://eurovoc.europa.eu/"', 'eurovoc = "eurovoc"', "prefixes.eurovoc is 'eurovoc'"),
        ("eurovoc =", "owl =", "prefixes.owl is no name for a prefix, or taken"),
        ("base =", "base", "is no TOML"),
    ],
)
def test_each_fault_is_told_with_its_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert NAMES.count(old) == 1
    with pytest.raises(ProjectError, match=message) as raised:
        read(written(tmp_path, NAMES.replace(old, new)))
    assert str(tmp_path) in str(raised.value)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from server.commands import main; main(prog_name='eikg')", *arguments]
    # The package is found by its path, as it is where it is installed.
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_without_a_project_commands_say_what_to_do_and_help_is_there(tmp_path: Path) -> None:
    found = run(tmp_path, "check")
    assert found.returncode == 1
    assert "make a project with `eikg init DIR`" in found.stderr
    assert "Traceback" not in found.stderr
    listed = run(tmp_path, "--help")
    assert listed.returncode == 0
    assert "init" in listed.stdout


def test_root_names_the_project_whose_names_are_read(tmp_path: Path) -> None:
    root = write_project(tmp_path / "project")
    other = NAMES.replace("https://w3id.org/eikg/", "https://example.org/other/")
    (root / FILE).write_text(other, encoding="utf-8")
    elsewhere = run(ROOT, "check", "--root", str(root))
    assert "is no kind of thing" not in elsewhere.stderr
    # The files have the former base, and the project another one.
    assert "the prefix table of the project has no eik: <https://w3id.org/eikg/ontology/>" in elsewhere.stderr
    # A process that has read other names cannot.
    assert "has other names than" in invoke(root, "check").output


def test_the_prefixes_of_the_project_stand_in_the_table() -> None:
    assert PREFIXES[PROJECT.prefix] == PROJECT.base + "ontology/"
    assert PREFIXES.items() >= dict(PROJECT.prefixes).items()
    assert PREFIXES["doc"] == PROJECT.base + "id/document/"


@pytest.mark.parametrize(
    ("languages", "texts", "found"),
    [
        (("en", "ru", "be"), {"en": "a", "ru": "б", "be": "ў"}, ("a", "б", "ў")),
        (("en", "ru"), {"en": "a", "ru": "б"}, ("a", "б", "б")),
        (("en",), {"en": "a"}, ("a", "a", "a")),
        (("ru", "en"), {"ru": "б"}, ("б", "б", "б")),
        (("kk",), {"kk": "қ"}, ("қ", "қ", "қ")),
    ],
)
def test_a_text_that_is_lacking_is_stood_in_for(
    languages: tuple[str, ...], texts: dict[str, str], found: tuple[str, ...]
) -> None:
    project = replace(PROJECT, languages=languages)
    assert tuple(project.in_language(texts, language) for language in LANGUAGES) == found
