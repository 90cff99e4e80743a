"""Results kept in memory to be sent again, bounded in bytes.

Only what the application marks as citable is kept: an answer 200 with a strong entity tag that varies with nothing but
Accept and Accept-Encoding. A release never changes, so what is kept never grows stale.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final, NamedTuple

from server.web.front.asgi import Headers

_VARIES: Final = {b"accept", b"accept-encoding"}
_OVERHEAD: Final = 1000
"""Bytes that an entry takes beside its body and its keys, about."""
_MOST_KEYS: Final = 32


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


class Kept(NamedTuple):
    """A whole answer. `headers` are those of a 200, with its length; `tag` is the entity tag with its quotes."""

    tag: bytes
    headers: Headers
    body: bytes

    def header(self, name: bytes) -> str:
        """A header's value, or an empty string."""
        return next((value.decode("latin-1") for given, value in self.headers if given == name), "")

    def matches(self, if_none_match: bytes | None) -> bool:
        """Whether the client has it already (RFC 9110, section 13.1.2)."""
        if if_none_match is None:
            return False
        tags = (tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b","))
        return any(tag in (self.tag, b"*") for tag in tags)


_Entry = tuple[tuple[tuple[bytes, bytes], ...], bytes, int, tuple[tuple[str | bytes, ...], ...]]
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
        self._tags: dict[tuple[str | bytes, ...], bytes] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, key: Key) -> Kept | None:
        """The answer to a request."""
        tag = self._tags.get(key)
        return None if tag is None else self._touched(tag)

    def tagged(self, tag: str) -> Kept | None:
        """The answer with an entity tag, given without quotes."""
        return self._touched(f'"{tag}"'.encode())

    def keep(self, key: Key, kept: Kept) -> None:
        """Keep the answer to a request; a further request with the same answer takes no more than its key."""
        cost = len(key.body) + len(key.query_string) + _OVERHEAD
        if cost + len(kept.body) > self.limit:
            return
        with self._lock:
            none: _Entry = (tuple(kept.headers), kept.body, 0, ())
            headers, body, before, keys = self._entries.get(kept.tag, none)
            size = before or len(body)
            if key not in self._tags and len(keys) < _MOST_KEYS:
                keys += (tuple(key),)
                self._tags[keys[-1]] = kept.tag
                size += cost
            self._entries[kept.tag] = headers, body, size, keys
            self.size += size - before
            while self.size > self.limit:
                _, (_, _, size, keys) = self._entries.popitem(last=False)
                self.size -= size
                for old in keys:
                    del self._tags[old]

    def _touched(self, tag: bytes) -> Kept | None:
        with self._lock:
            entry = self._entries.get(tag)
            if entry is None:
                return None
            self._entries.move_to_end(tag)
            return Kept(tag, [*entry[0]], entry[1])


class Recording:
    """An answer on its way, kept if it turns out to be whole and of a kind that may be kept."""

    def __init__(self, cache: Cache, key: Key) -> None:
        self._cache, self._key = cache, key
        self._headers: Headers | None = None
        self._body = bytearray()

    def start(self, status: int, headers: Headers) -> None:
        """Take the head."""
        if status == 200 and _citable(headers):
            self._headers = headers

    def take(self, chunk: bytes, more: bool) -> None:
        """Take a part of the body, and the whole of it with the last."""
        if self._headers is None:
            return
        self._body += chunk
        if len(self._body) > self._cache.largest:
            self._headers = None
            self._body.clear()
        elif not more:
            body = bytes(self._body)
            headers = [pair for pair in self._headers if pair[0] != b"content-length"]
            headers.append((b"content-length", str(len(body)).encode()))
            tag = dict(headers)[b"etag"]
            self._cache.keep(self._key, Kept(tag, headers, body))


def _citable(headers: Headers) -> bool:
    given = dict(headers)
    varies = {name.strip().lower() for name in given.get(b"vary", b"").split(b",") if name.strip()}
    return (
        given.get(b"etag", b"").startswith(b'"')
        and b"no-store" not in given.get(b"cache-control", b"")
        and varies <= _VARIES
        and b"set-cookie" not in given
    )
