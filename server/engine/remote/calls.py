"""One question to the engine behind the server, by POST (SPARQL 1.1 Protocol, section 2.1.2), and its answer.

A query changes nothing, so one that reached no engine is sent again, after a moment that doubles. Nothing else is sent:
no update, and none of the addresses that a query names is looked up.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from http import HTTPStatus
from time import monotonic
from typing import Final

import httpx2

from server import __version__
from server.engine.errors import (
    DeadlineExceeded,
    EngineError,
    EngineFailed,
    EngineUnreachable,
    EvaluationFailed,
    ResultTooLarge,
)
from server.engine.remote.circuit import Circuit
from server.engine.remote.figures import CALLS, RETRIES, SECONDS
from server.engine.remote.products import Product
from server.engine.remote.question import TABLE, Question
from server.settings import SettingsError, variable

ATTEMPTS: Final = 4
FIRST_PAUSE: Final = 0.1
AT_ONCE: Final = 1.0
"""Seconds within which an engine turns a query away; one that fails later may have failed by the query."""

GRACE: Final = 1.0
"""Seconds that the engine may take longer than its query: the server ends it first, and says why."""

_PASSING: Final = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT)
_MOST_OF_A_REASON: Final = 2000
_CUT_SHORT: Final = ("X-SPARQL-MaxRows",)
"""Header fields by which Virtuoso says that rows are missing."""

_LATE: Final = "S1TAT"
"""The state in which Virtuoso ends a query at its time-out, with the rows found until then."""


class Calls:
    """Calls of one engine at `address`. For one event loop; close it at the end.

    `user` is a name and a password, with a colon between them, or empty. Raises SettingsError for what is no address.
    """

    def __init__(self, address: str, product: Product, circuit: Circuit, user: str = "") -> None:
        self._address, self._product, self.circuit = _checked(address), product, circuit
        name, _, password = user.partition(":")
        self._client = httpx2.AsyncClient(
            auth=(name, password) if user else None,
            headers={"User-Agent": f"eikg/{__version__}", "Accept-Encoding": "identity"},
            timeout=httpx2.Timeout(None, connect=5.0, pool=None),
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=5.0),
            trust_env=False,  # no proxy of the environment
        )

    async def answer(self, question: Question, seconds: float) -> AsyncIterator[bytes]:
        """The bytes of an answer as they come, for at most `seconds`. Raises EngineError, also midway."""
        self.circuit.enter()
        try:
            response = await self._begun(question, seconds)
        except BaseException:
            self.circuit.left()
            raise
        try:
            async for piece in self._pieces(response):
                yield piece
        finally:
            await response.aclose()

    async def whole(self, question: Question, seconds: float) -> bytes:
        """All bytes of an answer. Raises as `answer`, and EngineUnreachable where they do not come in time."""
        try:
            async with asyncio.timeout(seconds):
                return b"".join([piece async for piece in self.answer(question, seconds)])
        except TimeoutError:
            self.circuit.failed()
            raise EngineUnreachable(self.circuit.retry_after()) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _begun(self, question: Question, seconds: float) -> httpx2.Response:
        """The answer to the first attempt that reaches an engine, of which the fields are there."""
        end = monotonic() + seconds
        for attempt in range(ATTEMPTS):
            begun, asked_for = monotonic(), ""
            try:
                response = await self._sent(question, end - begun)
            except httpx2.HTTPError:
                pass
            else:
                at_once = monotonic() - begun < AT_ONCE
                if not (at_once and response.status_code in _PASSING):
                    self.circuit.succeeded()
                    SECONDS.observe(monotonic() - begun)
                    await self._refuse_other(response, question, seconds)
                    return response
                asked_for = response.headers.get("Retry-After", "")
                await response.aclose()
            pause = FIRST_PAUSE * 2**attempt * (0.5 + random.random())  # noqa: S311 - so that not all come at once
            pause = max(pause, float(asked_for) if asked_for.isdigit() else 0)
            now = monotonic()
            if attempt == ATTEMPTS - 1 or now - begun >= AT_ONCE or now + pause >= end:
                break
            RETRIES.inc()
            await asyncio.sleep(pause)
        self.circuit.failed()
        CALLS.labels("unreachable").inc()
        raise EngineUnreachable(self.circuit.retry_after())

    async def _sent(self, question: Question, left: float) -> httpx2.Response:
        form: dict[str, list[str]] = {"query": [question.query]}
        form |= {"default-graph-uri": [*question.default]} if question.default else {}
        form |= {"named-graph-uri": [*question.named]} if question.named else {}
        if self._product.timeout:
            form[self._product.timeout] = [str(max(1, round((left + GRACE) * self._product.ticks)))]
        request = self._client.build_request(
            "POST", self._address, data=form, headers={"Accept": question.accept}
        )
        return await self._client.send(request, stream=True)

    async def _refuse_other(self, response: httpx2.Response, question: Question, seconds: float) -> None:
        """Raise the EngineError for an answer that is no result, or not all of one, and close it."""
        if (found := await self._fault(response, question, seconds)) is None:
            CALLS.labels("answered").inc()
            return
        CALLS.labels("refused" if isinstance(found, EvaluationFailed) else "failed").inc()
        await response.aclose()
        raise found

    async def _fault(
        self, response: httpx2.Response, question: Question, seconds: float
    ) -> EngineError | None:
        fields = response.headers
        if response.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_IMPLEMENTED):
            return EvaluationFailed(f"the engine behind this server refuses it: {await _reason(response)}")
        if response.status_code != HTTPStatus.OK:
            return EngineFailed(f"status {response.status_code}: {await _reason(response)}")
        if fields.get("X-SQL-State") == _LATE:
            return DeadlineExceeded(round(seconds, 3))
        if any(name in fields for name in _CUT_SHORT):
            return ResultTooLarge("the engine behind this server cuts so long a result short")
        media_type = fields.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type not in (
            question.accept,
            *(("application/json",) if question.accept == TABLE else ("text/plain",)),
        ):
            return EngineFailed(f"it answered in {media_type or 'no format'}, not in {question.accept}")
        if "Content-Length" not in fields and fields.get("Transfer-Encoding", "").lower() != "chunked":
            return EngineFailed("nothing tells where its answer ends")
        return None

    @staticmethod
    async def _pieces(response: httpx2.Response) -> AsyncIterator[bytes]:
        try:
            async for piece in response.aiter_raw():
                yield piece
        except httpx2.HTTPError as error:
            CALLS.labels("failed").inc()
            raise EngineFailed(f"it broke its answer off ({type(error).__name__})") from None


def _checked(address: str) -> str:
    try:
        usable = httpx2.URL(address).scheme in ("http", "https") and bool(httpx2.URL(address).host)
    except httpx2.InvalidURL:
        usable = False
    if not usable:
        raise SettingsError(f"{variable('engine')} is {address!r}, which is no address of the Web")
    return address


async def _reason(response: httpx2.Response) -> str:
    """What an engine says of a failure, as one short line of plain characters."""
    body = b""
    try:
        async for piece in response.aiter_raw():
            body += piece
            if len(body) > _MOST_OF_A_REASON:
                break
    except httpx2.HTTPError:
        pass
    text = body.decode("utf-8", "replace").split("SPARQL query:")[0]  # Virtuoso repeats all of it
    return "".join(one if one.isprintable() else " " for one in text)[:300].strip() or "without a reason"
