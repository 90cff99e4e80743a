"""Digests do not depend on order or on the names of blank nodes, and depend on everything else."""

from __future__ import annotations

import hashlib

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

from server.rdf.graphs import canonical, digest, n_quads

TEXT = """
_:a <http://x/p> _:b <http://x/g> .
_:b <http://x/p> "x" <http://x/g> .
_:a <http://x/q> "05"^^<http://www.w3.org/2001/XMLSchema#integer> <http://x/h> .
"""


def quads(text: str) -> list[Quad]:
    return list(pyoxigraph.parse(text, RdfFormat.N_QUADS))


def test_names_and_order_do_not_matter() -> None:
    renamed = TEXT.replace("_:a", "_:z").replace("_:b", "_:a")
    shuffled = "\n".join(reversed(renamed.splitlines()))
    assert n_quads(canonical(quads(shuffled))) == n_quads(canonical(quads(TEXT)))
    assert digest(quads(shuffled)) == digest(quads(TEXT))


def test_lexical_forms_matter() -> None:
    assert digest(quads(TEXT)) != digest(quads(TEXT.replace('"05"', '"5"')))


def test_a_digest_is_that_of_the_standard() -> None:
    line = '_:c14n0 <http://x/p> "x" .\n'
    assert digest(quads('_:e <http://x/p> "x" <http://x/g> .')) == hashlib.sha256(line.encode()).hexdigest()
