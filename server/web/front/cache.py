"""The response cache: answers kept in memory to be sent again, bounded in bytes.

Only what the release alone decides is kept: an answer 200 with a strong entity tag that varies with nothing but Accept
and Accept-Encoding, or a page that is marked by `OF_RELEASE`, which may vary with the language of the reader and the
address of the server as well. A release never changes, so what is kept never grows stale.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import chain
from sys import getsizeof
from threading import Lock
from typing import Final, NamedTuple

from server.endpoint.caching import OF_RELEASE
from server.endpoint.http import Answer, CachedResponse, Fields, Headers
from server.endpoint.preconditions import READING, entity_tags
from server.endpoint.problems import HttpProblem
from server.web.front.asgi import Application, Message, Receive, Scope, Send
from server.web.front.exchange import EXCHANGE, Exchange, send_at_once

_HIT: Final = (b"cache-status", b"eikg; hit")
_OF_NOT_MODIFIED: Final = (
    *(b"cache-control", b"etag", b"link", b"vary", b"access-control-allow-origin"),
    *(b"content-security-policy", b"content-language", b"referrer-policy", b"x-content-type-options"),
)
"""Fields of a 304: a browser takes them over into the page that it has (RFC 9111, section 3.2)."""
_VARIES: Final = {b"accept", b"accept-encoding"}
_OF_VISITORS: Final = (b"accept-language", b"accept-profile", b"cookie")
"""Fields of a request that pages depend on besides, above all for the language of the reader."""

_OF_ADDRESS: Final = (b"host", b"x-forwarded-host", b"x-forwarded-proto")
"""Fields that tell the address of this server, of some proxies only: what counts is the address."""

_VARIES_WITH_VISITORS: Final = _VARIES.union(_OF_VISITORS, _OF_ADDRESS)
_OF_RELEASE: Final = OF_RELEASE.encode()
_OF_THE_MOMENT: Final = (b"content-length", b"date")
"""Fields that each answer gets anew."""
_OVERHEAD: Final = 1000
"""Bytes that an entry or a key takes beside its parts, about."""

_OF_A_FIELD: Final = 150
"""Bytes that a header field takes beside its text, about."""
_MOST_KEYS: Final = 32
_SPARQL: Final = "/sparql"
"""The end of the path of the endpoint, whose answers depend on no more of the headers."""


class Key(NamedTuple):
    """All of a request that its answer may depend on. GET and HEAD have the same; the release is a name."""

    release: str
    method: str
    path: str
    query_string: bytes
    accept: bytes
    accept_encoding: bytes
    content_type: bytes = b""
    body: bytes = b""
    visitor: tuple[bytes, ...] = ()

    def of_visitor(self, headers: Headers, address: str) -> Key:
        """The key of an answer that depends on more of the headers, and on the address of this server."""
        visitor = (*(headers.raw(name) or b"" for name in _OF_VISITORS), address.encode())
        return self._replace(visitor=visitor)

    @property
    def size(self) -> int:
        """The bytes that it takes."""
        return sum(map(getsizeof, self)) + sum(map(getsizeof, self.visitor)) + _OVERHEAD


_Part = str | bytes | tuple[bytes, ...]
_Entry = tuple[tuple[tuple[bytes, bytes], ...], bytes, int, tuple[tuple[_Part, ...], ...]]
"""The headers and the body of what is kept, its size, and the requests that it answers."""


class Cache:
    """Answers by request and by entity tag; the one that was not asked for the longest leaves first. Thread-safe.

    Inside there is nothing but tuples, texts and bytes: those the garbage collector learns to pass over, while with
    objects a full cache would make it hold everybody up for a good part of a second.
    """

    def __init__(self, size: int, largest: int) -> None:
        self.limit, self.largest = size, min(largest, size)
        self.size = 0
        self._entries: OrderedDict[bytes, _Entry] = OrderedDict()
        self._tags: dict[tuple[_Part, ...], bytes] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def begin_anew(self, size: int, largest: int) -> None:
        """Keep nothing of what was kept so far, and from now on so many bytes, as `Cache(size, largest)` does."""
        with self._lock:
            self.limit, self.largest = size, min(largest, size)
            self.size = 0
            self._entries.clear()
            self._tags.clear()

    def find(self, key: Key) -> CachedResponse | None:
        """The answer to a request."""
        tag = self._tags.get(key)
        return None if tag is None else self._touched(tag)

    def tagged(self, tag: str) -> CachedResponse | None:
        """The answer with an entity tag, given without quotes."""
        return self._touched(f'"{tag}"'.encode())

    def keep(self, key: Key, kept: CachedResponse) -> None:
        """Keep the answer to a request; a further request with the same answer takes no more than its key."""
        if key.size + len(kept.body) > self.limit:
            return
        with self._lock:
            none: _Entry = (tuple(kept.fields), kept.body, 0, ())
            fields, body, before, keys = self._entries.get(kept.name, none)
            size = before or len(body) + sum(map(len, chain.from_iterable(fields))) + _OF_A_FIELD * len(
                fields
            )
            if key not in self._tags:
                if len(keys) == _MOST_KEYS:
                    oldest, *rest = keys
                    del self._tags[oldest]
                    keys, size = tuple(rest), size - Key(*oldest).size  # type: ignore[arg-type]
                keys += (tuple(key),)
                self._tags[keys[-1]] = kept.name
                size += key.size
            self._entries[kept.name] = fields, body, size, keys
            self.size += size - before
            while self.size > self.limit:
                _, (_, _, size, keys) = self._entries.popitem(last=False)
                self.size -= size
                for old in keys:
                    del self._tags[old]

    def _touched(self, tag: bytes) -> CachedResponse | None:
        with self._lock:
            entry = self._entries.get(tag)
            if entry is None:
                return None
            self._entries.move_to_end(tag)
            return CachedResponse(tag, entry[0], entry[1])


class CacheLayer:
    """Answers from the cache, and keeps what may be kept of the answers that pass."""

    def __init__(self, inner: Application, cache: Cache) -> None:
        self._inner, self._cache = inner, cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer that is kept, or go on."""
        exchange: Exchange = scope[EXCHANGE]
        key = self._key(exchange)
        if key is None:
            await self._inner(scope, receive, send)
            return
        found, of_visitor = self._cache.find(key), None
        if found is None and key.method == "GET" and not key.path.endswith(_SPARQL):
            with suppress(HttpProblem):  # from a proxy that tells no address: whoever names it is to complain
                of_visitor = key.of_visitor(exchange.headers, exchange.context.root)
                found = self._cache.find(of_visitor)
        if found:
            await _send_cached(exchange, found, send)
        else:
            recording = send if scope["method"] == "HEAD" else _recorded(self._cache, key, of_visitor, send)
            await self._inner(scope, receive, recording)

    def _key(self, exchange: Exchange) -> Key | None:
        """What the cache knows a request by; None for one whose answer is not kept."""
        scope, headers, context = exchange.scope, exchange.headers, exchange.context
        method = scope["method"]
        if not context.digest or not self._cache.limit or b"authorization" in headers:
            return None
        reading = method in ("GET", "HEAD")
        if not reading and method not in ("POST", "QUERY"):
            return None
        if headers.raw(b"content-encoding") or b"if-match" in headers or b"range" in headers:
            return None
        accept, coding = headers.raw(b"accept") or b"", headers.raw(b"accept-encoding") or b""
        content_type = b"" if reading else headers.raw(b"content-type") or b""
        return Key(
            context.release,
            "GET" if reading else method,
            scope["path"],
            scope["query_string"],
            accept,
            coding,
            content_type,
            exchange.body,
        )


