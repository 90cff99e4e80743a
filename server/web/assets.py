"""/static: the style, fonts, pictures and scripts of the pages, under addresses that change with their content.

An address with the digest of its file (`?v=`) is kept by browsers for good; without it they ask again each time.
"""

from __future__ import annotations

import hashlib
import mimetypes
import posixpath
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import zstandard
from flask import Flask, Response, abort, make_response, request

from server.endpoint.results import coding_for, worth_it

FOLDER: Final = Path(__file__).parent / "static"
VERSION: Final = "v"
"""The parameter that holds the digest of a file."""

_FOREVER: Final = "public, max-age=31536000, immutable"
_ASK: Final = "no-cache"
_DIGITS: Final = 12
_LINK: Final = re.compile(r"url\(([\w./-]+)\)")
_TYPES: Final = {".woff2": "font/woff2", ".js": "text/javascript"}
_GZIP: Final = 31


@dataclass(frozen=True)
class Asset:
    """A file as it is sent, and the digest of that."""

    body: bytes
    content_type: str
    digest: str


@cache
def assets() -> Mapping[str, Asset]:
    """Every file by its path below /static; a style sheet names the fonts and pictures that it loads with digests."""
    found: dict[str, Asset] = {}
    paths = [path for path in FOLDER.rglob("*") if path.is_file() and not path.name.startswith(".")]
    for path in sorted(paths, key=lambda path: (path.suffix == ".css", path)):
        name, body = path.relative_to(FOLDER).as_posix(), path.read_bytes()
        if path.suffix == ".css":
            body = _linked(body.decode(), posixpath.dirname(name), found).encode()
        kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        content_type = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        found[name] = Asset(body, content_type, hashlib.sha256(body).hexdigest()[:_DIGITS])
    return found


def serve_assets(app: Flask) -> None:
    """Have an application serve the files, and its templates name them by `asset("style.css")`."""
    app.add_url_rule("/static/<path:filename>", "static", _asset)
    app.jinja_env.globals["asset"] = address_of


def address_of(filename: str) -> str:
    """Return the lasting address of a file, the same for the pages of every release; of none that is not there."""
    found = assets().get(filename)
    return f"/static/{filename}?{VERSION}={found.digest}" if found else f"/static/{filename}"


def _asset(filename: str) -> Response:
    asset = assets().get(filename)
    if asset is None:
        abort(404)
    coding = coding_for(request.headers.get("Accept-Encoding"))
    if not worth_it(asset.content_type, len(asset.body)):
        coding = None
    response = make_response(_coded(filename, coding) if coding else asset.body)
    response.content_type = asset.content_type
    lasting = request.args.get(VERSION) == asset.digest
    tag = f"{asset.digest}-{coding}" if coding and lasting else asset.digest
    response.set_etag(
        tag, weak=not lasting
    )  # a strong one would let the response cache mix up the two addresses
    if coding:
        response.headers["Content-Encoding"] = coding
    if worth_it(asset.content_type, len(asset.body)):
        response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = _FOREVER if lasting else _ASK
    response.make_conditional(request)
    return response


@lru_cache(maxsize=256)
def _coded(filename: str, coding: str) -> bytes:
    """The bytes of a file in a content coding, once for all: so it may take its time to make them few."""
    body = assets()[filename].body
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=19, write_checksum=True).compress(body)
    packer = zlib.compressobj(9, wbits=_GZIP)
    return packer.compress(body) + packer.flush()


def _linked(style: str, folder: str, known: Mapping[str, Asset]) -> str:
    def versioned(link: re.Match[str]) -> str:
        asset = known.get(posixpath.normpath(posixpath.join(folder, link[1])))
        return f"url({link[1]}?{VERSION}={asset.digest})" if asset else link[0]

    return _LINK.sub(versioned, style)
