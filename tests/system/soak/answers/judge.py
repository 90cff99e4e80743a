"""Judging what came back: the right answer, a declared failure, a transfer that visibly broke, or a fault."""

from __future__ import annotations

import json
import re
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final

import zstandard

from tests.system.soak.answers.asks import Sent
from tests.system.soak.answers.bodies import CSV, HTML, NotWhole, accepted_by, lenient, value
from tests.system.soak.answers.recording import Recording
from tests.system.soak.releases import Releases
from tests.system.soak.tally import Tally

RIGHT: Final = "right"
NOT_MODIFIED: Final = "not modified, rightly"
DECLARED: Final = "declared failure"
BROKEN: Final = "visibly broken"
NO_ANSWER: Final = "no answer at all"
HUNG: Final = "nothing came for a minute"
WRONG: Final = "wrong"
HALF: Final = "half that parsed as whole"
FAULT: Final = "undeclared failure"

TIMEOUTS: Final = ("TimeoutError", "curl 28")
"""How clients say that they waited in vain."""

BUSY: Final = (429, 503)
OF_OTHERS: Final = (502, 504)
"""What says that another endpoint failed."""

_MOST_KEPT: Final = 20
_RELEASE: Final = re.compile(r"</release/([^/>]+)>; *rel=\"describedby\"")


