"""Claims as nanopublications, judged by the library of that community: well formed, and with the right Trusty URI."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from server.claims.nanopublication import Nanopublication, nanopublication
from server.claims.record import ClaimRecord
from tests.claims.conftest import claims  # noqa: F401 - a fixture
from tests.conftest import require_module

AN_EXAMPLE = "https://w3id.org/eikg/id/claim/leshenyuk-2021-083"


@pytest.fixture(scope="module")
def library() -> Any:
    return require_module("nanopub")


def read(library: Any, nanopub: Nanopublication, path: Path) -> Any:
    text = pyoxigraph.serialize(nanopub.quads, format=RdfFormat.TRIG, prefixes=nanopub.prefixes)
    path.write_bytes(text or b"")
    return library.Nanopub(rdf=path)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_claim_is_a_valid_nanopublication(
    library: Any,
    claims: Mapping[str, ClaimRecord],  # noqa: F811
    tmp_path: Path,
) -> None:
    assert len(claims) > 1000
    for claim in claims.values():
        nanopub = nanopublication(claim)
        judged = read(library, nanopub, tmp_path / "one.trig")
        assert str(judged.metadata.np_uri) == nanopub.iri
        assert judged.is_valid
        assert judged.has_valid_trusty


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_another_content_would_be_found_out(
    library: Any,
    claims: Mapping[str, ClaimRecord],  # noqa: F811
    tmp_path: Path,
) -> None:
    nanopub = nanopublication(claims[AN_EXAMPLE])
    more = Quad(
        NamedNode("urn:x:s"), NamedNode("urn:x:p"), Literal("o"), NamedNode(f"{nanopub.iri}#assertion")
    )
    judged = read(library, Nanopublication(nanopub.iri, (*nanopub.quads, more)), tmp_path / "one.trig")
    with pytest.raises(ValueError, match="is not valid"):
        assert judged.has_valid_trusty
