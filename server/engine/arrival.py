"""Waiting in an event loop for what an evaluator writes."""

from __future__ import annotations

import asyncio

from server.engine.job import PipeClosed
from server.engine.process import Evaluator
from server.engine.result import ReadAhead


async def arrival(evaluator: Evaluator, ahead: ReadAhead) -> None:
    """Return when enough of a result is there. Raises what the evaluator reports, or what ended it."""
    loop = asyncio.get_running_loop()
    enough: asyncio.Future[None] = loop.create_future()

    def readable() -> None:
        try:
            if any(ahead.take(*frame) for frame in evaluator.arrived()):
                enough.set_result(None)
        except Exception as error:
            enough.set_exception(error)
        if enough.done():
            loop.remove_reader(evaluator.descriptor)

    loop.add_reader(evaluator.descriptor, readable)
    try:
        await enough
    except PipeClosed:
        raise await asyncio.to_thread(evaluator.death) from None
    finally:
        loop.remove_reader(evaluator.descriptor)
