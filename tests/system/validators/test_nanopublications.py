"""Claims as nanopublications, judged by the libraries of that community: well formed, and with the right Trusty URI."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from server.claims.nanopublication import Nanopublication, nanopublication
from server.claims.record import ClaimRecord
from tests.claims.conftest import claims  # noqa: F401 - a fixture
from tests.conftest import require_module

AN_EXAMPLE = "https://w3id.org/eikg/id/claim/leshenyuk-2021-083"


def text_of(nanopub: Nanopublication) -> str:
    text = pyoxigraph.serialize(nanopub.quads, format=RdfFormat.TRIG, prefixes=nanopub.prefixes)
    return (text or b"").decode()


def test_every_claim_is_valid_to_the_toolkit_in_rust(claims: Mapping[str, ClaimRecord]) -> None:  # noqa: F811
    toolkit = require_module("nanopub_sign")
    for claim in claims.values():
        nanopub = nanopublication(claim)
        checked = toolkit.Nanopub(text_of(nanopub)).check().info()
        assert checked["uri"]["value"] == nanopub.iri
        assert nanopub.iri.endswith(f"/{checked['trusty_hash']}")


def test_the_toolkit_would_see_another_content(claims: Mapping[str, ClaimRecord]) -> None:  # noqa: F811
    toolkit = require_module("nanopub_sign")
    nanopub = nanopublication(claims[AN_EXAMPLE])
    graph = NamedNode(f"{nanopub.iri}#assertion")
    added = Quad(NamedNode("urn:x:s"), NamedNode("urn:x:p"), Literal("more"), graph)
    with pytest.raises(Exception, match=r"(?i)trusty"):
        toolkit.Nanopub(text_of(Nanopublication(nanopub.iri, (*nanopub.quads, added)))).check()


def test_claims_with_each_datatype_are_valid_to_the_library_in_python(
    claims: Mapping[str, ClaimRecord],  # noqa: F811
    tmp_path: Path,
) -> None:
    library = require_module("nanopub")
    by_datatype = {
        triple.object.datatype.value: claim
        for claim in claims.values()
        for triple in claim.stated
        if isinstance(triple.object, Literal)
    }
    assert len(by_datatype) > 4
    chosen = {claim.iri: claim for claim in (claims[AN_EXAMPLE], *by_datatype.values())}
    for number, claim in enumerate(chosen.values()):
        nanopub = nanopublication(claim)
        path = tmp_path / f"{number}.trig"
        path.write_text(text_of(nanopub), encoding="utf-8")
        read = library.Nanopub(rdf=path)
        assert str(read.metadata.np_uri) == nanopub.iri
        assert read.is_valid
        assert read.has_valid_trusty
