"""The pool of evaluators that have another engine answer: it carries their questions there, and the answers back."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from contextlib import suppress
from functools import partial
from typing import Final

from server.engine.errors import EngineError, EngineFailed, encode_error
from server.engine.interface import PYOXIGRAPH, Abilities
from server.engine.job import Kind, Limits, frame, json_frame
from server.engine.pool import AsyncPool
from server.engine.process import Evaluator
from server.engine.remote.address import address_of
from server.engine.remote.calls import Calls
from server.engine.remote.circuit import Circuit
from server.engine.remote.graphs import DIGEST, MARK
from server.engine.remote.products import product_of
from server.engine.remote.question import Question
from server.engine.template_process import TemplateProcess
from server.release import NoRelease, Release
from server.settings import Settings

PROBE_EVERY: Final = 5.0
"""Seconds after which an engine that nobody asks is looked after."""

PATIENCE: Final = 5.0

_PIECE: Final = 64 * 1024
_PROBE: Final = Question("ASK {}")
_MARKED: Final = Question(f"SELECT ?digest {{ GRAPH <{MARK}> {{ ?release <{DIGEST}> ?digest }} }}")
_log: Final = logging.getLogger(__name__)


class RemotePool(AsyncPool):
    """Evaluators of a release that the engine of the settings holds. Raises SettingsError.

    `open` raises NoRelease if the engine holds another one, EngineUnreachable and EngineFailed.
    """

    def __init__(self, release: Release, settings: Settings, size: int) -> None:
        self.product: Final = product_of(settings)
        self._held = release
        circuit = Circuit(settings.engine_failures, settings.engine_pause)
        self._calls = Calls(
            address_of(settings.engine, release),
            self.product,
            circuit,
            settings.engine_user,
        )
        self._answers: dict[Evaluator, asyncio.Task[None]] = {}
        self._probe: asyncio.Task[None] | None = None
        self._probed = time.monotonic()
        super().__init__(release.store, Limits.of(settings), size)

    @property
    def abilities(self) -> Abilities:  # type: ignore[override]  # a class has it where all engines are one
        """Those of the evaluators, which write the results, but for what the engine has to do."""
        return Abilities(lateral=self.product.embedded, deadline=True, formats=PYOXIGRAPH.formats)

    @property
    def store(self) -> str:
        """The name of the engine."""
        return self.product.name

    async def open(self) -> None:
        """Start the evaluators, and see that the engine holds the release."""
        await super().open()
        try:
            await self._refuse_other_release()
        except BaseException:
            await self.close()
            raise

    def alive(self) -> bool:
        """Whether queries can be run: by the evaluators, and by the engine unless it is let alone."""
        return super().alive() and not self._calls.circuit.is_open

    def tend(self) -> None:
        """As for every pool; the engine is looked after where nobody has asked it, or nobody has reached it."""
        super().tend()
        circuit, now = self._calls.circuit, time.monotonic()
        due = not circuit.reachable or now >= self._probed + PROBE_EVERY
        if due and circuit.may_try() and not self.closed and (self._probe is None or self._probe.done()):
            self._probed = now
            self._probe = asyncio.get_running_loop().create_task(self._look())

    async def close(self) -> None:
        """End every evaluator and the connections; results that are still read fail."""
        for task in (*self._answers.values(), *([self._probe] if self._probe else [])):
            task.cancel()
        await super().close()
        await self._calls.close()

    def put_back(self, evaluator: Evaluator) -> None:
        """As for every pool; of an answer that nobody needs any more no more is taken."""
        if not evaluator.reusable:
            self._give_up(evaluator)
        super().put_back(evaluator)

    def _start_template(self) -> TemplateProcess:
        found = TemplateProcess(self._store, self.access, self.limits, self.product.name)
        found.lost = self._template_lost
        return found

    def _prepare(self, evaluator: Evaluator) -> None:
        super()._prepare(evaluator)
        evaluator.asks = self._asked

    def _gone(self, evaluator: Evaluator) -> None:
        self._give_up(evaluator)
        super()._gone(evaluator)

    def _give_up(self, evaluator: Evaluator) -> None:
        if task := self._answers.pop(evaluator, None):
            task.cancel()

    def _asked(self, evaluator: Evaluator, body: bytes) -> None:
        task = asyncio.get_running_loop().create_task(self._answer(evaluator, Question(**json.loads(body))))
        self._answers[evaluator] = task
        task.add_done_callback(partial(self._answered, evaluator))

    def _answered(self, evaluator: Evaluator, task: asyncio.Task[None]) -> None:
        if self._answers.get(evaluator) is task:
            del self._answers[evaluator]

    async def _answer(self, evaluator: Evaluator, question: Question) -> None:
        """Carry the answer of the engine to an evaluator, or why there is none."""
        left = max(0.0, evaluator.until - asyncio.get_running_loop().time())
        try:
            async for piece in self._calls.answer(question, left):
                for start in range(0, len(piece), _PIECE):
                    await evaluator.hand_on(frame(Kind.DATA, piece[start : start + _PIECE]))
            last = frame(Kind.END)
        except BrokenPipeError:
            return
        except EngineError as error:
            last = json_frame(Kind.ERROR, encode_error(error))
        except Exception:
            _log.exception("the engine behind the server could not be asked")
            last = json_frame(Kind.ERROR, encode_error(EngineFailed("it could not be asked")))
        with suppress(BrokenPipeError):
            await evaluator.hand_on(last)

    async def _look(self) -> None:
        before = self._calls.circuit.reachable
        with suppress(EngineError):
            await self._calls.whole(_PROBE, PATIENCE)
        if before and not self._calls.circuit.reachable:
            _log.error("the engine behind the server cannot be reached")

    async def _refuse_other_release(self) -> None:
        load = f"run `eikg engine load --release {self._held.path.name}`"
        try:
            body = await self._calls.whole(_MARKED, self.limits.query_deadline)
        except EngineFailed as error:
            # Some engines have no address, and no words for it, as long as there is no such dataset.
            raise EngineFailed(f"{error.args[0]}; if the release is not there yet, {load}") from error
        try:
            digests = [row["digest"]["value"] for row in json.loads(body)["results"]["bindings"]]
        except (ValueError, LookupError, TypeError):
            raise EngineFailed("what it holds cannot be read from its answer") from None
        if digests != [self._held.manifest.digest]:
            held = f"holds another release (digest {digests[0][:16]}…)" if digests else "holds no release"
            raise NoRelease(f"the engine {held}, not {self._held.path.name}: {load}")
