"""Header fields: many, long, repeated, and such as take long to read."""

from __future__ import annotations

from typing import Final

from tests.system.attack.attack import Attack, Target, flood, message, once, once_http_2, repeat
from tests.web import http2

KIND: Final = "header fields"

ASK: Final = "/sparql?query=ASK%7B%7D"
LENGTHS: Final = (7_000, 15_000, 120_000, 400_000)
"""Characters: within the bounds of nginx, within ours, beyond them, and beyond what the HTTP server takes."""

ACCEPT: Final = ("a/b;q=0.1,", ";", ",", "*/*;q=", "a/b;a=b;c=d,")
LANGUAGES: Final = ("en;q=0.1,", "ru-", ";q=", "*,", "be;q=1;q=1,")
OTHERS: Final = (
    ("Accept-Encoding", "gzip;q=0.5, "),
    ("Accept-Encoding", ";"),
    ("If-None-Match", '"a", '),
    ("If-None-Match", 'W/"'),
    ("If-Match", '"a", '),
    ("Cookie", "a=b;"),
    ("Cookie", 'a="\\"'),
    ("Range", "bytes=0-1,"),
    ("Range", "0-,"),
    ("Forwarded", "for=1.1.1.1,"),
    ("X-Forwarded-For", "1.1.1.1, "),
    ("If-Modified-Since", "Mon, "),
    ("Accept-Datetime", "Mon, 01 "),
    ("Prefer", "a=b; c,"),
    ("Authorization", "Basic "),
    ("Access-Control-Request-Headers", "a,"),
    ("Cache-Control", "max-age=0, "),
)


def repeated_by_reference(target: Target) -> None:
    """A header of 3.9 KB and 4,100 references to it (HPACK), in a request of 8 KB."""
    block = http2.ask(http2.field(b"x", b"y" * 3900), http2.REPEATED * 4100)
    repeat(target, lambda: once_http_2(target, block), 4)


def many(target: Target) -> None:
    """Hundreds and thousands of small fields, over HTTP/1.1 and HTTP/2."""

    def act() -> None:
        number = target.random.choice((99, 150, 5000))
        if target.random.random() < 0.5:
            once(target, message(ASK, *((f"X-{count}", "1") for count in range(number))))
        else:
            fields = (http2.field(b"x-%d" % count, b"1") for count in range(number))
            once_http_2(target, http2.ask(*fields))

    repeat(target, act)


def content_type(target: Target) -> None:
    """A Content-Type with as many parameters as fit."""

    def make() -> bytes:
        length = target.random.choice(LENGTHS)
        piece = target.random.choice((";", "; a=b", ';a="\\"', "; a*1=b"))
        value = "text/plain" + piece * (length // len(piece))
        path = target.random.choice(("/sparql", "/ontology", "/queries/discrepancies", "/fragments"))
        return message(path, ("Content-Type", value), method="POST", body=b"query=ASK{}")

    flood(target, make)


def accept(target: Target) -> None:
    """An Accept with as many types as fit, at the endpoint and at pages."""
    _long(target, [("Accept", piece) for piece in ACCEPT], (ASK, "/ontology/Claim", "/queries/discrepancies"))


def accept_language(target: Target) -> None:
    """An Accept-Language with as many languages as fit, at pages."""
    _long(target, [("Accept-Language", piece) for piece in LANGUAGES], ("/ontology", "/", "/id/body/eaeu"))


def other_lists(target: Target) -> None:
    """Long lists in every other field that is read: codings, entity tags, cookies, ranges, forwarders."""
    _long(target, OTHERS, (ASK, "/ontology/Claim", "/queries/discrepancies"))


def _long(
    target: Target, pieces: list[tuple[str, str]] | tuple[tuple[str, str], ...], paths: tuple[str, ...]
) -> None:
    def make() -> bytes:
        name, piece = target.random.choice(pieces)
        length = target.random.choice(LENGTHS)
        return message(target.random.choice(paths), (name, piece * (length // len(piece))))

    flood(target, make)


ATTACKS: Final = (
    Attack("header repeated by reference", KIND, repeated_by_reference),
    Attack("many header fields", KIND, many),
    Attack("long Content-Type", KIND, content_type, nginx=True),
    Attack("long Accept", KIND, accept, nginx=True),
    Attack("long Accept-Language", KIND, accept_language),
    Attack("long lists in other fields", KIND, other_lists),
)
