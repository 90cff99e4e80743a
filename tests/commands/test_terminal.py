"""What depends on a terminal: tables with short names, progress, Ctrl-C."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.commands.terminal import at_terminal
from tests.launcher import EIKG
from tests.project import eikg

NAMES = (
    "SELECT ?body ?name { ?body a eik:Actor ; rdfs:label ?name FILTER(LANG(?name) = 'en') } ORDER BY ?body"
)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o FILTER(?a = ?o) }"


def test_a_terminal_gets_a_table_with_short_names(answering: Path) -> None:
    shown = at_terminal(answering, [EIKG, "query", NAMES])
    assert shown.status == 0
    assert shown.text.splitlines() == [
        "body       name",
        "─────────  ───────────────────────",
        "body:eaeu  Eurasian Economic Union",
        "body:un    United Nations",
        "2 rows",
    ]


def test_a_graph_has_short_names_too(answering: Path) -> None:
    shown = at_terminal(answering, [EIKG, "query", "CONSTRUCT WHERE { state:belarus eik:memberOf ?body }"])
    assert "state:belarus eik:memberOf body:un" in shown.text


@pytest.mark.parametrize(("command", "stage"), [("check", "validate …"), ("export", "read and write …")])
def test_long_work_shows_what_it_does_on_a_terminal_alone(answering: Path, command: str, stage: str) -> None:
    assert stage in at_terminal(answering, [EIKG, command]).text
    piped = eikg(answering, command)
    assert "…" not in piped.stderr + piped.stdout


def test_ctrl_c_ends_a_query_in_a_word(answering: Path) -> None:
    shown = at_terminal(
        answering,
        ["bash", "-c", f'echo started; exec "{EIKG}" query "{ENDLESS}"'],
        until="started",
        keys=b"\x03",
    )
    assert shown.status != 0
    assert "Traceback" not in shown.text
    assert "Exception" not in shown.text


def test_a_query_at_work_ends_with_ctrl_c(answering: Path) -> None:
    script = f'(sleep 2; echo working) & exec "{EIKG}" query "{ENDLESS}"'
    shown = at_terminal(answering, ["bash", "-c", script], until="working", keys=b"\x03")
    assert (shown.status, shown.text.splitlines()[-1]) == (1, "Aborted!")
    assert "Traceback" not in shown.text


@pytest.mark.parametrize("command", ["query 'SELECT * { ?s ?p ?o }'", "ask", "check --all"])
def test_a_pipe_that_ends_early_is_no_fault(answering: Path, command: str) -> None:
    script = f"{EIKG} {command} 2>&1 | sed 1q"
    result = subprocess.run(["bash", "-c", script], cwd=answering, capture_output=True, text=True, check=True)
    assert len(result.stdout.splitlines()) == 1
