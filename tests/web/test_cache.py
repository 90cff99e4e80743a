"""The results that are kept, as the server's front keeps them."""

from __future__ import annotations

import gc
import sys

from server.endpoint.http import CachedResponse
from server.web.front.cache import Cache, Key


def key(number: int, accept: bytes = b"*/*") -> Key:
    return Key("release", "GET", "/sparql", b"query=%d" % number, accept, b"")


def kept(number: int, body: bytes = b"body") -> CachedResponse:
    tag = b'"%d"' % number
    return CachedResponse(tag, ((b"etag", tag), (b"content-length", b"%d" % len(body))), body)


def test_an_answer_is_found_by_its_requests_and_by_its_tag() -> None:
    cache = Cache(1_000_000, 1000)
    for accept in (b"*/*", b"text/csv"):
        cache.keep(key(1, accept), kept(1))
        assert cache.find(key(1, accept)) == cache.tagged("1") == kept(1)
    assert len(cache) == 1
    assert cache.find(key(2)) is None


def test_what_was_not_asked_for_the_longest_leaves_with_all_that_led_to_it() -> None:
    cache = Cache(10_000, 10_000)
    for number in range(3):
        cache.keep(key(number), kept(number, b"x" * 2000))
        cache.keep(key(number, b"text/csv"), kept(number, b"x" * 2000))
    assert cache.find(key(0)) is None
    assert cache.find(key(0, b"text/csv")) is None
    assert cache.find(key(2, b"text/csv"))
    assert cache.size <= cache.limit
    cache.keep(key(3), kept(3, b"x" * 9999))
    assert cache.tagged("3") is None  # it would not fit at all
    assert cache.tagged("2")


def test_a_full_cache_is_nothing_that_the_garbage_collector_looks_through() -> None:
    cache = Cache(100_000_000, 1000)
    bodies = [b"body %d" % number for number in range(5)]
    for number, body in enumerate(bodies):
        cache.keep(key(number), kept(number, body))
    for _ in range(3):  # a tuple is let go once all that it holds has been
        gc.collect()
    assert len(cache) == 5
    for body in bodies:  # only what the collector looks through is found to refer to something
        assert [one for one in gc.get_referrers(body) if one is not bodies] == []


def test_the_keys_count_too() -> None:
    """A client that asks the same again and again, each time with another long Accept, fills nothing beyond it."""
    cache = Cache(4_000_000, 1000)
    for number in range(6000):
        cache.keep(key(number % 50, b"x" * 10_000 + b"%d" % number), kept(number % 50))
        assert cache.size <= cache.limit
    requests = [
        found
        for number in range(6000)
        if (found := cache.find(key(number % 50, b"x" * 10_000 + b"%d" % number)))
    ]
    assert 100 < len(requests) < 400
    assert total(cache) < cache.limit


def test_a_path_and_fields_count_as_they_are_held() -> None:
    cache = Cache(1_000_000, 1000)
    cache.keep(key(0)._replace(path="ж" * 100_000), kept(0))
    assert cache.size > 200_000
    cache.keep(key(1), CachedResponse(b'"1"', [(b"link", b"x" * 100_000)], b""))
    assert cache.size > 300_000


def total(cache: Cache) -> int:
    """What a cache really holds, by what the interpreter says of all that it refers to."""
    seen: dict[int, int] = {}
    waiting: list[object] = [vars(cache)]
    while waiting:
        one = waiting.pop()
        if id(one) not in seen and not isinstance(one, type):
            seen[id(one)] = sys.getsizeof(one)
            waiting += gc.get_referents(one)
    return sum(seen.values())
