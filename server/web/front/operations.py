"""What operators ask for: whether the server lives and is ready, and its figures; ahead of every limit."""

from __future__ import annotations

import asyncio
import json

from server.endpoint.http import Answer
from server.endpoint.problems import HttpProblem, Slug
from server.settings import Settings
from server.web.front.asgi import Application, Receive, Scope, Send
from server.web.front.clients import networks, within
from server.web.front.exchange import exchange_of, send_at_once
from server.web.front.metrics import CONTENT_TYPE, Metrics
from server.web.front.releases import ReleaseManager

_HEALTH = ("/health", "/health/live", "/health/ready")
_NOT_STORED = (b"cache-control", b"no-store")


class OperationsLayer:
    """Answers /health and /metrics. `stopping`: the server takes no new requests soon, so it is not ready."""

    def __init__(
        self, inner: Application, releases: ReleaseManager, metrics: Metrics, settings: Settings
    ) -> None:
        self._inner, self._releases, self._metrics = inner, releases, metrics
        self._readers = networks(settings, "metrics_readers")
        self.stopping = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or go on."""
        path = scope["path"]
        if path in _HEALTH:
            answer = self._health(path)
        elif path == "/metrics":
            answer = await self._figures(scope)
        else:
            await self._inner(scope, receive, send)
            return
        exchange_of(scope).outcome = "own"
        await send_at_once(send, scope["method"], answer)

    def _health(self, path: str) -> Answer:
        current = self._releases.current
        running, waiting = current.pool.busy()
        ready = not self.stopping and current.pool.alive()
        status = "live" if path != "/health/ready" else "ready" if ready else "not ready"
        document = {
            "status": status,
            "release": current.name,
            "evaluators": current.pool.pool.size,
            "running": running,
            "waiting": waiting,
        }
        fields = [(b"content-type", b"application/json"), _NOT_STORED]
        return Answer(503 if status == "not ready" else 200, fields, json.dumps(document).encode() + b"\n")

    async def _figures(self, scope: Scope) -> Answer:
        if not within(exchange_of(scope).address, self._readers):
            raise HttpProblem(Slug.OTHER, 403, "The figures are for the operators only.")
        text = await asyncio.to_thread(self._metrics.text)
        return Answer(200, [(b"content-type", CONTENT_TYPE.encode()), _NOT_STORED], text)
