"""What the architecture follows step by step is what runs: every function that a walk names is called on that way."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from server.engine.evaluator import answer
from server.engine.job import Access, Job
from server.engine.output import Output
from server.engine.stores import in_memory
from server.release import Release
from server.web.assets import assets
from tests.conftest import RELEASES
from tests.documentation.markdown import text_of
from tests.documentation.walks import called, passed_by, section, steps
from tests.federation.remotes import Recorder
from tests.project import invoke, write_project
from tests.web.in_process import served_in_process

TEXT = text_of("architecture")
ALL = "SELECT * { ?s ?p ?o }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }"
FEDERATED = """PREFIX eik: <https://w3id.org/eikg/ontology/>
SELECT * { ?state a eik:State SERVICE <http://other.example/sparql> { ?state <http://example.org/population> ?n } }"""
OTHER = "<https://w3id.org/eikg/id/state/belarus> <http://example.org/population> 9109280 ."


def missing(heading: str, found: set[Any]) -> set[str]:
    wanted = {*steps(section(TEXT, heading))}
    assert len(wanted) > 10
    return passed_by(wanted, found)


def test_a_select_passes_what_the_architecture_says(release: Release) -> None:
    with called() as found, served_in_process(RELEASES, rate_exempt="") as client:  # so that somebody counts
        assert client.send("GET", f"/sparql?query={quote(ALL)}%20LIMIT%201").status == 200
        assert (
            client.send("GET", f"/sparql?query={quote(ALL)}&format=csv").status == 200
        )  # more than is held back
        assert client.send("GET", f"/sparql?query={quote(ENDLESS)}&timeout=0.1").status == 503
        # An evaluator is another process; here it answers in this one.
        frames = cast("Any", io.BytesIO())
        answer(in_memory(release.store), Job(ALL), Access.RELEASE, Output(frames, 2**30, 10**6))
    assert missing("A SELECT, step by step", found) == set()


def test_the_page_of_a_thing_passes_what_the_architecture_says() -> None:
    assets.cache_clear()  # made once in a process, perhaps by a test before this one
    with called() as found, served_in_process(RELEASES) as client:
        headers = {"accept": "text/html", "accept-encoding": "gzip"}
        assert client.send("GET", "/id/body/sco", headers).status == 200
        assert client.send("GET", "/id/body/sco.ttl").status == 200
        assert client.send("GET", "/id/discrepancy/d30", headers).status == 200
    assert missing("A thing's page, step by step", found) == set()


def test_a_query_with_service_passes_what_the_architecture_says() -> None:
    other = Recorder(OTHER)
    federation = f"http://other.example/sparql=127.0.0.1:{other.port}"
    with called() as found, served_in_process(RELEASES, federation=federation, evaluators=2) as client:
        result = client.send("GET", f"/sparql?query={quote(FEDERATED)}&format=csv")
        assert result.text.splitlines() == ["state,n", "https://w3id.org/eikg/id/state/belarus,9109280"]
    other.close()
    assert missing("A query with SERVICE, step by step", found) == set()


def test_a_build_passes_what_the_architecture_says(tmp_path: Path) -> None:
    root = write_project(tmp_path / "project")
    with called() as found:
        assert invoke(root, "build").exit_code == 0
    taken_up = (
        "ReleaseManager.refresh in server/web/front/releases.py"  # by a server, tests/web/test_switching.py
    )
    assert missing("A build, step by step", found) == {taken_up}
