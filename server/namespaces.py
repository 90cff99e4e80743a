"""The one prefix table of the project: Turtle files, saved queries, pages and the endpoint all use it.

It is read from ontology/project.toml when this module is imported (server/project.py), and stays for the process.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from server.project import BUILT_IN, find

PROJECT: Final = find(Path.cwd())

BASE: Final = PROJECT.base

KINDS: Final = tuple(PROJECT.kinds)
"""The kinds of things under `id/`; an IRI of any other kind is an error in the build."""

OWN: Final = PROJECT.prefix
"""The prefix of the project's own terms."""

EIK: Final = BASE + "ontology/"

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
"""Under which the data may be used."""

ENDPOINT: Final = BASE + "sparql"
"""The lasting address of the endpoint; where a server runs is known only to it."""

VOID_GRAPH: Final = BASE + ".well-known/void"
EXAMPLES_GRAPH: Final = BASE + ".well-known/sparql-examples"
"""The graphs in which clients look for the description of the data and for queries to begin with."""

EVERYTHING: Final = "/everything"
"""Behind the IRI of a document it names, as a graph, all that is stated there, also what is denied or predicted."""

_KIND_PREFIXES: Final = {("doc" if kind == "document" else kind): f"{BASE}id/{kind}/" for kind in KINDS}

SCHEMES: Final = PROJECT.schemes
"""The SKOS concept schemes, one file each in ontology/schemes/."""

PREFIXES: Final[dict[str, str]] = {
    OWN: EIK,
    "graph": BASE + "graph/",
    "scheme": BASE + "scheme/",
    **_KIND_PREFIXES,
    **{scheme: f"{BASE}scheme/{scheme}/" for scheme in SCHEMES},
    **BUILT_IN,
    **PROJECT.prefixes,
}
"""Prefix → namespace, in the order in which prefixes are declared at the top of every file."""
