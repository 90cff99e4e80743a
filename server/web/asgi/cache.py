"""Results kept in memory to be sent again, bounded in bytes.

Only what the application marks as citable is kept: an answer 200 with a strong entity tag that varies with nothing but
Accept and Accept-Encoding. A release never changes, so what is kept never grows stale.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, NamedTuple

from server.web.asgi.messages import Headers

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


@dataclass(frozen=True)
class Kept:
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


@dataclass
class _Entry:
    kept: Kept
    size: int
    keys: list[Key] = field(default_factory=list)


class Cache:
    """Answers by request and by entity tag; the one that was not asked for the longest leaves first. Thread-safe."""

    def __init__(self, size: int, largest: int) -> None:
        self.limit, self.largest = size, min(largest, size)
        self.size = 0
        self._entries: OrderedDict[bytes, _Entry] = OrderedDict()
        self._tags: dict[Key, bytes] = {}
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
            entry = self._entries.get(kept.tag)
            if entry is None:
                entry = self._entries[kept.tag] = _Entry(kept, len(kept.body))
                self.size += entry.size
            if key not in self._tags and len(entry.keys) < _MOST_KEYS:
                entry.keys.append(key)
                self._tags[key] = kept.tag
                entry.size += cost
                self.size += cost
            while self.size > self.limit:
                _, oldest = self._entries.popitem(last=False)
                self.size -= oldest.size
                for old in oldest.keys:
                    del self._tags[old]

    def _touched(self, tag: bytes) -> Kept | None:
        with self._lock:
            entry = self._entries.get(tag)
            if entry is None:
                return None
            self._entries.move_to_end(tag)
            return entry.kept


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
