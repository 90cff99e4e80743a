"""Updates that a client may send again without their being carried out twice.

The header Idempotency-Key of draft-ietf-httpapi-idempotency-key-header (version 07): a text that the client makes up
for each update and sends again with it. For one event loop.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from server.endpoint.http import Request
from server.endpoint.problems import HttpProblem, Slug

FIELD: Final = b"idempotency-key"

MOST_KEYS: Final = 10_000
"""Keys that are remembered; with more, those that were seen the longest ago are forgotten."""

_KEY: Final = re.compile(r'"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|([A-Za-z0-9\-._~+/=:]{1,255})')
"""A string (RFC 9651, section 3.3.3), as the draft wants it; or, as many clients send it, without its quotes."""


@dataclass
class _Attempt:
    """What was sent with a key: its digest, and whether it is being carried out, or was."""

    digest: bytes
    running: bool = True
    done: bool = False


class IdempotencyKeys:
    """The keys of updates, as long as the server runs: what they changed lasts no longer."""

    def __init__(self, most: int = MOST_KEYS) -> None:
        self._most = most
        self._attempts: OrderedDict[str, _Attempt] = OrderedDict()

    @contextmanager
    def attempt(self, request: Request) -> Iterator[bool]:
        """A context in which the update of a request is carried out if the context's value is true.

        Where it is false, the same update with this key was carried out before. An update that raises changed nothing:
        it may be tried again with its key. Raises HttpProblem for a key that is malformed, belongs to another update,
        or whose update is still being carried out.
        """
        key = _key(request)
        if key is None:
            yield True
            return
        digest = _digest(request)
        found = self._attempts.get(key)
        if found is not None and found.digest != digest:
            detail = (
                "This Idempotency-Key came with another update before. Send a new key with each new update."
            )
            raise HttpProblem(Slug.KEY, 422, detail)
        if found is not None and found.running:
            detail = "The update with this Idempotency-Key is being carried out. Ask again when it is over."
            raise HttpProblem(Slug.KEY, 409, detail, headers={"Retry-After": "1"})
        if found is None:
            found = self._attempts[key] = _Attempt(digest)
        self._attempts.move_to_end(key)
        found.running = not found.done
        try:
            yield not found.done
            found.done = True
        finally:
            found.running = False
            self._forget()

    def __len__(self) -> int:
        return len(self._attempts)

    def _forget(self) -> None:
        while len(self._attempts) > self._most:
            oldest = next((key for key, attempt in self._attempts.items() if not attempt.running), None)
            if oldest is None:
                return
            del self._attempts[oldest]


def _key(request: Request) -> str | None:
    given = request.headers.get(FIELD)
    if given is None:
        return None
    found = _KEY.fullmatch(given.strip())
    if found is None:
        detail = 'The Idempotency-Key is no text of 1 to 255 characters in quotation marks, such as "8e03978e-40d5".'
        raise HttpProblem(Slug.KEY, 400, detail)
    return found[1] or found[2]


def _digest(request: Request) -> bytes:
    """What tells an update from any other: all of the request that it is read from."""
    content_type = request.headers.raw(b"content-type") or b""
    digest = hashlib.sha256()
    for part in (request.query_string.encode(), content_type, request.body):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()
