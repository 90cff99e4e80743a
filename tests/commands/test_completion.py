"""Completion in a real bash: commands, options, saved queries, and names with a colon."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.commands.terminal import at_terminal
from tests.launcher import EIKG
from tests.project import eikg

SCRIPT = """
PATH="$1:$PATH"
eval "$(eikg completion bash)"
compopt() { :; }
COMP_LINE=$2 COMP_POINT=${#2} COMPREPLY=()
_eikg_completion eikg
printf '%s\\n' "${COMPREPLY[@]}"
"""


def completed(folder: Path, line: str) -> list[str]:
    """What bash is offered for a line."""
    result = subprocess.run(
        ["bash", "--norc", "-c", SCRIPT, "bash", str(Path(EIKG).parent), line],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stderr == ""
    return result.stdout.split("\n")[:-1]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("eikg que", ["query"]),
        ("eikg ask members --le", ["--least"]),
        ("eikg ask members --body body:", ["eaeu", "un"]),
        ("eikg why state:belarus eik:memberO", ["memberOf"]),
        ("eikg why state", ["state:", "statement:"]),
        ("eikg ask members --body zz:", [""]),
    ],
)
def test_a_line_is_completed(answering: Path, line: str, offered: list[str]) -> None:
    assert completed(answering, line) == offered


def test_where_there_is_no_release_nothing_is_said(project: Path) -> None:
    assert completed(project, "eikg ask mem") == [""]


def test_the_tabulator_completes_at_a_prompt(answering: Path) -> None:
    start = 'PS1="> "; bind "set enable-bracketed-paste off"; eval "$(eikg completion bash)"; echo rea""dy\n'
    keys = f"{start}eikg ask mem\t--body body:e\t--explain em\t; exit\n".encode()
    shown = at_terminal(answering, ["bash", "--norc", "-i"], until="", keys=keys)
    assert "eikg ask members --body body:eaeu --explain empty ; exit" in shown.text
    assert "The query has an answer" in shown.text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script(answering: Path, shell: str) -> None:
    assert f"_EIKG_COMPLETE={shell}_complete" in eikg(answering, "completion", shell).stdout
