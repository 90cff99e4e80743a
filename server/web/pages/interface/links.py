"""Where an IRI leads: the project's own to a page of this server, any other to its own address."""

from __future__ import annotations

from urllib.parse import quote

from server.namespaces import BASE

KINDS_OF_PAGE = ("id", "ontology", "scheme", "graph")
"""The first part of the paths under which the project's own IRIs are answered."""


def path_of(iri: str) -> str | None:
    """Return the path of an own IRI on this server, the address of a foreign web page, or None if it leads nowhere."""
    if iri.startswith(BASE) and iri[len(BASE) :].partition("/")[0] in KINDS_OF_PAGE:
        return "/" + quote(iri[len(BASE) :], safe="/:@!$&'()*+,;=~")
    return iri if iri.startswith(("https://", "http://")) else None


def is_own(iri: str) -> bool:
    """Tell whether an IRI is one of the project's, so that this server describes it."""
    return iri.startswith(BASE)


def local_name(iri: str) -> str:
    """Return the last part of an IRI, which is what stands for a thing without a label."""
    return iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2]
