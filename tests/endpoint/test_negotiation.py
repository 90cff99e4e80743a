from __future__ import annotations

import pytest

from server.endpoint.formats import GRAPHS, RESULTS_JSON, RESULTS_XML, SOLUTIONS, TURTLE, Format, named
from server.endpoint.negotiation import best, best_coding, media_ranges, quality


def chosen(accept: str | None, offered: tuple[Format, ...] = SOLUTIONS) -> str | None:
    form = best(media_ranges(accept), ((form, form.media_types) for form in offered))
    return form.names[0] if form else None


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("*", "json"),
        ("text/*", "csv"),  # though text/javascript is a name for JSON too
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/csv;q=0.5, text/tab-separated-values", "tsv"),
        ("text/csv;q=0.5,*/*;q=0.4", "csv"),
        ("application/sparql-results+json;q=0, */*", "xml"),
        ("application/xml", "xml"),
        ("text/csv; header=present; q=0.9, application/sparql-results+xml;q=0.95", "xml"),
        ("text/csv;q=2, application/sparql-results+xml;q=-1", "csv"),
        ("text/csv;q=often", None),
        ("text/csv;q=0", None),
        ("image/png", None),
        ("*/csv, nonsense, ,;", "json"),
        # what SPARQLWrapper and a browser send
        ("application/sparql-results+json,application/json,text/javascript,application/javascript", "json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8", "xml"),
    ],
)
def test_the_most_wanted_format_is_chosen(accept: str | None, name: str | None) -> None:
    assert chosen(accept) == name


def test_graphs_have_a_default_of_their_own() -> None:
    assert chosen("*/*", GRAPHS) == "ttl"
    assert chosen("application/json", GRAPHS) == "jsonld"


def test_the_most_specific_range_decides() -> None:
    ranges = media_ranges("text/*;q=0.3, text/csv;q=0.7, */*;q=0.5")
    assert [quality(ranges, name) for name in ("text/csv", "text/html", "image/png")] == [0.7, 0.3, 0.5]
    assert quality(media_ranges("text/csv"), "text/html") == 0


def test_a_format_can_be_named_shortly_or_by_media_type() -> None:
    assert named("JSON", SOLUTIONS) is RESULTS_JSON
    assert named("application/sparql-results+xml", SOLUTIONS) is RESULTS_XML
    assert named("turtle", GRAPHS) is TURTLE
    assert named("turtle", SOLUTIONS) is None


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("GZIP", "gzip"),
        ("*", "zstd"),
        ("*;q=0.1, zstd;q=0", "gzip"),
        ("gzip;q=0", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("gzip;q=often, br", None),
    ],
)
def test_the_coding_that_is_liked_best_is_chosen(header: str | None, coding: str | None) -> None:
    assert best_coding(header, ("zstd", "gzip")) == coding
