"""Which saved queries an engine answers otherwise than was recorded when the release was built."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from server.engine import SERVER, Engine, EngineError, Job
from server.release import Release
from server.saved.query import SavedQuery, from_json
from server.saved.values import InvalidParameter, bind
from server.saved.verified import digest
from server.saved.verified import from_json as verified_from_json
from server.settings import variable

ENGINE_HINT: Final = "the engine of this server is known to answer some queries wrongly: see /conformance"

_AT_ONCE: Final = 4
_SHOWN: Final = 5
_OTHER_ROWS: Final = "other rows than recorded"


@dataclass(frozen=True)
class WrongAnswer:
    """A saved query with what is wrong with its answer; `setting` names the values that it was asked with, if any."""

    query: str
    setting: str
    reason: str


class EngineRefused(EngineError):
    """An engine answers saved queries wrongly that nobody accepts."""

    def __init__(self, wrong: Sequence[WrongAnswer]) -> None:
        super().__init__(wrong)
        self.wrong = wrong

    def __str__(self) -> str:
        names = sorted({one.query for one in self.wrong})
        shown = ", ".join(names[:_SHOWN]) + (
            f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        )
        return (
            f"the engine answers {len(names)} saved queries otherwise than recorded: {shown}. `eikg engine check` "
            f"tells how; name them in {variable('engine_accept')} to serve all the same"
        )


async def wrong_answers(engine: Engine, release: Release) -> tuple[WrongAnswer, ...]:
    """Ask an engine all saved queries whose answers the release has recorded. Raises NoRelease, OSError.

    One that fails is asked once more by itself: an engine that has just started may have needed its time for others.
    """
    if release.answers is None:
        return ()
    queries = {query.name: query for query in from_json(release.queries.read_text("utf-8"))}
    recorded = verified_from_json(release.answers.read_text("utf-8"))
    asked = [
        (queries[one.query], setting, wanted)
        for one in recorded
        if one.query in queries
        for setting, wanted in one.rows.items()
    ]
    turns = asyncio.Semaphore(_AT_ONCE)

    async def judged(query: SavedQuery, setting: str, wanted: str) -> str:
        async with turns:
            return await _judged(engine, query, setting, wanted)

    wrong = []
    reasons = await asyncio.gather(*(judged(*one) for one in asked))
    for (query, setting, wanted), first in zip(asked, reasons, strict=True):
        reason = await _judged(engine, query, setting, wanted) if first not in ("", _OTHER_ROWS) else first
        if reason:
            wrong.append(WrongAnswer(query.name, setting, reason))
    return tuple(wrong)


async def _judged(engine: Engine, query: SavedQuery, setting: str, wanted: str) -> str:
    """What is wrong with an answer; an empty text if nothing is."""
    try:
        result = await engine.submit(Job(text_of(query, setting)), SERVER)
        answer = b"".join([chunk async for chunk in result])
    except (EngineError, InvalidParameter) as error:
        return str(error)
    return "" if digest(answer, query).startswith(wanted) else _OTHER_ROWS


def text_of(query: SavedQuery, setting: str) -> str:
    """The text of a saved query with the values of a setting; those of its file for an empty name."""
    return bind(query, query.settings[setting]) if setting else query.text


def not_accepted(wrong: tuple[WrongAnswer, ...], given: str) -> Iterator[WrongAnswer]:
    """Yield what nobody accepts of wrong answers; `given` are the names of queries that may be wrong, or `*`."""
    names = {name.strip() for name in given.split(",")}
    return iter(()) if "*" in names else (one for one in wrong if one.query not in names)
