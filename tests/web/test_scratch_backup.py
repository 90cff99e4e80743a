"""`eikg scratch backup` and `restore`: what is put back is what was there, and nothing is overwritten by mistake."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.commands import main
from tests.web.test_scratch import TOKEN, Scratch, scratch

STATE = "INSERT DATA { <a:s> <a:p> 1, _:b . GRAPH <a:g> { <a:s> <a:p> 'one\\ntwo'@be, _:b . _:b <a:q> _:c } }"


@pytest.fixture(scope="module")
def server() -> Iterator[Scratch]:
    with scratch("--empty") as started:
        yield started


@pytest.fixture(autouse=True)
def nothing_there(server: Scratch) -> None:
    assert server.update("DROP ALL").status == 204


def run(server: Scratch, command: str, file: Path, *options: str) -> Result:
    arguments = ["scratch", command, str(file), "--server", f"http://127.0.0.1:{server.port}", *options]
    return CliRunner().invoke(main, arguments, env={"EIKG_SCRATCH_TOKEN": TOKEN})


def done(server: Scratch, command: str, file: Path, *options: str) -> str:
    result = run(server, command, file, *options)
    assert result.exit_code == 0, result.output
    return result.output.partition(": ")[2].strip()


def refused(server: Scratch, command: str, file: Path, *options: str) -> str:
    result = run(server, command, file, *options)
    assert result.exit_code == 1, result.output
    return result.output


def test_what_is_put_back_is_what_was_there(server: Scratch, tmp_path: Path) -> None:
    file, again = tmp_path / "all.nq", tmp_path / "again.nq"
    assert server.update(STATE).status == 204
    assert done(server, "backup", file) == "5 statements"
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert (tmp_path / "all.nq.sha256").read_text() == f"{digest}  all.nq\n", "as sha256sum writes it"
    assert server.update("DROP ALL").status == 204
    assert done(server, "restore", file) == "5 statements"
    assert done(server, "backup", again) == "5 statements"
    shared = "{ <a:s> <a:p> ?b . FILTER(ISBLANK(?b)) GRAPH <a:g> { <a:s> <a:p> 'one\\ntwo'@be, ?b . ?b <a:q> ?c } }"
    assert server.get(query=f"ASK {shared}").json()["boolean"], "blank nodes too, across graphs"
    assert server.count("GRAPH ?g { ?s ?p ?o }") == 3


def test_nothing_is_overwritten_unasked(server: Scratch, tmp_path: Path) -> None:
    file = tmp_path / "all.nq"
    assert server.update("INSERT DATA { <a:s> <a:p> 1 }").status == 204
    done(server, "backup", file)
    before = file.read_bytes()
    assert f"{file} exists" in refused(server, "backup", file)
    assert file.read_bytes() == before
    assert server.update("INSERT DATA { <a:s> <a:p> 2 }").status == 204
    assert "holds 2 statements" in refused(server, "restore", file)
    assert server.count("?s ?p ?o") == 2
    assert done(server, "restore", file, "--replace") == "1 statement"
    assert server.count("?s ?p ?o") == 1


def test_a_damaged_backup_is_refused(server: Scratch, tmp_path: Path) -> None:
    file = tmp_path / "all.nq"
    server.update("INSERT DATA { <a:s> <a:p> 1 }")
    done(server, "backup", file)
    server.update("DROP ALL")
    file.write_bytes(file.read_bytes()[:-1])
    assert "is damaged" in refused(server, "restore", file)
    (tmp_path / "all.nq.sha256").unlink()
    assert "cannot be read" in refused(server, "restore", file)
    assert server.count("?s ?p ?o") == 0


def test_a_backup_made_while_it_is_written_to_is_one_state(server: Scratch, tmp_path: Path) -> None:
    """Each update takes a pair away and adds another: half of a pair would be a state that never was."""
    over = threading.Event()
    server.update("INSERT DATA { <a:0> <a:left> 0 ; <a:right> 0 }")

    def write() -> None:
        for number in range(1, 10_000):
            if over.is_set():
                return
            new = f"<a:{number}> <a:left> {number} ; <a:right> {number}"
            server.update(f"DELETE WHERE {{ ?s ?p ?o }} ; INSERT DATA {{ {new} }}")

    thread = threading.Thread(target=write)
    thread.start()
    try:
        states = set()
        for number in range(8):
            done(server, "backup", file := tmp_path / f"{number}.nq")
            left, right = file.read_text().splitlines()
            assert left.replace("left", "right") == right
            states.add(left)
    finally:
        over.set()
        thread.join()
    assert len(states) > 1, "it was written to meanwhile"


def test_what_is_wrong_is_said(server: Scratch, tmp_path: Path, address: str) -> None:
    arguments = ["scratch", "backup", str(tmp_path / "a.nq"), "--server"]
    told = CliRunner().invoke(main, [*arguments, address])
    assert (told.exit_code, "there is no scratch dataset" in told.output) == (1, True)
    told = CliRunner().invoke(main, [*arguments, "ftp://example.org"])
    assert (told.exit_code, "is no address" in told.output) == (2, True)
    told = CliRunner().invoke(main, [*arguments, "http://127.0.0.1:1"])
    assert (told.exit_code, "Connection refused" in told.output) == (1, True)
    assert not [*tmp_path.iterdir()]
    assert "cannot be written" in refused(server, "backup", tmp_path / "nowhere" / "a.nq")
    server.update("INSERT DATA { <a:s> <a:p> 1 }")
    done(server, "backup", file := tmp_path / "a.nq")
    arguments = ["scratch", "restore", str(file), "--replace", "--server", f"http://127.0.0.1:{server.port}"]
    told = CliRunner().invoke(main, arguments, env={"EIKG_SCRATCH_TOKEN": "another-token-0123456789"})
    assert (told.exit_code, "the token in EIKG_SCRATCH_TOKEN" in told.output) == (1, True)
    told = CliRunner().invoke(main, arguments, env={"EIKG_SCRATCH_TOKEN": None})
    assert (told.exit_code, "EIKG_SCRATCH_TOKEN is not set" in told.output) == (1, True)
