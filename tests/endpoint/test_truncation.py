"""A result that was cut at any byte is refused by parsers of its format, and says why to whoever looks."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from server.endpoint.formats import CSV, GRAPHS, N_TRIPLES, SOLUTIONS, TSV, TURTLE, Format
from server.endpoint.truncation import marked
from server.engine import DeadlineExceeded
from server.engine.job import read_frame
from server.engine.output import Output
from server.engine.serialise import serialise

SELECT = """SELECT ?a ?b { VALUES (?a ?b) {
    (<urn:a> "line\\r\\n\\"quoted\\", <x> & {y}") (12 "z"@be) (<urn:b> UNDEF) (<urn:c,d> "") } }"""
ONE_COLUMN = 'SELECT ?a { VALUES ?a { UNDEF "" <urn:c,d> "\\r\\n" UNDEF } }'
ASK = "ASK {}"
DATA = '<urn:a> <urn:p/q> "x\\n\\"y\\" # <z>", """long\n"""@en, 12 . <urn:b> a <urn:c> .'


def whole(form: Format, select: str = SELECT) -> bytes:
    if form in GRAPHS:
        triples = [quad.triple for quad in ox.parse(DATA, format=ox.RdfFormat.TURTLE)]
        return ox.serialize(triples, format=ox.RdfFormat.from_media_type(form.media_type)) or b""
    pipe = io.BytesIO()
    output = Output(pipe, 1 << 20, 100)
    serialise(ox.Store().query(select), form.media_type, {}, output)
    output.end()
    pipe.seek(0)
    return read_frame(pipe)[1]


async def pieces(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def run(chunks: Iterable[bytes], media_type: str, received: list[bytes]) -> None:
    """Send the chunks; what was sent is in `received`, also where they fail."""

    async def send() -> None:
        async for chunk in marked(pieces(chunks), media_type):
            received.append(chunk)  # noqa: PERF401 - what was received before a failure counts

    asyncio.run(send())


def cut(form: Format, size: int, select: str) -> bytes:
    def chunks() -> Iterator[bytes]:
        data = whole(form, select)[:size]
        yield data[: size // 2]
        yield data[size // 2 :]
        raise DeadlineExceeded(30)

    received: list[bytes] = []
    with pytest.raises(DeadlineExceeded):
        run(chunks(), form.media_type, received)
    return b"".join(received)


def parse(form: Format, data: bytes) -> None:
    """Read it all, as strictly as readers of the format do."""
    if form.media_type == "text/csv":
        for _ in csv.reader(data.decode(errors="replace").splitlines(keepends=True), strict=True):
            pass
    elif form.media_type.endswith("json"):
        json.loads(data)
    elif form.media_type.endswith("xml"):
        ElementTree.fromstring(data)  # noqa: S314 - written by this test
    elif form in GRAPHS:
        list(ox.parse(data, format=ox.RdfFormat.from_media_type(form.media_type)))
    else:
        found = ox.parse_query_results(data, format=ox.QueryResultsFormat.from_media_type(form.media_type))
        assert isinstance(found, ox.QuerySolutions)
        list(found)


@pytest.mark.parametrize(
    ("form", "select"),
    [*((form, SELECT) for form in (*SOLUTIONS, *GRAPHS)), (CSV, ONE_COLUMN)],
    ids=lambda value: value.names[0] if isinstance(value, Format) else "",
)
def test_wherever_a_result_is_cut_it_does_not_parse_and_says_why(form: Format, select: str) -> None:
    data = whole(form, select)
    parse(form, data)
    for size in range(len(data) + 1):
        received = cut(form, size, select)
        assert received.startswith(data[:size])
        assert b"stopped at its deadline of 30 s" in received[size:]
        with pytest.raises((ValueError, SyntaxError, csv.Error, ElementTree.ParseError)):
            parse(form, received)


def test_a_whole_result_is_left_as_it_is() -> None:
    received: list[bytes] = []
    run([b"a", b'"'], "text/csv", received)
    assert received == [b"a", b'"']


@pytest.mark.parametrize("form", [CSV, TSV, N_TRIPLES, TURTLE], ids=lambda form: form.names[0])
def test_what_a_client_has_that_is_not_sent_more_does_not_parse(form: Format) -> None:
    data = whole(form) if form in GRAPHS else whole(form).partition(b"12")[0]  # no line break within quotes
    for size in range(1, len(data) + 1):
        parts = [data[i : i + size] for i in range(0, len(data), size)]
        for chunks in (parts, data.splitlines(keepends=True)):
            sent: list[bytes] = []
            run(chunks, form.media_type, sent)
            assert b"".join(sent) == data
            for number in range(1, len(sent)):
                assert not b"".join(sent[:number]).endswith((b"\r", b"\n"))


def test_a_client_that_leaves_ends_a_stream_quietly() -> None:
    async def leave() -> None:
        stream = marked(pieces([b"a,b\r\n1,2\r\n", b"3,4\r\n"]), "text/csv")
        assert await anext(stream) == b"a,b\r\n1"
        await stream.aclose()  # type: ignore[attr-defined]

    asyncio.run(leave())


def test_a_format_without_words_is_merely_broken_off() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"ARROW1"
        raise DeadlineExceeded(30)

    received: list[bytes] = []
    with pytest.raises(DeadlineExceeded):
        run(chunks(), "application/vnd.apache.arrow.stream", received)
    assert received == [b"ARROW1", b""]
