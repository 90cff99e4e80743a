"""A damaged release is not served, nor taken up; one that is damaged while it is served says so, and never a path."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.release import Release
from tests.launcher import NotStarted, eikg_serve, launched
from tests.project import eikg, replace
from tests.web.client import Answer, Server, until
from tests.web.conftest import make_current
from tests.web.damages import damaged, files_of, small_release

FAST = {"EIKG_RELEASE_CHECK": "0.05", "EIKG_REQUEST_LOG": "", "EIKG_EVALUATORS": "2", "EIKG_CACHE_SIZE": "0"}
STORES = {"memory": {}, "disk": {"EIKG_STORE_MEMORY": "0"}}
WHY = "/why?s=state:belarus&p=eik:memberOf&o=body:un"
PATHS = (
    *("/sparql?query=SELECT*%7B%3Fs%20%3Fp%20%3Fo%7D", "/sparql?query=ASK%7B%7D", "/ontology", "/queries"),
    *("/conformance.ttl", "/releases", "/id/state/belarus", "/data.nq", WHY),
    *("/search?q=belarus", "/suggest?q=belarus", "/id/state/nothing"),
    "/sparql?explain=sources&query=SELECT*%7B%3Fs%20%3Chttps://w3id.org/eikg/ontology/memberOf%3E%20%3Fo%7D",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return small_release(tmp_path_factory.mktemp("project"))


@pytest.fixture
def project(built: Release, tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(built.path.parents[2], folder, symlinks=True)
    return folder


@pytest.fixture(params=STORES)
def server(request: pytest.FixtureRequest, project: Path) -> Iterator[Server]:
    command = eikg_serve("--root", str(project))
    with launched(command, environment={**FAST, **STORES[request.param]}) as process:
        yield Server(process)


def current(project: Path) -> Path:
    return (project / ".eikg/current").resolve()


def health(server: Server) -> Answer:
    return server.send("GET", "/health/ready")


def is_ready(server: Server) -> bool:
    return health(server).status == 200


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("queries.json", "a flipped bit"),
        ("proofs.tsv", "deleted"),
        ("originals.nt", "deleted"),
        ("store/CURRENT", "nothing in it"),
        ("manifest.json", "half of it"),
        ("files.tsv", "a folder"),
    ],
)
def test_a_damaged_release_is_not_served(project: Path, name: str, how: str) -> None:
    with (
        damaged(current(project), name, how),
        pytest.raises(NotStarted, match=f"{name} .*run `eikg build`") as told,
        launched(eikg_serve("--root", str(project)), environment=FAST),
    ):
        pass
    assert "Traceback" not in str(told.value)


def test_damage_while_serving_makes_the_server_unready_and_says_no_path(
    server: Server, project: Path
) -> None:
    release = current(project)
    assert is_ready(server)
    assert server.send("GET", WHY).status == 200
    for number, name in enumerate(files_of(release)):
        how = ("deleted", "nothing in it", "a flipped bit", "a folder")[number % 4]
        if how != "deleted" and not (release / name).stat().st_size:
            how = "deleted"
        with damaged(release, name, how):
            until(lambda: not is_ready(server))
            assert health(server).json()["damaged"] == [name]
            assert f"is damaged: {name} " in server.said()
            assert b"eikg_release_damaged_files 1.0" in server.send("GET", "/metrics").body
            for path in PATHS:
                answer = server.send("GET", path, {"Accept": "*/*"})
                assert answer.status in (200, 404, 503), (name, how, path, answer.body)
                assert str(project).encode() not in answer.body
                assert b"too much memory" not in answer.body
            if name == "proofs.tsv":
                assert server.send("GET", WHY).status == 503
                explained = server.send("GET", PATHS[-1])
                assert explained.status == 503
        until(lambda: is_ready(server))
    assert server.send("GET", WHY).status == 200


def test_a_damaged_store_is_not_asked(project: Path) -> None:
    with launched(eikg_serve("--root", str(project)), environment={**FAST, **STORES["disk"]}) as process:
        server, release = Server(process), current(project)
        query = "SELECT * { ?s ?p ?o }"
        whole = server.get(query=query)
        assert whole.status == 200
        for path in sorted(release.glob("store/*.sst")):
            with damaged(release, path.relative_to(release).as_posix(), "a flipped bit"):
                until(lambda: not is_ready(server))
                answer = server.get("application/json", query=query)
                assert answer.status == 503
                assert answer.json()["type"].endswith("/problem/release-damaged")
                assert answer.headers["Retry-After"] == "60"
            until(lambda: is_ready(server))
        assert sorted(server.get(query=query).text) == sorted(whole.text)


def test_a_release_built_again_in_its_place_is_taken_up(server: Server, project: Path) -> None:
    release = current(project)
    (release / "proofs.tsv").write_text("")
    (release / "store/CURRENT").unlink()
    until(lambda: not is_ready(server))
    assert eikg(project, "build").returncode == 0
    until(lambda: is_ready(server))
    assert server.send("GET", WHY).status == 200
    assert server.get(query="SELECT * { ?s ?p ?o }").status == 200


def test_a_switch_to_a_damaged_release_is_refused(server: Server, project: Path) -> None:
    first = current(project)
    replace(project, "triples/entities/things.ttl", '"Belarus"@en', '"Other"@en')
    make_current(first)
    asked = server.send("GET", "/health").json()["release"]
    assert asked == first.name
    assert eikg(project, "build").returncode == 0
    second = current(project)
    until(lambda: server.send("GET", "/health").json()["release"] == second.name)
    make_current(first)
    until(lambda: server.send("GET", "/health").json()["release"] == first.name)
    before = server.said().count("cannot be taken up")
    with damaged(
        second, "conformance.ttl" if (second / "conformance.ttl").exists() else "data.nq", "a flipped bit"
    ):
        make_current(second)
        until(lambda: server.said().count("cannot be taken up") > before)
        assert server.send("GET", "/health").json()["release"] == first.name
        assert is_ready(server)
        answer = server.send("GET", f"/release/{second.name}/sparql?query=ASK%7B%7D")
        assert answer.status in (200, 503)
    until(lambda: server.send("GET", "/health").json()["release"] == second.name)


def test_half_a_release_is_neither_listed_nor_served(server: Server, project: Path) -> None:
    first = current(project)
    replace(project, "triples/entities/things.ttl", '"Belarus"@en', '"Other"@en')
    assert eikg(project, "build").returncode == 0
    until(lambda: server.send("GET", "/health").json()["release"] != first.name)
    listed = f"/release/{first.name}"
    assert listed in server.send("GET", "/releases", {"Accept": "application/json"}).text
    assert server.send("GET", listed).status == 200
    (first / "versions.nq").unlink()
    (first / "data.nq").unlink()
    assert listed not in server.send("GET", "/releases", {"Accept": "application/json"}).text
    assert server.send("GET", listed).status == 404
    assert server.send("GET", f"{listed}/sparql?query=ASK%7B%7D").status == 404
    (first / "manifest.json").write_text("{")
    assert server.send("GET", listed).status == 404
