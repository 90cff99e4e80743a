"""What is kept: keys of caches that are longer than what they keep, and many of them."""

from __future__ import annotations

from itertools import count
from typing import Final
from urllib.parse import quote

from tests.system.attack.attack import Attack, Target, asked, flood, message

KIND: Final = "memory of caches"


def long_accept(target: Target) -> None:
    """Small questions, each with an Accept of 15 KB (or 400 KB) of its own."""
    numbers = count()

    def make() -> bytes:
        length = 400_000 if next(numbers) % 4 == 3 else 15_000
        return asked(
            f"ASK {{ FILTER(1 < {next(numbers)}) }}", ("Accept", f"*/*;a={next(numbers)}{'x' * length}")
        )

    flood(target, make)


def long_fields(target: Target) -> None:
    """Small questions, each with 15 KB of languages, codings or cookies of its own."""
    numbers = count()
    names = ("Accept-Encoding", "Accept-Language", "Cookie", "X-Forwarded-Host", "User-Agent")

    def make() -> bytes:
        value = f"gzip;q=0.{next(numbers)},{'x' * 15_000}"
        path = target.random.choice(("/ontology/Claim", "/sparql?query=ASK%7B%7D"))
        return message(path, (target.random.choice(names), value))

    flood(target, make)


def long_query_strings(target: Target) -> None:
    """Small questions with 60 KB of comment or unknown parameters, each another one."""
    numbers = count()

    def make() -> bytes:
        padding = f"{next(numbers)}{'x' * 60_000}"
        if target.random.random() < 0.5:
            return asked(f"ASK {{}} #{padding}")
        return message(f"/ontology/Claim?{padding}")

    flood(target, make)


def many_paths(target: Target) -> None:
    """Addresses of pages, fragments and saved queries that nobody asked for before."""
    numbers = count()

    def make() -> bytes:
        number = next(numbers)
        return message(
            target.random.choice(
                (
                    f"/id/body/eaeu?x={number}",
                    f"/queries/discrepancies.csv?x={number}",
                    f"/id/{number}/{number}",
                    f"/fragments?subject={quote(f'urn:x:{number}')}",
                    f"/{number}",
                    f"/static/{number}",
                )
            )
        )

    flood(target, make)


ATTACKS: Final = (
    Attack("long Accept in the key of a cache", KIND, long_accept),
    Attack("long fields in the key of a cache", KIND, long_fields),
    Attack("long query strings", KIND, long_query_strings),
    Attack("many addresses", KIND, many_paths, nginx=True),
)
