"""Serving releases over HTTP: one process, with the evaluators as its children.

granian's embedded server is used, as its usual one runs the application in a child that outlives a killed parent and
keeps the port. Everything about HTTP itself (parsing, keeping connections, breaking off) is granian's.
"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from granian.constants import Interfaces
from granian.server.embed import Server

from server.engine import Access, Pool
from server.engine.loop_pool import LoopPool
from server.release import Release
from server.settings import Settings
from server.web.direct import Direct
from server.web.front.app import App
from server.web.front.releases import OpenRelease, ReleaseManager
from server.web.memory import give_freed_memory_back, share_allocators
from server.web.names import names_of
from server.web.sparql import limits_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Application = Callable[[Release, Pool], "WSGIApplication"]
"""Makes the application that answers from a release through a pool over its store."""


def opened(
    make: Application,
    settings: Settings,
    release: Release,
    evaluators: int,
    access: Access = Access.RELEASE,
) -> OpenRelease:
    """A release with its evaluators started. Raises NoRelease and EvaluatorDied."""
    digest = release.manifest.digest if access is Access.RELEASE else ""
    pool = LoopPool(release.store, limits_of(settings), evaluators, access)
    try:
        application = make(release, pool)
        if not digest:
            return OpenRelease(release, pool, application, digest)
        names_of(pool).look_up()  # now, as the first who asks may have to wait for it
        return OpenRelease(release, pool, application, digest, Direct(pool, settings).answer)
    except BaseException:
        pool.close()
        raise


def serve(make: Application, first: OpenRelease, settings: Settings, folder: Path | None = None) -> None:
    """Serve on the host and port of the settings until SIGINT or SIGTERM, then end every evaluator.

    With the `folder` of the releases a new current one is taken up when it appears, at the latest after
    `release_check` seconds, or at once on SIGHUP. Requests under way at the end are finished if they take no longer
    than `stop_wait`. Raises OSError if the port cannot be taken, and SettingsError.
    """
    share_allocators()
    try:
        _refuse_taken_port(settings)
        asyncio.run(_serve(make, first, settings, folder))
    finally:
        first.pool.close()


def _refuse_taken_port(settings: Settings) -> None:
    # granian shares a port with whoever else shares it, so a second server would silently get half of the requests.
    address = socket.getaddrinfo(
        settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(address[0]) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        attempt.bind(address[4])


async def _serve(make: Application, first: OpenRelease, settings: Settings, folder: Path | None) -> None:
    evaluators = settings.evaluators, settings.old_evaluators
    releases = ReleaseManager(
        first, partial(opened, make, settings), evaluators, settings.old_releases, folder
    )
    front = App(releases, settings)
    server = Server(
        front,
        settings.host,
        settings.port,
        interface=Interfaces.ASGINL,
        log_enabled=False,
        websockets=False,
        backlog=settings.connections,
        backpressure=settings.connections,
    )
    loop = asyncio.get_running_loop()
    watching = loop.create_task(releases.watch(settings.release_check))
    tidying = loop.create_task(give_freed_memory_back())
    refreshing: set[asyncio.Task[None]] = set()

    def stop() -> None:
        front.stopping = True
        server.stop()  # type: ignore[no-untyped-call]
        loop.call_later(settings.stop_wait, loop.run_in_executor, None, releases.close)

    def refresh() -> None:
        task = loop.create_task(releases.refresh(again=True))
        refreshing.add(task)
        task.add_done_callback(refreshing.discard)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    loop.add_signal_handler(signal.SIGHUP, refresh)
    try:
        await server.serve()
    finally:
        watching.cancel()
        tidying.cancel()
        front.close()
        await asyncio.to_thread(releases.close)
