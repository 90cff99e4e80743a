"""An evaluator has no rights and no files: not those of root, where root starts it, and none of its own user."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, cast

import pytest

from server.engine import Access, Job, Limits, landlock, template
from server.engine.job import Kind, encode_job, read_frame
from tests.conftest import ROOT, miss
from tests.engine.small_store import write

PROBING: Final = """
import ctypes, json, os, struct
from pathlib import Path
from server.engine import evaluator, template

def tried(work):
    try:
        return str(work())
    except OSError as error:
        return type(error).__name__

def probe(stores, job, access, output):
    path = job.query
    output.head("boolean", "")
    found = {
        "user": os.getresuid(), "group": os.getresgid(), "groups": os.getgroups(),
        "capabilities": capabilities(), "dumpable": prctl(3), "no_new_privileges": prctl(39),
        "bounding": [n for n in range(64) if prctl(23, n) == 1],
        "read": tried(lambda: Path(path).read_text()), "passwd": tried(lambda: Path("/etc/passwd").read_text()),
        "list": tried(lambda: os.listdir("/")), "write": tried(lambda: Path(path + ".new").write_text("x")),
        "delete": tried(lambda: os.unlink(path)), "link": tried(lambda: os.symlink("a", path + ".link")),
        "execute": tried(lambda: os.execv("/bin/true", ["true"])), "become": tried(lambda: os.setuid(0)),
        "parent": tried(lambda: os.kill(int(job.more[0]), 0)),
    }
    output.write(json.dumps(found).encode())
    output.end()

def prctl(number, operand=0):
    return ctypes.CDLL(None).prctl(number, operand, 0, 0, 0)

def capabilities():
    data = ctypes.create_string_buffer(24)
    ctypes.CDLL(None).capget(struct.pack("Ii", 0x20080522, 0), data)
    return sum(data.raw)

evaluator.answer = probe
evaluator.confine.__globals__["_free_descriptors"] = lambda number: [64]
template.start()
"""
"""A template whose evaluators tell what they may do in place of answering; they may open some descriptors."""


@contextmanager
def probed(store: Path, access: Access, limits: Limits) -> Iterator[tuple[int, Any]]:
    """The process id of an evaluator that runs, and what it may do."""
    secret = store.parent / "secret"
    secret.write_text("a secret")
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    channel, end = socket.socketpair()
    command = template.arguments(theirs.fileno(), store, access, limits)
    command[2] = PROBING
    with subprocess.Popen(command, cwd=ROOT, pass_fds=(theirs.fileno(),)) as process, control, channel:
        theirs.close()
        socket.send_fds(control, [template.FORK], [end.fileno()])
        end.close()
        file = cast("IO[bytes]", channel.makefile("rwb"))
        assert read_frame(file)[0] is Kind.READY
        file.write(encode_job(Job(str(secret), more=(str(os.getpid()),))))
        file.flush()
        body, kind = b"", Kind.HEAD
        while kind is not Kind.END:
            kind, content = read_frame(file)
            body += content if kind is Kind.DATA else b""
        yield process.pid, json.loads(body)
        file.close()


@pytest.fixture
def store() -> Iterator[Path]:
    """A store that every user may read, as /tmp is open to all and the folders of pytest are not."""
    folder = Path(tempfile.mkdtemp(prefix="eikg-test-"))
    folder.chmod(0o755)
    write(folder / "store", 3)
    yield folder / "store"
    shutil.rmtree(folder)


CASES = {
    "memory": (Access.RELEASE, Limits()),
    "disk": (Access.RELEASE, Limits(store_memory=0)),
    "scratch": (Access.SCRATCH, Limits()),
}


@pytest.mark.parametrize("case", CASES)
def test_an_evaluator_has_no_rights_and_reaches_no_file(store: Path, case: str) -> None:
    if not landlock.version():
        miss("this kernel has no Landlock")
    with probed(store, *CASES[case]) as (_, found):
        assert found["capabilities"] == 0
        assert found["dumpable"] == 0
        assert found["no_new_privileges"] == 1
        for attempt in ("read", "passwd", "list", "write", "delete", "link", "execute"):
            assert found[attempt] == "PermissionError", (attempt, found[attempt])
        if landlock.version() >= 6:
            assert found["parent"] == "PermissionError"


@pytest.mark.parametrize("case", CASES)
def test_an_evaluator_of_root_is_nobody(store: Path, case: str) -> None:
    if os.geteuid():
        miss("these tests are not run by root")
    with probed(store, *CASES[case]) as (_, found):
        assert found["user"] == [65534] * 3
        assert found["group"] == [65534] * 3
        assert found["groups"] == []
        assert found["bounding"] == []
        assert found["become"] == "PermissionError"


@pytest.mark.parametrize("case", ["disk", "scratch"])
def test_where_nobody_may_read_the_store_root_stays_without_its_rights(
    store: Path, case: str, capfd: pytest.CaptureFixture[str]
) -> None:
    if os.geteuid():
        miss("these tests are not run by root")
    (store.parent / "closed").mkdir(0o700)
    release = store.parent / "closed/release"
    shutil.copytree(store.parent, release, ignore=shutil.ignore_patterns("closed"))
    with probed(release / "store", *CASES[case]) as (_, found):
        assert found["user"] == [0] * 3
        assert (found["capabilities"], found["bounding"]) == (0, [])
        assert found["passwd"] == "PermissionError" or not landlock.version()
    assert "the user nobody may not read" in capfd.readouterr().err
