"""The files of a release at their lasting addresses, how they are described, and the feed that tells of releases."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from server.dumps import ALL, QUADS, kept_in
from server.integrity import record
from server.namespaces import BASE, PREFIXES
from server.release import ANSWERS, MANIFEST, SUMMARY, Manifest, Release
from server.web.releases.published import published
from tests.conftest import require_module
from tests.web.client import Client
from tests.web.conftest import make_current, write_release
from tests.web.in_process import served_in_process
from tests.web.pages import Page, get

CLAIM = f"{BASE}id/claim/leshenyuk-2021-083"


@pytest.fixture(scope="module")
def folder(release: Release) -> str:
    return f"/release/{release.path.name}/dumps"


def test_each_file_is_sent_as_the_build_wrote_it(site: Client, release: Release, folder: str) -> None:
    kept = [*kept_in(release)]
    assert {one.dump for one in kept} >= {dump for dump in ALL if dump.is_packed}
    for one in kept:
        sent = get(site, f"{folder}/{one.dump.name}", **{"Accept-Encoding": "gzip, zstd"})
        assert hashlib.sha256(sent.body).hexdigest() == one.digest == release.manifest.files[one.dump.path]
        assert len(sent.body) == one.size == int(sent.headers["Content-Length"])
        assert "Content-Encoding" not in sent.headers
        assert sent.headers["Content-Type"] == one.dump.file_type
        assert sent.headers["ETag"] == f'"{one.digest}"'
        digest = base64.b64encode(bytes.fromhex(one.digest)).decode()
        assert sent.headers["Repr-Digest"] == f"sha-256=:{digest}:"
        assert sent.headers["Cache-Control"].endswith("immutable")
        assert sent.headers["Access-Control-Allow-Origin"] == "*"
        assert one.dump.name in sent.headers["Content-Disposition"]


def test_the_quads_are_those_of_the_release(site: Client, release: Release, folder: str) -> None:
    sent = get(site, f"{folder}/{QUADS.name}")
    assert gzip.decompress(sent.body) == release.data.read_bytes()


def test_a_file_is_sent_in_part_and_not_again(site: Client, folder: str) -> None:
    address = f"{folder}/{QUADS.name}"
    whole = get(site, address)
    part = get(site, address, Range="bytes=10-19")
    assert (part.status, part.body) == (206, whole.body[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.body)}"
    beyond = get(site, address, Range=f"bytes={len(whole.body)}-")
    assert (beyond.status, beyond.body) == (200, whole.body)
    assert get(site, address, **{"If-None-Match": whole.headers["ETag"]}).status == 304
    head = site.send("HEAD", address)
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(whole.body)


@pytest.mark.parametrize("name", ["manifest.json", "..%2Fdata.nq", "data.nq", "none.gz"])
def test_nothing_else_of_a_release_can_be_fetched(site: Client, folder: str, name: str) -> None:
    assert get(site, f"{folder}/{name}", Accept="application/json").status == 404


def test_a_release_that_is_not_kept_has_no_files(site: Client) -> None:
    assert get(site, f"/release/{'0' * 16}/dumps/{QUADS.name}").status == 404


def test_void_and_dcat_describe_the_files(site: Client, release: Release, folder: str) -> None:
    graph = ox.Store()
    body = get(site, "/.well-known/void", Accept="application/n-triples").body
    graph.load(body, format=ox.RdfFormat.N_TRIPLES)
    found = graph.query(
        f"""PREFIX dcat: <{PREFIXES["dcat"]}> PREFIX void: <{PREFIXES["void"]}>
        PREFIX spdx: <http://spdx.org/rdf/terms#>
        SELECT ?url ?size ?digest ?type (EXISTS {{ ?set void:dataDump ?url }} AS ?dump) {{
          ?set dcat:distribution ?one . ?one dcat:downloadURL ?url ; dcat:byteSize ?size ; dcat:mediaType ?type ;
          spdx:checksum/spdx:checksumValue ?digest }}"""
    )
    assert isinstance(found, ox.QuerySolutions)
    rows = {urlsplit(row["url"].value).path: [term.value for term in row][1:] for row in found}
    iana = "https://www.iana.org/assignments/media-types/"
    rdf = ("data.nq.gz", "data.trig.gz", "union.ttl.gz")
    assert rows == {
        f"{folder}/{one.dump.name}": [
            str(one.size),
            one.digest,
            iana + one.dump.media_type,
            "true" if one.dump.name in rdf else "false",
        ]
        for one in kept_in(release)
    }


def test_metadata_names_the_files_with_their_digests(site: Client, release: Release, folder: str) -> None:
    told = published(release, "http://127.0.0.1:8000")
    crate = get(site, f"{folder}/ro-crate-metadata.json").json()
    nodes = {node["@id"]: node for node in crate["@graph"]}
    assert nodes["ro-crate-metadata.json"]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    assert [part["@id"] for part in nodes["./"]["hasPart"]] == [one.dump.name for one in told.files]
    croissant = get(site, f"{folder}/croissant.json").json()
    datacite = get(site, f"{folder}/datacite.json").json()
    for one in told.files:
        assert (nodes[one.dump.name]["sha256"], nodes[one.dump.name]["contentSize"]) == (
            one.digest,
            str(one.size),
        )
        [file] = [node for node in croissant["distribution"] if node["@id"] == one.dump.name]
        assert file["sha256"] == one.digest
        assert get(site, urlsplit(file["contentUrl"]).path).status == 200
    for version in (nodes["./"]["version"], croissant["version"], datacite["version"]):
        assert version == f"{release.manifest.versions['ontology']}+{release.path.name}"
    assert datacite["publicationYear"] == str(release.manifest.created)[:4]
    assert {title["lang"] for title in datacite["titles"]} == {"en", "ru", "be"}


def test_the_feed_is_read_by_a_feed_reader(site: Client, release: Release) -> None:
    feedparser = require_module("feedparser")
    sent = get(site, "/releases", Accept="application/atom+xml")
    assert sent.media_type == "application/atom+xml"
    feed = feedparser.parse(sent.body)
    assert not feed.bozo, feed.get("bozo_exception")
    listed = get(site, "/releases?format=json").json()["releases"]
    assert [entry.id for entry in feed.entries] == [
        f"{BASE}release/{one['name']}" for one in listed if one["created"]
    ]
    [current] = [entry for entry in feed.entries if entry.id.endswith(release.path.name)]
    assert current.updated == release.manifest.created
    files = [link for link in current.links if link.rel == "enclosure"]
    assert [int(link.length) for link in files] == [one.size for one in kept_in(release)]
    assert all(get(site, urlsplit(link.href).path).status == 200 for link in files)
    page = Page(get(site, "/releases").text)
    assert "/releases?format=atom" in page.links


@pytest.fixture
def changing(release: Release, tmp_path: Path) -> Iterator[tuple[Client, str, str]]:
    """A server that keeps two releases which differ in a claim, a term and an answer, and one without a summary."""
    names = []
    for number, day in enumerate(("01", "02", "03"), 1):
        path = write_release(tmp_path, str(number) * 64, 1)
        manifest = json.loads((path / MANIFEST).read_text()) | {"created": f"2026-01-{day}T00:00:00Z"}
        (path / MANIFEST).write_text(Manifest.from_json(json.dumps(manifest)).to_json())
        for name in ("queries.json", "project.toml"):
            (path / name).write_bytes((release.path / name).read_bytes())
        if number > 1:
            claims = {CLAIM: "1" if number == 2 else "2"}
            terms = {f"{BASE}ontology/Claim": "1"} if number == 3 else {}
            (path / SUMMARY).write_text(json.dumps({"claims": claims, "terms": terms}))
            rows = {"": "1", "x": str(number)}
            answers = [{"query": "status-as-of", "passed": 2, "failed": [], "rows": rows}]
            (path / ANSWERS).write_text(json.dumps(answers))
        record(path)
        make_current(path)
        names.append(path.name)
    with served_in_process(tmp_path) as client:
        yield client, names[-1], names[-2]


def test_what_changed_from_one_release_to_the_next(changing: tuple[Client, str, str]) -> None:
    client, name, previous = changing
    newest, middle, oldest = get(client, "/releases?format=json").json()["releases"]
    assert (newest["name"], newest["previous"]) == (name, previous)
    counts = {
        kind: {how: one["count"] for how, one in change.items()} for kind, change in newest["changes"].items()
    }
    assert counts == {
        "claims": {"added": 0, "removed": 0, "changed": 1},
        "terms": {"added": 1, "removed": 0, "changed": 0},
        "answers": {"added": 0, "removed": 0, "changed": 1},
    }
    assert newest["changes"]["claims"]["changed"]["names"] == [CLAIM]
    assert newest["changes"]["answers"]["changed"]["names"] == ["status-as-of.x"]
    assert middle["changes"] is None  # the one before it has no summary
    assert oldest["previous"] is None
    page = Page(get(client, "/releases").text)
    assert {"/id/claim/leshenyuk-2021-083", "/ontology/Claim", "/queries/status-as-of"} <= set(page.links)
    feed = get(client, "/releases?format=atom").text
    assert f"Since {previous}: claims: 1 changed; terms: 1 new; answers: 1 changed." in feed
    assert feed.count("is not known.") == feed.count("The oldest release that is kept.") == 1
