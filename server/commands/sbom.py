"""`eikg sbom`: the software bill of materials, every package of others that is installed or shipped (CycloneDX 1.5)."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

import click

from server import __version__
from server.commands.project import root_option
from server.namespaces import BASE

NOTICE: Final = Path("NOTICE")
PYTHON_LOCKS: Final = (Path("requirements.lock"), Path("server/web/frontend/node.lock"))
NPM_LOCK: Final = Path("server/web/frontend/package-lock.json")

_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)((?:.*\\\n)*.*)", re.MULTILINE)
_SHA_256: Final = re.compile(r"sha256:([0-9a-f]{64})")
_LICENSED: Final = re.compile(r"^ {4}(\S+) {2,}(\S.*)$", re.MULTILINE)
_ALGORITHMS: Final = {"sha512": "SHA-512", "sha384": "SHA-384", "sha256": "SHA-256", "sha1": "SHA-1"}


def licences(root: Path) -> dict[str, str]:
    """The licence of each package that NOTICE names, as an SPDX expression."""
    return dict(_LICENSED.findall((root / NOTICE).read_text("utf-8")))


def components(root: Path) -> list[dict[str, Any]]:
    """What the lock files of a project pin, as components of CycloneDX 1.5, by package URL.

    Raises KeyError for a package that NOTICE does not name.
    """
    named = licences(root)
    found = [*_python(root), *_npm(root)]
    for component in found:
        component["licenses"] = [{"expression": named[component["name"]]}]
    return sorted(found, key=lambda component: str(component["purl"]))


def _python(root: Path) -> Iterator[dict[str, Any]]:
    for path in PYTHON_LOCKS:
        for name, version, rest in _PINNED.findall((root / path).read_text("utf-8")):
            digests = [("SHA-256", digest) for digest in sorted(_SHA_256.findall(rest))]
            yield _component(name, version, f"pkg:pypi/{name}@{version}", digests)


def _npm(root: Path) -> Iterator[dict[str, Any]]:
    packages = json.loads((root / NPM_LOCK).read_text("utf-8"))["packages"]
    for path, package in packages.items():
        if name := path.rpartition("node_modules/")[2]:
            algorithm, _, digest = package["integrity"].partition("-")
            digests = [(_ALGORITHMS[algorithm], b64decode(digest).hex())]
            purl = f"pkg:npm/{quote(name, safe='/')}@{package['version']}"
            yield _component(name, package["version"], purl, digests)


def _component(name: str, version: str, purl: str, digests: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "hashes": [{"alg": algorithm, "content": digest} for algorithm, digest in digests],
    }


def document(root: Path) -> dict[str, Any]:
    """The bill of materials; the same lock files give the same one."""
    found = components(root)
    content = json.dumps(found, sort_keys=True)
    purl = f"pkg:generic/eikg@{__version__}"
    about = {"type": "application", "bom-ref": purl, "name": "eikg", "version": __version__, "purl": purl}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, BASE + content)}",
        "version": 1,
        "metadata": {"component": about},
        "components": found,
        "dependencies": [{"ref": purl, "dependsOn": [one["purl"] for one in found]}],
    }


@click.command("sbom")
@root_option
def sbom(root: Path) -> None:
    """Print the software bill of materials: what the lock files pin, in CycloneDX 1.5."""
    click.echo(json.dumps(document(root), indent=1))
