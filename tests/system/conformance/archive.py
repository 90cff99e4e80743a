"""The W3C's SPARQL test suites, read from their archive; they are not ours to copy into the project."""

from __future__ import annotations

import os
import tarfile
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

VARIABLE = "EIKG_W3C_TESTS"
NAME = "rdf-tests.tar.xz"
BASE = "https://w3c.github.io/rdf-tests/sparql/"
MISSING = f"no W3C test suites: set {VARIABLE} to {NAME}, or put it in a folder */w3c/ beside the project"


def find() -> Path | None:
    """The archive that EIKG_W3C_TESTS names, or one in a folder beside the project."""
    if given := os.environ.get(VARIABLE):
        return Path(given)
    return next(iter(sorted(ROOT.parent.glob(f"*/w3c/{NAME}"))), None)


@cache
def files() -> dict[str, bytes]:
    """The files of the SPARQL suites by the IRI that they have on the web; none without an archive."""
    path = find()
    if path is None:
        return {}
    found = {}
    with tarfile.open(path) as archive:
        for member in archive:
            name = member.name.removeprefix("./")
            content = archive.extractfile(member) if member.isfile() and name.startswith("sparql/") else None
            if content:
                found[BASE + name.removeprefix("sparql/")] = content.read()
    return found
