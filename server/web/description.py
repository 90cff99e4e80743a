"""The service description of this server: what the release holds, at the address that the visitor used."""

from __future__ import annotations

import pyoxigraph as ox
from flask import request

from server.endpoint.description import Edition, describe, here
from server.endpoint.fragments.document import as_service, controls
from server.engine import Limits
from server.federation import federation_of
from server.namespaces import EXAMPLES_GRAPH, PREFIXES, VOID_GRAPH
from server.release import Release
from server.settings import Settings
from server.web.address import root


def service_description(
    settings: Settings, limits: Limits, release: Release, update: bool
) -> list[ox.Triple]:
    """The description (SPARQL 1.1 Service Description) with the dataset's address and edition. Raises Problem.

    Elsewhere than at the endpoint, where clients would take the forms for its own, it tells of the fragments too.
    """
    path = request.script_root + request.path
    endpoint = root(settings) + (path if path.endswith("/sparql") else "/sparql")
    manifest = release.manifest
    own = PREFIXES["graph"]  # the graphs of single claims are too many to be listed
    listed = (own, VOID_GRAPH, EXAMPLES_GRAPH)
    graphs = {iri: entry.triples for iri, entry in manifest.graphs.items() if iri.startswith(listed)}
    counts = manifest.counts
    federation = federation_of(settings)
    edition = Edition() if update else Edition(manifest.digest, manifest.created)
    return [
        *describe(
            endpoint,
            limits,
            counts["triples"],
            graphs,
            counts.get("asserted"),
            settings.limits(),
            update,
            federation.allowed if federation else (),
        ),
        *here(endpoint, edition),
        *(() if path.endswith("/sparql") else _fragments(settings)),
    ]


def _fragments(settings: Settings) -> list[ox.Triple]:
    address = root(settings) + "/fragments"
    return [*as_service(address), *controls(address, False, settings.fragment_bindings)]
