"""The course of an attack: the server at rest, the attack with others beside it, and what is left a minute after."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from tests.system.attack.attack import Attack
from tests.system.attack.attacker import Attacker
from tests.system.attack.others import Experience, Others
from tests.system.attack.server import Server, watched

ALLOWED: Final = 64 * 2**20
"""Bytes that the server may have more than before, a minute after an attack."""

SERVING: Final = 512 * 2**20
"""Bytes that the process which serves may have more than before while it is attacked."""

AFTER: Final = 60.0
"""Seconds after which the server must have given everything back."""

_LOOK: Final = 0.25
_LONGEST: Final = 30.0
"""Seconds that others may wait for their last answers, in which the attack goes on."""

_PROMPTLY: Final = 5.0

_HEAD_START: Final = 0.3
"""Seconds from the beginning of an attack until others ask."""


@dataclass(frozen=True)
class Outcome:
    """What an attack did.

    Memory is in bytes, of the server with its processes; `serving` is how much the process that serves grew at most.
    `left` counts connections of the attackers that stayed, `faults` tracebacks. `complaint`, `tries` and `answers` are
    what the attacker reports, and `most` is that of the attack.
    """

    name: str
    others: Experience
    before: int
    peak: int
    after: int
    serving: int
    left: int
    faults: int
    same_process: bool
    recovered: bool = True
    complaint: str = ""
    most: int = 1
    tries: int = 1
    answers: Mapping[str, int] = field(default_factory=dict)

    def failures(self, p99: float | None = None) -> list[str]:
        """What must not be, in words. The times of others are judged with a `p99` in milliseconds only."""
        return [*self._failures(p99)]

    def _failures(self, p99: float | None) -> Iterator[str]:
        if self.others.failed:
            yield f"{self.others.failed} requests of others failed: {self.others.failures}"
        if not self.others.milliseconds:
            yield "others got no answer"
        if not self.same_process:
            yield "the server's process is gone"
        elif not self.recovered:
            yield f"the server does not answer {AFTER:g} seconds after"
        if self.after > self.before + ALLOWED:
            yield f"{(self.after - self.before) >> 20} MiB are kept"
        if self.serving > SERVING:
            yield f"the serving process grew by {self.serving >> 20} MiB meanwhile"
        if self.left:
            yield f"{self.left} connections of attackers are left"
        if self.faults:
            yield f"{self.faults} tracebacks"
        if self.complaint:
            yield f"the attack itself failed: {self.complaint}"
        if not self.tries:
            yield "the attack came to nothing"
        found = self.others.percentile(99)
        if p99 is not None and found > p99 * self.most:
            yield f"p99 of others {found:.0f} ms"


def undisturbed(server: Server, seconds: float, port: int | None = None) -> Outcome:
    """What others meet when nobody attacks; `port` is that of a proxy, if they come through one."""
    before = server.memory()
    met = Others(port or server.port, "127.1.0.1", seconds, server.expected).experience()
    after = server.memory()
    return Outcome("(no attack)", met, before, after, after, 0, 0, server.faults(), server.runs())


def tried(
    server: Server, attack: Attack, number: int, seconds: float, stays: bool, port: int | None = None
) -> Outcome:
    """Try an attack as so many-th, for so many seconds; `port` is that of a proxy, if all come through one.

    With `stays` attackers hold what they have while the server recovers. A server that does not is started again.
    """
    if not server.answers(_PROMPTLY):
        server.start_again()
    server.rest(AFTER)
    sources = attack.sources(number)
    behind = port is not None
    attacked = port or server.port
    faults = server.faults()
    before = max(server.memory(), server.usual)
    with watched(server) as memory:
        attacker = Attacker(attack.name, attacked, sources, seconds + _LONGEST, seed=number)
        try:
            time.sleep(_HEAD_START)
            source = f"127.{2 + behind}.0.{1 + number}"
            met = Others(attacked, source, seconds, server.expected).experience()
            if stays:
                attacker.hold()
                _wait(lambda: server.memory() <= before + ALLOWED)
        finally:
            report = attacker.end()
        watching = [] if attack.proxy or behind else sources
        recovered = server.answers(AFTER)
        after = given_back(server, before + ALLOWED, watching)
    return Outcome(
        attack.name + (" (nginx)" if behind else ""),
        met,
        before,
        max(everything for everything, _ in memory),
        after,
        max(alone for _, alone in memory) - memory[0][1],
        server.connections(watching),
        server.faults() - faults,
        server.runs(),
        recovered,
        report.complaint,
        attack.most,
        report.tries,
        report.answers,
    )


def given_back(server: Server, allowed: int, sources: list[str]) -> int:
    """Wait until the server takes no more bytes than are allowed, and has no connection with the addresses.

    Returns the bytes that it was found with at the last look, with nothing asked of it in between.
    """
    end = time.monotonic() + AFTER
    found = server.memory()
    while time.monotonic() < end and (found > allowed or server.connections(sources)):
        time.sleep(_LOOK)
        found = server.memory()
    return found


def _wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + AFTER
    while time.monotonic() < end and not condition():
        time.sleep(_LOOK)
