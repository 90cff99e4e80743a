"""The first layer: every request is read, counted and logged, and every failure becomes an answer."""

from __future__ import annotations

import logging
import time
from typing import Final

from server.endpoint.http import Headers
from server.endpoint.problems import HttpProblem, Slug, of_error
from server.engine import EngineError
from server.settings import Settings
from server.web.front.asgi import Application, Message, Receive, Scope, Send
from server.web.front.exchange import KEY, ClientLeft, Exchange, refuse
from server.web.front.metrics import Metrics
from server.web.front.request_log import RequestLog
from server.web.front.security_headers import protected

_NO_HEADERS: Final = Headers(())
_log: Final = logging.getLogger(__name__)


class LogLayer:
    """Begins each exchange, with headers that are bounded, and tells the log and the figures how it went."""

    def __init__(self, inner: Application, metrics: Metrics, log: RequestLog, settings: Settings) -> None:
        self._inner, self._metrics, self._log = inner, metrics, log
        self._log_queries = bool(settings.log_queries)
        self._https = settings.public_url.startswith("https://")
        self._headers_number, self._headers_size = settings.headers_number, settings.headers_size

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI event stream; only HTTP is answered."""
        if scope["type"] != "http":
            return
        exchange = Exchange(scope, _NO_HEADERS)
        scope[KEY] = exchange

        async def recorded(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                message["headers"] = protected([*message["headers"], *exchange.fields], self._https)
                await send(message)
                return
            await send(message)
            exchange.sent += len(message.get("body", b""))
            exchange.whole = not message.get("more_body")

        try:
            await self._answered(exchange, receive, recorded)
        except ClientLeft:
            exchange.outcome = "left"
        finally:
            if not exchange.whole and exchange.outcome != "left":
                exchange.outcome = "broken"
            seconds = time.perf_counter() - exchange.began
            self._metrics.count(exchange.path, exchange.method, exchange.status, exchange.outcome, seconds)
            if self._log.open:
                self._log.add(exchange.entry(self._log_queries))

    async def _answered(self, exchange: Exchange, receive: Receive, send: Send) -> None:
        try:
            fields = exchange.scope["headers"]
            exchange.headers = Headers.bounded(fields, self._headers_number, self._headers_size)
            await self._inner(exchange.scope, receive, send)
        except HttpProblem as problem:
            await self._refused(exchange, send, problem)
        except EngineError as error:
            await self._refused(exchange, send, of_error(error))
        except ClientLeft:
            raise
        except Exception:
            _log.exception("a request failed before its answer began")
            detail = "The server failed at this request. Its log says why."
            await self._refused(exchange, send, HttpProblem(Slug.OTHER, 500, detail))

    @staticmethod
    async def _refused(exchange: Exchange, send: Send, problem: HttpProblem) -> None:
        if not exchange.status:  # else it has begun, and its missing end tells
            await refuse(exchange, send, problem)