async def _send_cached(exchange: Exchange, found: CachedResponse, send: Send) -> None:
    """Answer with what was kept, or that the client has it already (RFC 9110, section 13.1.2)."""
    if exchange.method in READING and _matches(found.fields, exchange.headers.get(b"if-none-match")):
        exchange.outcome = "revalidated"
        fields = [pair for pair in found.fields if pair[0] in _OF_NOT_MODIFIED]
        answer = Answer(304, [*fields, _HIT])
    else:
        exchange.outcome = "hit"
        answer = Answer(200, [*found.fields, _HIT], found.body)
    await send_at_once(send, exchange.method, answer)


def _matches(fields: Sequence[tuple[bytes, bytes]], if_none_match: str | None) -> bool:
    has = None if if_none_match is None else entity_tags(if_none_match)
    if has is None:
        return False
    tag = dict(fields)[b"etag"]
    return has.has_weakly(tag.removeprefix(b"W/").strip(b'"').decode("latin-1"))


def _recorded(cache: Cache, key: Key, of_visitor: Key | None, send: Send) -> Send:
    """Send on, and keep the answer if it turns out to be whole and of a kind that may be kept."""
    kept_for: Key | None = None
    fields: Fields = []
    body = bytearray()

    def record(message: Message) -> Awaitable[None]:
        nonlocal kept_for, fields
        if message["type"] == "http.response.start":
            if message["status"] == 200:
                kept_for = _kept_for(message["headers"], key, of_visitor)
                fields = [pair for pair in message["headers"] if pair[0] not in _OF_THE_MOMENT]
        elif kept_for is not None:
            body.extend(message.get("body", b""))
            if len(body) > cache.largest:
                kept_for = None
                body.clear()
            elif not message.get("more_body"):
                cache.keep(kept_for, CachedResponse(_name(fields), fields, bytes(body)))
        return send(message)

    return record


def _kept_for(fields: Fields, key: Key, of_visitor: Key | None) -> Key | None:
    """The key of an answer that may be kept, by what it depends on."""
    given = dict(fields)
    control = given.get(b"cache-control", b"")
    if b"etag" not in given or b"no-store" in control or b"set-cookie" in given:
        return None
    varies = _names(given.get(b"vary", b""))
    if varies <= _VARIES:
        return key if given[b"etag"].startswith(b'"') else None
    return of_visitor if control == _OF_RELEASE and varies <= _VARIES_WITH_VISITORS else None


def _name(fields: Fields) -> bytes:
    """What an answer is known by: its entity tag; a weak one is the same in each coding, so all fields count then."""
    tag = dict(fields)[b"etag"]
    return tag if tag.startswith(b'"') else hashlib.sha256(repr(fields).encode()).digest()


@lru_cache(maxsize=64)
def _names(vary: bytes) -> frozenset[bytes]:
    return frozenset(name.strip().lower() for name in vary.split(b",") if name.strip())
