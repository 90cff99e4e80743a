"""A release through the real command: what it holds, that it is reproducible, and that it is whole or not there."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store

from server.integrity import record
from server.namespaces import BASE, PREFIXES
from server.release import NoRelease, Release, current
from tests.conftest import ROOT
from tests.launcher import EIKG
from tests.project import commit, eikg, replace, write_project

NOTE = "triples/documents/note.trig"


def build(project: Path, **environment: str) -> Release:
    result = eikg(project, "build", **environment)
    assert result.returncode == 0, result.stderr
    return current(project / ".eikg")


def rows(release: Release, query: str) -> list[list[str]]:
    store = Store.read_only(str(release.store))
    result = store.query("".join(f"PREFIX {p}: <{i}> " for p, i in PREFIXES.items()) + query)
    assert isinstance(result, pyoxigraph.QuerySolutions)
    return [[str(getattr(term, "value", "")) for term in row] for row in result]


def test_the_release_holds_what_was_curated_and_what_follows(project: Path) -> None:
    release = build(project)
    members = rows(release, "SELECT ?b WHERE { state:belarus eik:memberOf ?b } ORDER BY ?b")
    assert members == [[BASE + "id/body/eaeu"], [BASE + "id/body/un"]]
    assert rows(release, "SELECT ?g WHERE { GRAPH ?g { state:belarus eik:memberOf body:un } }") == [
        [BASE + "graph/inferred"]
    ]
    bounds = (
        "SELECT ?from ?to WHERE { membership:belarus-eaeu eik:earliest ?from OPTIONAL { ?m eik:latest ?to } }"
    )
    assert rows(release, bounds) == [["2015-01-01", ""]]
    segments = (
        "SELECT ?s ?n WHERE { claim:note-001 eik:passage ?s . ?s eik:position ?n ; eik:inDocument doc:note }"
    )
    assert rows(release, segments) == [[BASE + "id/segment/note-001", "1"]]
    triples = rows(release, "SELECT ?n WHERE { <https://w3id.org/eikg/> void:triples ?n }")
    described = rows(
        release,
        "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
        "FILTER(REGEX(STR(?g), '(description|void|examples)$')) }",
    )
    assert int(triples[0][0]) + int(described[0][0]) == release.manifest.counts["triples"]


def test_the_progress_is_shown_on_a_terminal_only(project: Path) -> None:
    assert eikg(project, "build").stderr == ""
    terminal, end = pty.openpty()
    with subprocess.Popen([EIKG, "build"], cwd=project, stdout=subprocess.DEVNULL, stderr=end) as process:
        os.close(end)
        shown = b""
        with suppress(OSError):  # Linux ends a terminal that nobody holds with an error
            while part := os.read(terminal, 1024):
                shown += part
    os.close(terminal)
    assert process.returncode == 0
    lines = shown.decode().replace("\r", "\n").replace("\033[K", "").split("\n")
    stages = [line.split()[0] for line in lines if line]
    assert list(dict.fromkeys(stages)) == [
        "read",
        "derive",
        "infer",
        "validate",
        "measure",
        "describe",
        "write",
    ]


def test_nothing_follows_from_a_denial(project: Path) -> None:
    replace(project, NOTE, "stance:asserts ;", "stance:denies ;")
    assert rows(build(project), "SELECT ?b WHERE { state:belarus eik:memberOf ?b }") == [
        [BASE + "id/body/eaeu"]
    ]


def test_a_triple_of_two_claims_counts_once_in_a_plain_query(project: Path) -> None:
    release = build(project)
    state = "state:belarus a eik:State"
    assert rows(release, f"SELECT (COUNT(*) AS ?n) WHERE {{ {state} }}") == [["1"]]
    assert len(rows(release, f"SELECT ?g WHERE {{ GRAPH ?g {{ {state} }} }}")) == 2


def test_the_manifest_says_what_the_files_are(project: Path) -> None:
    release = build(project)
    manifest = release.manifest
    for name, digest in manifest.files.items():
        assert hashlib.sha256((release.path / name).read_bytes()).hexdigest() == digest
    lines = release.data.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
    quads = list(pyoxigraph.parse(path=release.data, format=RdfFormat.N_QUADS))
    assert sum(entry.triples for entry in manifest.graphs.values()) == manifest.counts["quads"] == len(quads)
    store = Store.read_only(str(release.store))
    union = {Quad(q.subject, q.predicate, q.object) for q in quads}
    assert set(store.quads_for_pattern(None, None, None, DefaultGraph())) == union
    assert len(union) == manifest.counts["triples"]
    assert {str(name.value) for name in store.named_graphs() if isinstance(name, NamedNode)} == set(
        manifest.graphs
    )
    assert manifest.counts["claims"] == 2
    assert manifest.versions["ontology"] == "0.1.0"
    assert release.path.name == manifest.digest[:16]


def test_two_builds_of_one_commit_are_the_same_bytes(tmp_path: Path) -> None:
    releases = []
    for name, seed in (("one", "1"), ("two", "2")):
        root = write_project(tmp_path / name)
        commit(root, "Curate", "2024-05-06T07:08:09+03:00")
        releases.append(build(root, PYTHONHASHSEED=seed, TZ="Asia/Tokyo"))
    one, two = releases
    assert one.data.read_bytes() == two.data.read_bytes()
    assert (one.path / "manifest.json").read_bytes() == (two.path / "manifest.json").read_bytes()
    assert one.manifest.created == "2024-05-06T04:08:09Z"
    assert build(tmp_path / "one").path == one.path


def test_a_change_of_a_triple_changes_the_digest_of_its_graph_only(project: Path) -> None:
    before = build(project).manifest
    replace(project, "triples/entities/things.ttl", '"Belarus"@en', '"Byelorussia"@en')
    after = build(project).manifest
    changed = {iri for iri in before.graphs if before.graphs[iri] != after.graphs[iri]}
    assert before.digest != after.digest
    assert changed == {BASE + "graph/entities"}


def test_a_failed_build_leaves_the_release_as_it_was(project: Path) -> None:
    release = build(project)
    before = {path: path.read_bytes() for path in release.path.rglob("*") if path.is_file()}
    replace(project, NOTE, '"2015-01/.."', '"soon"')
    assert eikg(project, "build").returncode == 1
    assert current(project / ".eikg") == release
    assert {path: path.read_bytes() for path in release.path.rglob("*") if path.is_file()} == before


BLOCKED = """
import sys, time
event, name = sys.argv[1:]
def block(audited, arguments):
    if audited == event and any(str(argument).endswith(name) for argument in arguments[:2]):
        print("blocked", flush=True)
        time.sleep(60)
