"""The digests of Trusty URIs: those that the specification's own algorithm gives, whatever the order of the quads."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from server.claims.trusty import artifact_code

S, P, G = (NamedNode(f"http://example.org/{name}") for name in "spg")


def content(code: str) -> list[Quad]:
    this = NamedNode(f"http://example.org/{code}")
    return [
        Quad(this, P, Literal("b", language="en-GB"), G),
        Quad(S, P, Literal("b"), G),
        Quad(S, P, NamedNode(f"http://example.org/{code}#part"), G),
        Quad(S, P, Literal('a "\\ \n'), G),
        Quad(S, P, Literal("b", language="be"), G),
        Quad(S, P, Literal(5), NamedNode(f"http://example.org/{code}#graph")),
    ]


TEXT = """\
http://example.org/ #graph
http://example.org/s
http://example.org/p
^http://www.w3.org/2001/XMLSchema#integer 5
http://example.org/g
http://example.org/\x20
http://example.org/p
@en-gb b
http://example.org/g
http://example.org/s
http://example.org/p
http://example.org/ #part
http://example.org/g
http://example.org/s
http://example.org/p
^http://www.w3.org/2001/XMLSchema#string a "\\\\ \\n
http://example.org/g
http://example.org/s
http://example.org/p
@be b
http://example.org/g
http://example.org/s
http://example.org/p
^http://www.w3.org/2001/XMLSchema#string b
"""
"""What the digest is taken of: in order, with a space for the digest; of equal texts the one with a language first."""


def test_the_digest_is_that_of_the_ordered_text() -> None:
    digest = urlsafe_b64encode(hashlib.sha256(TEXT.encode()).digest()).decode().rstrip("=")
    assert artifact_code(content) == f"RA{digest}"


def test_the_order_and_repetition_of_quads_do_not_count_and_a_letter_does() -> None:
    code = artifact_code(content)
    assert artifact_code(lambda code: [*reversed(content(code)), *content(code)]) == code
    assert artifact_code(lambda code: [*content(code), Quad(S, P, Literal("B"), G)]) != code


def test_a_blank_node_has_no_digest() -> None:
    with pytest.raises(ValueError, match="is no IRI"):
        artifact_code(lambda _: [Quad(BlankNode("b"), P, S, G)])
