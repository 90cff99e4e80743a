from __future__ import annotations

import pyoxigraph as ox
import pytest

from server.endpoint.arrow import TABLES
from server.endpoint.description import describe, serialise
from server.endpoint.formats import GRAPHS, SOLUTIONS, Format
from server.engine import Limits
from server.namespaces import PREFIXES

TRIPLES = describe("https://example.org/sparql", Limits(query_deadline=7), 12, {"https://example.org/g": 5})
SD = PREFIXES["sd"]


def objects(predicate: str) -> set[str]:
    return {str(triple.object.value) for triple in TRIPLES if triple.predicate.value == predicate}  # type: ignore[union-attr]


def test_it_names_endpoint_language_formats_and_graphs() -> None:
    assert objects(SD + "endpoint") == {"https://example.org/sparql"}
    assert objects(SD + "supportedLanguage") == {SD + "SPARQL11Query"}
    assert objects(SD + "resultFormat") == {form.iri for form in (*SOLUTIONS, *TABLES, *GRAPHS)}
    assert objects(SD + "name") == {"https://example.org/g"}
    assert objects(PREFIXES["void"] + "triples") == {"12", "5"}


def test_it_tells_the_limits() -> None:
    assert any("stopped after 7 seconds" in comment for comment in objects(PREFIXES["rdfs"] + "comment"))


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: str(form.names[0]))
def test_it_comes_in_every_format(form: Format) -> None:
    rdf_format = ox.RdfFormat.from_media_type(form.media_type)
    assert len(list(ox.parse(serialise(TRIPLES, form), format=rdf_format))) == len(TRIPLES)
