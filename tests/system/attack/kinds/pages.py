"""Pages: such as do not exist, such as cost queries, releases that are opened again and again, what operators ask."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from tests.system.attack.attack import (
    HOST,
    NAME,
    Attack,
    Target,
    asked,
    flood,
    message,
    pipelined,
    repeat,
    words,
)

KIND: Final = "pages"

WORDS: Final = (
    "belarus",
    "russia",
    "union",
    "state",
    "eurasian",
    "treaty",
    "resolution",
    "membership",
    "claim",
    "x",
    "беларусь",
    "союз",
)
_FOLDERS: Final = (
    "id",
    "id/state",
    "id/claim",
    "ontology",
    "scheme",
    "graph",
    "docs",
    "queries",
    "problem",
    "release",
)
_SUBJECT: Final = "https://w3id.org/eikg/id/state/belarus"
_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"


def missing(target: Target) -> None:
    """Pages that do not exist, whose address has 20 or 500 words, 32 at a time."""

    def make() -> bytes:
        number = target.random.choice((20, 500))
        name = target.random.choice(("-", "_", "/", "%20")).join(
            quote(word) for word in words(target.random, number, WORDS)
        )
        accept = target.random.choice(("text/html", "application/json", "text/turtle"))
        return message(f"/{target.random.choice(_FOLDERS)}/{name}", ("Accept", accept))

    flood(target, make, 32)


def proofs(target: Target) -> None:
    """Proofs of statements that hold, that do not, and that cannot be."""

    def make() -> bytes:
        subject = target.random.choice(
            (_SUBJECT, "state:belarus", f"urn:x:{target.random.random()}", "x" * 5000)
        )
        thing = target.random.choice(("body:eaeu", f'"{target.random.random()}"', "x" * 5000))
        given = urlencode({"s": subject, "p": "eik:memberOf", "o": thing})
        return message(f"/why?{given}")

    flood(target, make, 16)


def fragments(target: Target) -> None:
    """Pages of fragments far behind, with 64 bindings, of terms that are none."""
    rows = " ".join(f"(<urn:x:{number}>)" for number in range(64))
    values = urlencode({"subject": "?s", "values": f"(?s) {{ {rows} }}"})

    def make() -> bytes:
        number = target.random.randrange(1, 1000)
        return message(
            target.random.choice(
                (
                    f"/fragments?page={number}",
                    f"/fragments/quads?page={number}",
                    f"/fragments?{values}",
                    f"/fragments?object={quote('?o')}&subject={quote('?o')}&x={number}",
                    f"/fragments/quads?graph={quote('?g')}&page={10**14}",
                    f"/fragments?object={quote(chr(34)) + 'x' * 10_000}",
                )
            )
        )

    flood(target, make, 16)


def searches(target: Target) -> None:
    """Searches for 1 to 500 words, in three languages, each another one."""

    def make() -> bytes:
        text = " ".join(words(target.random, target.random.choice((1, 5, 500)), WORDS))
        language = target.random.choice(("en", "ru", "be", "xx"))
        return message(f"/search?{urlencode({'q': f'{text} {target.random.random()}', 'lang': language})}")

    flood(target, make, 16)


def saved_queries(target: Target) -> None:
    """Saved queries with values that are none, hundreds of values, unknown parameters, every format."""

    def make() -> bytes:
        name = target.random.choice(
            ("members-of-a-body", "status-as-of", "initiatives-of-an-actor", "discrepancies")
        )
        number = target.random.choice((0, 1, 300))
        values = [("body", f"body:{count}") for count in range(number)] or [("body", "body:sco")]
        date = target.random.choice(("2016-01-01", "9999-99-99", "x" * 5000, "2016"))
        suffix = target.random.choice((".csv", ".json", ".xml", ".arrow", "", ".nothing"))
        return message(f"/queries/{name}{suffix}?{urlencode([*values, ('date', date), ('x', 'y')])}")

    flood(target, make, 16)


def expensive(target: Target) -> None:
    """The pages that cost most, in three languages, none of them kept."""
    paths = (
        "/id/state/belarus",
        "/ontology",
        "/quality",
        "/conformance",
        "/queries",
        "/",
        "/releases",
        "/data",
    )

    def make() -> bytes:
        language = target.random.choice(("en", "ru", "be"))
        return message(f"{target.random.choice(paths)}?lang={language}&x={target.random.random()}")

    flood(target, make, 32)


def old_releases(target: Target) -> None:
    """Permanent links of more releases than are open at a time, in turn."""
    with urlopen(f"http://{HOST}:{target.port}/releases") as response:
        names = sorted({*re.findall(r"/release/([0-9a-f]{16})", response.read().decode())})

    def make() -> bytes:
        name = target.random.choice([*names, f"{target.random.randrange(16**16):016x}"])
        question = f"ASK {{ FILTER(1 < {target.random.random()}) }}"
        return asked(question, path=f"/release/{name}/sparql")

    flood(target, make)


def of_operators(target: Target) -> None:
    """What operators ask for, as often as it goes."""
    requests = [
        f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode()
        for path in ("/health", "/health/ready", "/metrics", "/robots.txt", "/favicon.ico")
    ]
    repeat(target, lambda: pipelined(target, target.random.choice(requests)), 6)


def odd_paths(target: Target) -> None:
    """Paths with dots, slashes, escapes and 60 KB, under what is served from files."""

    def make() -> bytes:
        piece = target.random.choice(("../", "%2e%2e/", "//", "%00", "a/", "%", "%ff", "..%5c"))
        start = target.random.choice(("/static/", "/docs/files/", "/docs/", "/.well-known/", "/data/"))
        length = target.random.choice((30, 3_000, 60_000))
        return message(start + piece * (length // len(piece)))

    flood(target, make)


ATTACKS: Final = (
    Attack("pages that do not exist", KIND, missing, nginx=True),
    Attack("proofs", KIND, proofs),
    Attack("fragments", KIND, fragments),
    Attack("searches", KIND, searches),
    Attack("saved queries", KIND, saved_queries),
    Attack("expensive pages", KIND, expensive, nginx=True),
    Attack("old releases in turn", KIND, old_releases),
    Attack("health and figures", KIND, of_operators),
    Attack("odd paths", KIND, odd_paths),
)
