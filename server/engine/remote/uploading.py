"""Putting a release into an engine: by its graph store, as one document, or by the loader of Virtuoso.

An engine that has a dataset for each release is asked to make one. What is there under the same address is replaced.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import httpx2

from server.engine.errors import EngineFailed
from server.engine.remote.address import RELEASE, address_of
from server.engine.remote.loading import mark, quads
from server.engine.remote.products import Product
from server.release import Release
from server.settings import Settings, SettingsError, variable

N_QUADS: Final = "application/n-quads"
_LINES: Final = 2000
"""Lines sent at once."""

_ISQL: Final = ("isql-vt", "isql")
_REPOSITORY: Final = """\
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix config: <tag:rdf4j.org,2023:config/> .
@prefix rep: <http://www.openrdf.org/config/repository#> .
@prefix sr: <http://www.openrdf.org/config/repository/sail#> .
@prefix sail: <http://www.openrdf.org/config/sail#> .
[] a rep:Repository ; rep:repositoryID "{name}" ; rdfs:label "EIKG {name}" ;
   rep:repositoryImpl [ rep:repositoryType "openrdf:SailRepository" ;
     sr:sailImpl [ sail:sailType "openrdf:MemoryStore" ] ] .
"""


def upload(release: Release, product: Product, settings: Settings) -> None:
    """Put a release where the settings say, but for the mark.

    Raises SettingsError, EngineFailed, OSError and NoRelease.
    """
    if not settings.engine_data:
        raise SettingsError(f"{variable('engine_data')} is not set: it says where a release is put")
    if settings.engine_data.startswith("isql:"):
        _by_isql(settings.engine_data, release, product)
        return
    with _client(settings) as client:
        if RELEASE in settings.engine_data:
            _make_dataset(client, release, product, settings)
        _put(client, "PUT", address_of(settings.engine_data, release), _blocks(quads(release, product)))


def upload_mark(release: Release, settings: Settings) -> None:
    """Say in the engine which release is there: from now on it is served. Raises as `upload`."""
    if settings.engine_data.startswith("isql:"):
        _isql(settings.engine_data, f"TTLP('{mark(release).strip()}', '', 'urn:x-eikg:nothing', 512);")
        return
    with _client(settings) as client:
        _put(client, "POST", address_of(settings.engine_data, release), iter([mark(release).encode()]))


def _client(settings: Settings) -> httpx2.Client:
    name, _, password = settings.engine_user.partition(":")
    auth = (name, password) if settings.engine_user else None
    return httpx2.Client(auth=auth, timeout=httpx2.Timeout(600, connect=10), trust_env=False)


def _put(client: httpx2.Client, method: str, address: str, content: Iterator[bytes]) -> None:
    try:
        response = client.request(method, address, content=content, headers={"Content-Type": N_QUADS})
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise EngineFailed(f"{address} could not be written to: {error}") from None
    _refuse(response, address)


def _make_dataset(client: httpx2.Client, release: Release, product: Product, settings: Settings) -> None:
    """Make a dataset of the release's name, where there is none yet; an engine that makes them itself is let alone."""
    name, address = release.path.name, address_of(settings.engine_data, release)
    root = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    try:
        if product.name == "fuseki":
            made = client.post(f"{root}/$/datasets", data={"dbName": f"/{name}", "dbType": "tdb2"})
        elif product.name == "rdf4j":
            config = _REPOSITORY.format(name=name)
            made = client.put(
                address.removesuffix("/statements"), content=config, headers={"Content-Type": "text/turtle"}
            )
        else:
            return
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise EngineFailed(f"{root} could not be asked for a dataset: {error}") from None
    if made.status_code != httpx2.codes.CONFLICT:  # there is one
        _refuse(made, root)


def _refuse(response: httpx2.Response, address: str) -> None:
    if response.status_code >= httpx2.codes.BAD_REQUEST:
        reason = " ".join(response.text.split())[:300]
        raise EngineFailed(f"{address} answered {response.status_code}: {reason}")


def _blocks(lines: Iterator[str]) -> Iterator[bytes]:
    block: list[str] = []
    for line in lines:
        block.append(line)
        if len(block) >= _LINES:
            yield "".join(block).encode()
            block.clear()
    yield "".join(block).encode()


def _by_isql(address: str, release: Release, product: Product) -> None:
    file = Path(unquote(urlsplit(address).path)) / f"eikg-{release.path.name}.nq"
    with file.open("wb") as target:
        target.writelines(_blocks(quads(release, product)))
    try:
        _isql(address, "RDF_GLOBAL_RESET();")
        _isql(address, f"DB.DBA.TTLP(file_open('{file}'), '', 'urn:x-eikg:nothing', 512);")
        _isql(address, "checkpoint;")
    finally:
        file.unlink(missing_ok=True)


def _isql(address: str, text: str) -> None:
    """Have Virtuoso carry out a line. Raises SettingsError, EngineFailed."""
    url = urlsplit(address)
    program = next(filter(None, map(shutil.which, _ISQL)), None)
    if program is None:
        raise SettingsError(
            f"{variable('engine_data')} begins with isql:, but neither {' nor '.join(_ISQL)} is installed"
        )
    if not (url.hostname and url.port and url.username and url.path.startswith("/")):
        raise SettingsError(f"{variable('engine_data')} must be isql://USER:PASSWORD@HOST:PORT/FOLDER")
    place = f"{url.hostname}:{url.port}"
    command = [
        program,
        place,
        unquote(url.username),
        unquote(url.password or ""),
        f"exec={text}",
        "ERRORS=STDOUT",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or "*** Error" in done.stdout:
        told = " ".join((done.stdout + done.stderr).partition("*** Error")[2].split())[:300]
        raise EngineFailed(f"Virtuoso at {place} refused to load: {told or 'it cannot be reached'}")
