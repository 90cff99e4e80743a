"""Saved queries by name: parameters as options, things by what they are called, and what is wrong with a value."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from server.namespaces import BASE
from tests.launcher import eikg_serve, launched
from tests.project import eikg

EAEU, BELARUS = BASE + "id/body/eaeu", BASE + "id/state/belarus"
HEADER = "member,number,form"


def rows(answering: Path, *arguments: str) -> list[str]:
    result = eikg(answering, "ask", "members", *arguments)
    assert result.returncode == 0, result.stderr
    header, *found = result.stdout.split()
    assert header == HEADER
    return found


@pytest.mark.parametrize(
    "value",
    ["body:un", BASE + "id/body/un", "United Nations", "united nations", "Организации Объединённых Наций"],
)
def test_a_thing_is_named_by_iri_or_in_words(answering: Path, value: str) -> None:
    assert rows(answering, "--body", value) == [f"{EAEU},1,plain", f"{BELARUS},1,plain"]


def test_how_words_were_understood_is_told(answering: Path) -> None:
    result = eikg(answering, "ask", "members", "--body", "United Nations")
    assert result.stderr == "--body body:un (United Nations)\n"


def test_without_words_no_index_is_needed(answering: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(answering, project, symlinks=True)
    for index in project.rglob("search.sqlite"):
        index.unlink()
    assert rows(project, "--body", "body:un") == [f"{EAEU},1,plain", f"{BELARUS},1,plain"]
    assert "has no index of names" in eikg(project, "ask", "members", "--body", "United Nations").stderr


def test_a_parameter_takes_several_values(answering: Path) -> None:
    assert sorted(
        rows(answering, "--body", "body:un", "--body", "body:eaeu", "--least", "1", "--least", "2")
    ) == [f"{one},{number},plain" for one in (EAEU, BELARUS) for number in (1, 2)]


def test_a_parameter_called_as_an_option_has_a_name_of_its_own(answering: Path) -> None:
    found = eikg(
        answering, "ask", "members", "--body", "body:eaeu", "--parameter-format", "x", "--format", "tsv"
    )
    assert found.stdout.splitlines()[1:] == [f'<{BELARUS}>\t1\t"x"']


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "--body is required; for example --body body:un"),
        (["--body", "body:un", "--least", "many"], "--least: 'many' is no whole number"),
        (["--body", "nowhere"], "--body: nothing that fits is called 'nowhere'"),
        (["--body", "note"], "--body: nothing that fits is called 'note'"),  # a document, which is no actor
        (["--bdy", "body:un"], "Did you mean '--body'?"),
    ],
)
def test_what_is_wrong_with_a_parameter_names_it(answering: Path, arguments: list[str], told: str) -> None:
    result = eikg(answering, "ask", "members", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert told in result.stderr


def test_words_for_several_things_list_them(answering: Path) -> None:
    result = eikg(answering, "ask", "members", "--body", "u")
    assert result.returncode == 2
    assert "'u' may mean one of these" in result.stderr
    assert "\n  body:eaeu  Eurasian Economic Union\n" in result.stderr


def test_a_name_that_does_not_exist_is_pointed_out(answering: Path) -> None:
    result = eikg(answering, "ask", "members", "--body", "body:eaue")
    assert (result.returncode, result.stdout.split()) == (0, [HEADER])
    assert f"did you mean <{EAEU}>?" in result.stderr


def test_the_list_has_each_query_and_can_be_searched(answering: Path) -> None:
    listed = "members  Members of a body\n"
    assert eikg(answering, "ask").stdout == listed
    assert eikg(answering, "ask", "--list", "члены организации").stdout == listed
    nothing = eikg(answering, "ask", "--list", "xylophone")
    assert (nothing.returncode, nothing.stdout) == (1, "")


def test_an_unknown_query_gets_the_nearest(answering: Path) -> None:
    result = eikg(answering, "ask", "membres")
    assert result.returncode == 2
    assert "no saved query 'membres'; did you mean members?" in result.stderr


def test_the_help_of_a_query_tells_of_parameters_and_columns(answering: Path) -> None:
    told = eikg(answering, "ask", "members", "--help").stdout
    assert "Who is a member of a body?" in told
    assert "--least NUMBER" in told
    assert "member: the member" in told


def test_an_answer_is_explained(answering: Path) -> None:
    told = eikg(answering, "ask", "members", "--body", "state:belarus", "--explain", "empty").stdout
    assert "no solution up to the triple pattern" in told


def test_another_endpoint_can_be_asked(answering: Path) -> None:
    with launched(eikg_serve(), folder=answering) as server:
        assert rows(
            answering, "--body", "Eurasian Economic Union", "--endpoint", f"{server.address}/sparql"
        ) == [f"{BELARUS},1,plain"]


def test_without_a_release_it_is_said_how_to_make_one(project: Path) -> None:
    for command in (["ask"], ["ask", "members"], ["search", "un"], ["query", "ASK {}"]):
        result = eikg(project, *command)
        assert (result.returncode, result.stdout) == (1, "")
        assert "run `eikg build`" in result.stderr
    assert eikg(project, "ask", "--help").returncode == 0