sys.addaudithook(block)
from server.commands import main
main(["build"])
"""
"""Builds, and waits ahead of an event (an audit event of Python) that concerns a file of a name."""

MOMENTS = {
    "before anything is written": ("open", "/data.nq"),
    "with the stores written": ("open", "/manifest.json"),
    "before it gets its name": ("os.rename", "/.unfinished"),
    "before the link to it is made": ("os.symlink", "/.current"),
    "before the link is switched": ("os.rename", "/.current"),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_build_killed_in_the_middle_leaves_the_release_as_it_was(project: Path, moment: str) -> None:
    release = build(project)
    replace(project, "triples/entities/things.ttl", '"Belarus"@en', '"Byelorussia"@en')
    program = [sys.executable, "-c", BLOCKED, *MOMENTS[moment]]
    same_names = {**os.environ, "EIKG_PROJECT": str(ROOT)}  # as in this process
    with subprocess.Popen(program, cwd=project, env=same_names, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "blocked\n"
        assert "another build is writing here" in eikg(project, "build").stderr
        process.send_signal(signal.SIGKILL)
    assert current(project / ".eikg") == release
    label = "SELECT ?l WHERE { state:belarus rdfs:label ?l }"
    assert rows(release, label) == [["Belarus"]]
    following = build(project)
    assert rows(following, label) == [["Byelorussia"]]
    assert {path.name for path in (project / ".eikg/releases").iterdir()} == {
        release.path.name,
        following.path.name,
    }


COUNTED = """
import sys
opened = []
def count(audited, arguments):
    if audited == "open" and str(arguments[0]).endswith("/note.trig"):
        opened.append(arguments[0])
sys.addaudithook(count)
from server.commands import main
try:
    main(sys.argv[1:])
finally:
    print("opened", len(opened), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("command", "times"), [("build", 1), ("check", 1), ("check --all", 1), ("diff .", 2)]
)
def test_a_project_is_read_once_for_each_look_at_it(project: Path, command: str, times: int) -> None:
    program = [sys.executable, "-c", COUNTED, *command.split()]
    result = subprocess.run(program, cwd=project, capture_output=True, text=True, check=False)
    assert result.stderr.endswith(f"opened {times}\n"), result.stderr


def test_the_last_releases_are_kept_and_older_ones_removed(project: Path) -> None:
    releases = [build(project)]
    labels = ("Belarus", "One", "Two", "Three")
    for moment, (old, new) in enumerate(pairwise(labels)):
        os.utime(releases[-1].path, (moment, moment))
        replace(project, "triples/entities/things.ttl", f'"{old}"@en', f'"{new}"@en')
        releases.append(build(project))
    kept = {path.name for path in (project / ".eikg/releases").iterdir()}
    assert kept == {release.path.name for release in releases[1:]}


def test_the_same_data_with_other_queries_is_a_release_of_its_own(project: Path) -> None:
    release = build(project)
    stored = json.loads((release.path / "manifest.json").read_text())
    stored["versions"]["project"] = "0.0.0"
    (release.path / "manifest.json").write_text(json.dumps(stored))
    record(release.path)
    following = build(project)
    assert following.path != release.path
    assert following.path.name.startswith(release.path.name)
    assert following.manifest.digest == release.manifest.digest


def test_without_a_release_the_commands_say_what_to_do(project: Path) -> None:
    with pytest.raises(NoRelease, match="eikg build"):
        current(project / ".eikg")
    result = eikg(project, "query", "ASK {}")
    assert result.returncode == 1
    assert "run `eikg build`" in result.stderr


def test_a_release_without_its_manifest_is_none(project: Path) -> None:
    release = build(project)
    (release.path / "manifest.json").write_text("{}")
    with pytest.raises(NoRelease, match="is no release"):
        _ = current(project / ".eikg").manifest
    shutil.rmtree(release.path)
    with pytest.raises(NoRelease):
        current(project / ".eikg")


def test_a_warning_of_a_shape_is_told_and_does_not_stop_the_build(project: Path) -> None:
    replace(project, NOTE, '"2015-01/.."^^edtf:EDTF', '"2015-01/.."^^edtf:EDTF , "2016"^^edtf:EDTF')
    result = eikg(project, "build")
    assert result.returncode == 0
    assert f"warning: {NOTE}:34: [shape] membership:belarus-eaeu" in result.stderr
    assert "Give it one date only." in result.stderr
    assert " 1 warnings" in result.stdout
