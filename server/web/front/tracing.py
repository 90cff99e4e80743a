"""The id of a request, by which its answer, its line of the log and its problem are known, and the trace it is part of.

W3C Trace Context: `traceparent` of the request (Level 1, section 3.2) and `traceresponse` of the answer, as its
draft of response headers has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import getrandbits
from typing import Final

from server.endpoint.http import Fields

REQUEST_ID: Final = b"x-request-id"
TRACE_PARENT: Final = b"traceparent"
TRACE_RESPONSE: Final = b"traceresponse"

_BITS: Final = 64
"""Of an id: as many as Trace Context gives the id of a span, as which it serves too."""

_LONGEST: Final = 200
"""Bytes of a `traceparent`; those of later versions than 00 may be longer than its 55."""

_TRACE_PARENT: Final = re.compile(
    rb"(?!ff)(?P<version>[0-9a-f]{2})-(?!0{32})(?P<trace>[0-9a-f]{32})-(?!0{16})(?P<parent>[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})"
    rb"(?P<later>-.*)?"
)
_SAMPLED: Final = 1


def _new_id() -> str:
    return f"{getrandbits(_BITS):016x}"  # no secret, and each request pays for it


@dataclass(slots=True)
class Trace:
    """The id of a request, made here, and the trace that its client says it is part of: empty where it says none.

    `parent` is the span of the client's from which it was sent, and `sampled` whether that one is recorded.
    """

    request: str = field(default_factory=_new_id)
    trace: str = ""
    parent: str = ""
    sampled: bool = False

    def continue_from(self, parent: bytes | None) -> None:
        """Take up the trace of a `traceparent`; one that is not as the standard has it is as none."""
        if parent is None or len(parent) > _LONGEST:
            return
        found = _TRACE_PARENT.fullmatch(parent)
        if found and not (found["version"] == b"00" and found["later"]):
            self.trace, self.parent = found["trace"].decode(), found["parent"].decode()
            self.sampled = bool(int(found["flags"], 16) & _SAMPLED)

    def fields(self) -> Fields:
        """What an answer tells of the request: no byte of it comes from the client but digits that were checked."""
        told = [(REQUEST_ID, self.request.encode())]
        if self.trace:
            told.append((TRACE_RESPONSE, f"00-{self.trace}-{self.request}-{self.sampled:02x}".encode()))
        return told
