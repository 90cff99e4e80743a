"""What operators ask for: whether the server lives and is ready, and its figures."""

from __future__ import annotations

import asyncio
import json

from server.endpoint.http import Answer
from server.endpoint.problems import HttpProblem, Slug
from server.settings import Settings
from server.web.front.asgi import Receive, Scope, Send
from server.web.front.clients import networks, within
from server.web.front.exchange import EXCHANGE, send_at_once
from server.web.front.log import CONTENT_TYPE, Metrics
from server.web.front.releases import ReleaseManager

_NOT_STORED = (b"cache-control", b"no-store")
_ALLOWED = ("GET", "HEAD")


class Operations:
    """Answers /health and /metrics. `stopping`: the server takes no new requests soon, so it is not ready."""

    def __init__(self, releases: ReleaseManager, metrics: Metrics, settings: Settings) -> None:
        self._releases, self._metrics = releases, metrics
        self.stopping = False
        self.apply(settings)

    def apply(self, settings: Settings) -> None:
        """Go by other settings. Raises SettingsError."""
        self._readers = networks(settings, "metrics_readers")

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer a request for one of these paths. Raises HttpProblem."""
        path = scope["path"]
        if scope["method"] not in _ALLOWED:
            names = ", ".join(_ALLOWED)
            detail = f"{scope['method']} is not allowed; use {names}."
            raise HttpProblem(Slug.METHOD, 405, detail, headers={"Allow": names})
        answer = await self._figures(scope) if path == "/metrics" else self._health(path)
        scope[EXCHANGE].outcome = "own"
        await send_at_once(send, scope["method"], answer)

    def _health(self, path: str) -> Answer:
        current = self._releases.current
        running, waiting = current.pool.busy()
        ready = not self.stopping and current.pool.alive() and not current.damaged
        status = "live" if path != "/health/ready" else "ready" if ready else "not ready"
        document = {
            "status": status,
            "release": current.name,
            "evaluators": current.pool.pool.size,
            "running": running,
            "waiting": waiting,
            "damaged": current.damaged,
        }
        fields = [(b"content-type", b"application/json"), _NOT_STORED]
        return Answer(503 if status == "not ready" else 200, fields, json.dumps(document).encode() + b"\n")

    async def _figures(self, scope: Scope) -> Answer:
        if not within(scope[EXCHANGE].address, self._readers):
            raise HttpProblem(Slug.OTHER, 403, "The figures are for the operators only.")
        text = await asyncio.to_thread(self._metrics.text)
        return Answer(200, [(b"content-type", CONTENT_TYPE.encode()), _NOT_STORED], text)
