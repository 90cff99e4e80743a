"""IRIs shortened, expanded and resolved: a name that is written is read back as the same IRI by the engine itself."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.namespaces import PREFIXES
from server.rdf.iris import expand, expanded, prefixed, readable, resolve, short

RESOLUTION = PREFIXES["resolution"]
PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


def meaning(text: str, base: str = "urn:base") -> str:
    """What the engine takes a text in a query for."""
    found = ox.Store().query(f"{PROLOGUE} SELECT ({text} AS ?x) {{}}", base_iri=base)
    assert isinstance(found, ox.QuerySolutions)
    term = next(found)["x"]
    assert isinstance(term, ox.NamedNode)
    return term.value


@pytest.mark.parametrize(
    ("iri", "written"),
    [
        (RESOLUTION + "A-RES-3-I", "resolution:A-RES-3-I"),
        (RESOLUTION + "A-RES-3.", f"<{RESOLUTION}A-RES-3.>"),
        (RESOLUTION + "A.RES.3", "resolution:A.RES.3"),
        (RESOLUTION + "-3", f"<{RESOLUTION}-3>"),
        (RESOLUTION + "68", "resolution:68"),
        (RESOLUTION + "a/b", f"<{RESOLUTION}a/b>"),
        (RESOLUTION + "a:b", f"<{RESOLUTION}a:b>"),
        (RESOLUTION + "a%20b", f"<{RESOLUTION}a%20b>"),
        (RESOLUTION + "\U00020000", f"<{RESOLUTION}\U00020000>"),
        (RESOLUTION, "resolution:"),
        (PREFIXES["rdf"] + "type", "rdf:type"),
        ("https://example.org/x", "<https://example.org/x>"),
    ],
)
def test_an_iri_is_shortened_only_to_what_is_a_prefixed_name(iri: str, written: str) -> None:
    assert short(iri) == written


@given(st.sampled_from(sorted(PREFIXES.values())), st.text(max_size=8))
def test_the_engine_reads_what_short_writes_as_the_same_iri(namespace: str, local: str) -> None:
    try:
        iri = ox.NamedNode(namespace + local).value
    except ValueError:
        return
    assert meaning(short(iri)) == iri


def test_for_people_an_iri_that_has_no_name_stays_as_it_is() -> None:
    assert readable(RESOLUTION + "A-RES-3-I") == "resolution:A-RES-3-I"
    assert readable(RESOLUTION + "A-RES-3.") == RESOLUTION + "A-RES-3."
    assert readable(RESOLUTION) == RESOLUTION
    assert prefixed(RESOLUTION + "-3") is None


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("state:belarus", PREFIXES["state"] + "belarus"),
        (r"resolution:A-RES-3\.", RESOLUTION + "A-RES-3."),
        ("<urn:x:y>", "urn:x:y"),
        ("urn:x:y", "urn:x:y"),
        ("time://x", "time://x"),
        ("https://example.org/x", "https://example.org/x"),
    ],
)
def test_a_name_is_expanded_by_the_table(text: str, iri: str) -> None:
    assert expand(text) == expanded(text) == iri


@pytest.mark.parametrize("text", ["belarus", "a b:c", "", "<x>", "1:2"])
def test_what_is_no_absolute_iri_is_refused_and_shown(text: str) -> None:
    with pytest.raises(ValueError, match="is no IRI; give one in full or with a prefix"):
        expand(text)


REFERENCES = {
    "g:h": "g:h",
    "g": "http://a/b/c/g",
    "./g": "http://a/b/c/g",
    "g/": "http://a/b/c/g/",
    "/g": "http://a/g",
    "//g": "http://g",
    "?y": "http://a/b/c/d;p?y",
    "g?y": "http://a/b/c/g?y",
    "#s": "http://a/b/c/d;p?q#s",
    "g?y#s": "http://a/b/c/g?y#s",
    ";x": "http://a/b/c/;x",
    "": "http://a/b/c/d;p?q",
    ".": "http://a/b/c/",
    "..": "http://a/b/",
    "../..": "http://a/",
    "../../../g": "http://a/g",
    "/./g": "http://a/g",
    "/../g": "http://a/g",
    "g.": "http://a/b/c/g.",
    "..g": "http://a/b/c/..g",
    "./g/.": "http://a/b/c/g/",
    "g/../h": "http://a/b/c/h",
    "g;x=1/../y": "http://a/b/c/y",
    "g?y/../x": "http://a/b/c/g?y/../x",
    "g#s/../x": "http://a/b/c/g#s/../x",
}
"""Examples of RFC 3986, section 5.4, under http://a/b/c/d;p?q."""

BASES = (
    "http://a/b/c/d;p?q",
    "http://a",
    "http://a/",
    "http://a/b/../c/./d",
    "http://a?q",
    "file:///x/y",
    "x:a/b/c",
)


@pytest.mark.parametrize(("reference", "iri"), REFERENCES.items())
def test_a_reference_is_resolved_as_the_standard_shows(reference: str, iri: str) -> None:
    assert resolve(reference, "http://a/b/c/d;p?q") == iri


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(
    "reference", [*(one for one in REFERENCES if not one.startswith("/../")), "http://g/../x"]
)
def test_a_reference_means_here_what_it_means_to_the_engine(reference: str, base: str) -> None:
    assert meaning(f"<{reference}>", base) == resolve(reference, base)
