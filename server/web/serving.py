"""Serving the application over HTTP: one process, with the evaluators as its children.

granian's embedded server is used, as its usual one runs the application in a child that outlives a killed parent and
keeps the port. Everything about HTTP itself (parsing, keeping connections, breaking off) is granian's.
"""

from __future__ import annotations

import asyncio
import signal
import socket
from typing import TYPE_CHECKING

from granian.constants import Interfaces
from granian.server.embed import Server

from server.web.asgi import Bridge

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from server.engine import Pool
    from server.settings import Settings


def serve(application: WSGIApplication, pool: Pool, settings: Settings) -> None:
    """Serve on the host and port of the settings until SIGINT or SIGTERM, then close the pool.

    Requests under way at that time are finished if they take no longer than `stop_wait`. Raises OSError if the
    port cannot be taken.
    """
    try:
        _refuse_taken_port(settings)
        asyncio.run(_serve(Bridge(application, settings.threads, settings.query_length), pool, settings))
    finally:
        pool.close()


def _refuse_taken_port(settings: Settings) -> None:
    # granian shares a port with whoever else shares it, so a second server would silently get half of the requests.
    address = socket.getaddrinfo(
        settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(address[0]) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        attempt.bind(address[4])


async def _serve(bridge: Bridge, pool: Pool, settings: Settings) -> None:
    server = Server(
        bridge, settings.host, settings.port, interface=Interfaces.ASGINL, log_enabled=False, websockets=False
    )
    loop = asyncio.get_running_loop()

    def stop() -> None:
        server.stop()  # type: ignore[no-untyped-call]
        loop.call_later(settings.stop_wait, loop.run_in_executor, None, pool.close)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await server.serve()
