"""`/openapi.json`: written from the routes of the application that serves it, and from saved queries' front matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from server import __version__
from server.namespaces import BASE, PROJECT
from server.saved.query import SavedQuery
from server.web.openapi.operations import OPERATIONAL, SCRATCH, Addresses, Release, of_release
from server.web.openapi.parts import Operation, Part, responses
from server.web.openapi.saved import paths_of, value_schemas
from server.web.openapi.schemas import SCHEMAS

VERSION: Final = "3.1.1"
_LICENCE: Final = {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"}
_ABOUT: Final = (
    "Every address for programs. HEAD is answered as GET is, without a body; /sparql takes QUERY (RFC 10008) too, for "
    "which OpenAPI 3.1 has no name. Answers are open to the pages of other sites (CORS), have an entity tag where they "
    "can be kept, and a problem document (RFC 9457) where there is none. /mcp speaks JSON-RPC and lists its "
    "tools itself."
)


def openapi(queries: Iterable[SavedQuery], release: Release, routes: Iterable[str]) -> Part:
    """Return the description of an application with these saved queries and routes, the latter as Flask writes them."""
    paths = {path: _written(path, methods) for path, methods in _addresses(queries, release, {*routes})}
    return {
        "openapi": VERSION,
        "info": {
            "title": PROJECT.name,
            "version": __version__,
            "description": _ABOUT,
            "license": _LICENCE,
        },
        "externalDocs": {"description": "Every path in words", "url": "/docs/http-api"},
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": SCHEMAS | value_schemas(),
            "responses": responses(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "tags": [{"name": name} for name in sorted({_tag(part) for part in paths.values()})],
        "x-base": BASE,
    }


def _addresses(
    queries: Iterable[SavedQuery], release: Release, routes: set[str]
) -> Iterator[tuple[str, Mapping[str, Operation]]]:
    for route, addresses in described(release).items():
        if route in routes:
            yield from addresses.items()
    for query in queries:
        yield from ((path, {"get": operation}) for path, operation in paths_of(query))
    yield from OPERATIONAL.items()


def described(release: Release) -> Mapping[str, Addresses]:
    """Return the addresses that are described beside those of saved queries, by route of the web application."""
    return {**of_release(release), **SCRATCH}


def _written(path: str, methods: Mapping[str, Operation]) -> Part:
    words = path.replace("/", "-").replace("{", "").replace("}", "").replace(".", "-").strip("-")
    return {method: operation.written(f"{method}-{words}") for method, operation in methods.items()}


def _tag(path: Part) -> str:
    first: Part = next(iter(path.values()))
    return str(first["tags"][0])
