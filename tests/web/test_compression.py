from __future__ import annotations

import gzip
import zlib
from http.client import HTTPConnection, IncompleteRead
from urllib.parse import urlencode

import pytest
import zstandard

from tests.engine.small_store import ENDLESS_ROWS, EX, THINGS
from tests.web.client import Server
from tests.web.conftest import StartServer

MANY = f"SELECT ?a ?d {{ ?a <{EX}number> ?b . ?d <{EX}number> ?e }}"
CODINGS = ["gzip", "zstd"]


def decoded(body: bytes, coding: str) -> bytes:
    return (
        gzip.decompress(body)
        if coding == "gzip"
        else zstandard.ZstdDecompressor().decompressobj().decompress(body)
    )


@pytest.mark.parametrize("coding", CODINGS)
def test_a_result_is_the_same_compressed(endpoint: Server, coding: str) -> None:
    target = f"/sparql?{urlencode({'format': 'csv', 'query': MANY})}"
    plain = endpoint.send("GET", target)
    packed = endpoint.send("GET", target, {"Accept-Encoding": coding})
    assert packed.headers["Content-Encoding"] == coding
    assert {"Accept", "Accept-Encoding"} <= set(packed.headers["Vary"].split(", "))
    assert decoded(packed.body, coding) == plain.body
    assert plain.body.count(b"\r\n") == THINGS * THINGS + 1
    assert len(packed.body) < len(plain.body) // 10


def test_a_small_result_and_a_client_that_asks_for_none_get_none(endpoint: Server) -> None:
    assert (
        "Content-Encoding"
        not in endpoint.send("GET", "/sparql?query=ASK%20%7B%7D", {"Accept-Encoding": "gzip"}).headers
    )
    for wish in ("identity", "br", "gzip;q=0"):
        assert "Content-Encoding" not in endpoint.send("GET", "/sparql", {"Accept-Encoding": wish}).headers
    assert endpoint.send("GET", "/sparql", {"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("coding", CODINGS)
def test_a_result_cut_short_does_not_decode_as_whole(start_server: StartServer, coding: str) -> None:
    server = start_server(evaluators=1, result_size=4_000_000, result_buffer=1000)
    connection = HTTPConnection("127.0.0.1", server.port)
    headers = {"Accept-Encoding": coding, "Content-Type": "application/sparql-query", "Accept": "text/csv"}
    connection.request("POST", "/sparql", ENDLESS_ROWS.encode(), headers)
    response = connection.getresponse()
    assert response.headers["Content-Encoding"] == coding
    with pytest.raises(IncompleteRead) as caught:
        response.read()
    connection.close()
    part = caught.value.partial
    assert part
    if coding == "gzip":
        decoder = zlib.decompressobj(wbits=31)
        assert decoder.decompress(part)
        assert not decoder.eof
    else:
        other = zstandard.ZstdDecompressor().decompressobj()
        assert other.decompress(part)
        assert not other.eof