@dataclass(frozen=True)
class Reply:
    """What a client got. `whole`: as far as HTTP tells; `decoded`: the client has undone the content coding.

    `status` is 0 where nothing came; header names are in lower case; `began` is the time of the request on the
    monotonic clock. `error` is what the client said. `read_as`: the type of the body, where a library made another one
    of it; `bare`: the library shows nothing but the status.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    whole: bool
    began: float
    decoded: bool = False
    error: str = ""
    read_as: str = ""
    bare: bool = False

    @property
    def media_type(self) -> str:
        """The type of the content."""
        return self.headers.get("content-type", "").partition(";")[0].strip()


@dataclass
class Judge:
    """Judges replies by what was recorded, and counts. Thread-safe. Bodies that are wrong are kept in `folder`."""

    recording: Recording
    releases: Releases
    tally: Tally
    folder: Path
    _right: set[tuple[str, str, str, str]] = field(default_factory=set)
    _kept: int = 0
    _lock: Lock = field(default_factory=Lock)

    def judge(self, client: str, sent: Sent, reply: Reply) -> str:
        """The outcome of a request, one of those above."""
        outcome, kind = self._outcome(sent, reply)
        self._count(outcome, kind, client, sent, reply)
        return outcome

    def _count(self, outcome: str, kind: str, client: str, sent: Sent, reply: Reply) -> None:
        self.tally.add("requests", client)
        self.tally.add("outcomes", outcome)
        self.tally.add(f"of {client}", outcome)
        if kind:
            self.tally.add("errors", f"{outcome}: {kind}")
        if outcome in (WRONG, HALF, FAULT, HUNG):
            self._keep(outcome, client, sent, reply, kind)

    def hostile(self, client: str, sent: Sent, reply: Reply) -> str:
        """The outcome of a query that cannot be answered within the limits: a whole answer to it is a wrong one."""
        outcome, kind = self._hostile(reply)
        self._count(outcome, kind, client, sent, reply)
        return outcome

    def release_of(self, reply: Reply) -> str:
        """The release that a reply names; an empty string if it names none."""
        found = _RELEASE.search(reply.headers.get("link", ""))
        return found[1] if found else ""

    def _outcome(self, sent: Sent, reply: Reply) -> tuple[str, str]:
        if reply.error in TIMEOUTS:
            return HUNG, f"{reply.status} {reply.error}"
        if reply.status == 0:
            return NO_ANSWER, reply.error
        if reply.status == 304:
            return self._not_modified(sent, reply)
        if reply.status != 200:
            return (
                _declared(reply, sent.ask.federated)
                if reply.whole
                else (BROKEN, f"{reply.status} {reply.error}")
            )
        return self._ok(sent, reply)

    def _ok(self, sent: Sent, reply: Reply) -> tuple[str, str]:
        named = self.release_of(reply)
        possible = self.releases.possible(reply.began)
        if named and named not in ((sent.release,) if sent.release else possible):
            return WRONG, f"answered by {named}, where {sent.release or sorted(possible)} should"
        if reply.media_type and reply.media_type != sent.media_type:
            return WRONG, f"{reply.media_type} instead of {sent.media_type}"
        candidates = [sent.release or named] if sent.release or named else sorted(possible)
        if sent.method == "HEAD":
            return (RIGHT, "") if not reply.body else (WRONG, "HEAD with a body")
        media_type = reply.read_as or sent.media_type
        digest = sha256(reply.body).hexdigest()
        keys = {(sent.ask.name, media_type, release, digest) for release in candidates}
        if reply.whole and keys & self._right:
            return RIGHT, ""
        body, decoded = _plain(reply)
        if not reply.whole:
            return self._broken(sent, reply, body, candidates)
        if not decoded:
            return WRONG, "a content coding without its end in a whole transfer"
        try:
            found = value(body, media_type, sent.ask.ordered)
        except NotWhole as error:
            return WRONG, f"does not parse: {str(error)[:200]}"
        for release in candidates:
            if found in self.recording.values(release, sent.ask, media_type == CSV):
                self._right.add((sent.ask.name, media_type, release, digest))
                return RIGHT, ""
        return WRONG, f"another value than recorded of {' or '.join(candidates)}"

    def _broken(self, sent: Sent, reply: Reply, body: bytes, candidates: list[str]) -> tuple[str, str]:
        accepting = accepted_by(body, sent.media_type) if sent.media_type != HTML else []
        for name in filter(lenient, accepting):
            self.tally.add("lenient", name)
        if strict := [name for name in accepting if not lenient(name)]:
            recorded = [
                self.recording.values(release, sent.ask, sent.media_type == CSV) for release in candidates
            ]
            if not any(_says(body, sent, values) for values in recorded):  # all may have come but the end
                return HALF, f"{sent.media_type} by {', '.join(strict)}"
        return BROKEN, f"{sent.media_type} {reply.error}"

    def _hostile(self, reply: Reply) -> tuple[str, str]:
        if reply.error in TIMEOUTS:
            return HUNG, f"{reply.status} {reply.error}"
        if reply.status == 0:
            return NO_ANSWER, reply.error
        if reply.status != 200:
            refused = reply.status in (400, 413) and is_problem(
                _plain(reply)[0], reply.status, reply.headers.get("content-type", "")
            )
            return (DECLARED, f"{reply.status} {_kind(_plain(reply)[0])}") if refused else _declared(reply)
        if reply.whole:
            return WRONG, "a hostile query was answered"
        strict = [name for name in accepted_by(_plain(reply)[0], reply.media_type) if not lenient(name)]
        return (
            (HALF, f"{reply.media_type} by {', '.join(strict)}")
            if strict
            else (BROKEN, f"hostile {reply.error}")
        )

    def _not_modified(self, sent: Sent, reply: Reply) -> tuple[str, str]:
        tag = sent.headers.get("If-None-Match", "")
        release = self.releases.of_tag(sent.ask.name, tag)
        allowed = (sent.release,) if sent.release else self.releases.possible(reply.began)
        if reply.headers.get("etag") == tag and release in allowed and not reply.body:
            return NOT_MODIFIED, ""
        return WRONG, f"304 for {tag} of {release}, where {allowed} may answer"

    def _keep(self, outcome: str, client: str, sent: Sent, reply: Reply, kind: str) -> None:
        with self._lock:
            self._kept += 1
            path = self.folder / f"reply-{self._kept}"
        if self._kept <= _MOST_KEPT:
            path.write_bytes(reply.body)
        asked = f"{client} {sent.method} {sent.target[:300]} {sent.headers} {sent.query[-200:]!r}"
        moment = time.strftime("%X", time.localtime(time.time() - time.monotonic() + reply.began))
        got = f"{reply.status} {kind} {dict(reply.headers)} {reply.error} ({path}, asked at {moment})"
        self.tally.example(outcome, f"{asked} → {got}")


def _declared(reply: Reply, federated: bool = False) -> tuple[str, str]:
    body, _ = _plain(reply)
    content_type = reply.headers.get("content-type", "")
    if reply.status not in (*BUSY, *(OF_OTHERS if federated else ())):
        return FAULT, f"{reply.status}"
    if reply.bare:
        return DECLARED, f"{reply.status}"
    if reply.status in BUSY and not reply.headers.get("retry-after", "").isdigit():
        return FAULT, f"{reply.status} without Retry-After"
    if body and not is_problem(body, reply.status, content_type):
        return FAULT, f"{reply.status} without a problem document"
    return DECLARED, f"{reply.status} {_kind(body)}"


def _says(body: bytes, sent: Sent, values: set[str]) -> bool:
    """Whether a body has one of the values."""
    try:
        return value(body, sent.media_type, sent.ask.ordered) in values
    except NotWhole:
        return False


def _kind(body: bytes) -> str:
    try:
        return str(json.loads(body)["type"]).rpartition("/")[2]
    except (ValueError, KeyError):
        return ""


def is_problem(body: bytes, status: int, content_type: str) -> bool:
    """Whether a body is a problem document (RFC 9457), or its rendering for people."""
    if content_type.startswith("application/problem+json"):
        try:
            document = json.loads(body)
        except ValueError:
            return False
        return {"type", "title", "status", "detail"} <= document.keys() and bool(document["status"] == status)
    return content_type.startswith(("text/plain", "text/html")) and str(status).encode() in body


def _plain(reply: Reply) -> tuple[bytes, bool]:
    """The body without its content coding, as far as it goes, and whether the coding has its end."""
    coding = "" if reply.decoded else reply.headers.get("content-encoding", "")
    if coding == "gzip":
        inflater = zlib.decompressobj(wbits=31)
        return inflater.decompress(reply.body), inflater.eof
    if coding == "zstd":
        decompressor = zstandard.ZstdDecompressor().decompressobj()
        return decompressor.decompress(reply.body), decompressor.eof
    return reply.body, True
