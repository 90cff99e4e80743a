"""Serving releases over HTTP: one process with one event loop, and the evaluators as its children.

granian's embedded server is used, as its usual one runs the application in a child that outlives a killed parent and
keeps the port. Everything about HTTP itself (parsing, keeping connections, breaking off) is granian's.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Final

import uvloop
from granian.constants import Interfaces
from granian.http import HTTP1Settings, HTTP2Settings
from granian.server.embed import Server

from server.endpoint.scratch import Scratch
from server.endpoint.sparql import SparqlEndpoint
from server.endpoint.wrong_answers import EngineRefused, WrongAnswer, not_accepted, wrong_answers
from server.engine import Access, AsyncPool, Pool
from server.engine.remote.opening import pool_of
from server.integrity import refuse_damaged
from server.release import Release
from server.settings import FIXED, SECRETS, Settings, variable
from server.web.front.app import App
from server.web.front.damage import DamageWatch
from server.web.front.releases import OpenRelease, ReleaseManager
from server.web.front.sending import PIECE
from server.web.memory import LongCollections, give_freed_memory_back, share_allocators
from server.web.orphans import adopt_orphans, take_leave_of_orphans

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_HEAD: Final = 128 * 1024
"""Bytes of a request's head beside its header fields, whose target may take half of them; with more, granian refuses
it without words, before it takes memory."""

_TURN: Final = 0.0005
"""Seconds that a thread keeps the interpreter while others wait for it: the event loop waits behind each of them."""

_BACKLOG: Final = 4096
"""Connections that the kernel keeps until they are accepted, by default of Linux at most. For one more there is no
answer, and its client tries again after a second only: a burst of some client's must not have others wait so long."""

_RECEIVED_AHEAD: Final = 256 * 1024
"""Bytes of bodies of requests that an HTTP/2 connection may send before anybody reads them."""

_PING: Final = 30_000
"""Milliseconds after which a connection of HTTP/2 is asked whether its other end is still there."""

_log: Final = logging.getLogger(__name__)

Application = Callable[[Release, Pool, Settings, SparqlEndpoint], "WSGIApplication"]
"""Makes the web application over a release: gets the pool for its threads, the settings, and the endpoint."""


class Serving:
    """What serves: `make` makes the web application of a release; `scratch` lets the data of it be changed.

    `read` gives the settings as they are now, for who changes them while the server runs, or raises SettingsError.
    """

    def __init__(
        self,
        make: Application,
        settings: Settings,
        scratch: Scratch | None = None,
        read: Callable[[], Settings] | None = None,
    ) -> None:
        self._make, self._settings, self._scratch, self._read = make, settings, scratch, read
        self._reading = asyncio.Lock()

    async def opened(self, release: Release, pool: AsyncPool) -> OpenRelease:
        """A release with its evaluators started. Raises NoRelease, EngineRefused, EvaluatorDied and ReleaseDamaged.

        One whose store is written to is let alone; the files of any other are looked after from now on.
        """
        watch = None
        try:
            if pool.access is Access.RELEASE:
                settings = self._settings
                watch = await asyncio.to_thread(
                    DamageWatch, release.path, settings.release_check, settings.release_digests
                )
            digest = release.manifest.digest if watch else ""
            await pool.open()
            for_threads = Pool.over(pool, asyncio.get_running_loop())
            wrong = await self._refused_or_wrong(release, pool)
            endpoint = SparqlEndpoint(for_threads, self._settings, release, self._scratch, True, wrong)
            application = await asyncio.to_thread(self._make, release, for_threads, self._settings, endpoint)
            endpoint.names.look_up()  # now, as the first who asks may have to wait for it
            return OpenRelease(release, for_threads, endpoint, application, digest, watch)
        except BaseException:
            if watch:
                watch.close()
            await pool.close()
            raise

    async def _refused_or_wrong(self, release: Release, pool: AsyncPool) -> tuple[WrongAnswer, ...]:
        """What an engine elsewhere answers wrongly, all of it accepted by the settings. Raises EngineRefused."""
        if not self._settings.engine or pool.access is not Access.RELEASE:
            return ()
        wrong = await wrong_answers(pool, release)
        if refused := [*not_accepted(wrong, self._settings.engine_accept)]:
            raise EngineRefused(refused)
        return wrong

    async def managed(self, release: Release, pool: AsyncPool, folder: Path | None) -> ReleaseManager:
        """The releases of a folder, of which `release` is the first that is served. Raises as `opened` does."""
        return ReleaseManager(await self.opened(release, pool), self._open_beside, self._settings, folder)

    def run(
        self,
        release: Release,
        pool: AsyncPool,
        folder: Path | None = None,
        started: Callable[[OpenRelease], object] = lambda _: None,
    ) -> None:
        """Serve on the host and port of the settings until SIGINT or SIGTERM, then end every evaluator.

        With the `folder` of the releases a new current one is taken up when it appears, at the latest after
        `release_check` seconds, or at once on SIGHUP, which has the settings read anew and opens the file of the log
        anew as well. At the end, requests are taken for `stop_delay` seconds yet, and those under way then are finished
        if they take no longer than `stop_wait`. `started` is called when the release is open. Raises OSError if the
        port cannot be taken, SettingsError, NoRelease and EvaluatorDied.
        """
        sys.setswitchinterval(_TURN)
        share_allocators()
        gc.callbacks.append(LongCollections())
        adopt_orphans()
        uvloop.run(self._run(release, pool, folder, started))

    async def _run(
        self, release: Release, pool: AsyncPool, folder: Path | None, started: Callable[[OpenRelease], object]
    ) -> None:
        settings = self._settings
        try:
            refuse_taken_port(settings)
        except OSError:
            await pool.close()
            raise
        releases = await self.managed(release, pool, folder)
        try:
            app = App(releases, settings, self._scratch is not None)
            started(releases.current)
            await self._serve(app, releases)
        finally:
            await releases.close()

    async def _open_beside(self, release: Release, evaluators: int) -> OpenRelease:
        """Open a release beside one that goes on: there is time to read all of it first."""
        await asyncio.to_thread(refuse_damaged, release.path, whole=True)
        pool = pool_of(release, self._settings, evaluators)
        return await self.opened(release, pool)

    async def _serve(self, app: App, releases: ReleaseManager) -> None:
        settings, loop = self._settings, asyncio.get_running_loop()
        server = Server(
            app,
            settings.host,
            settings.port,
            interface=Interfaces.ASGINL,
            log_enabled=False,
            websockets=False,
            http1_settings=HTTP1Settings(
                # The timer runs between requests too.
                header_read_timeout=int(max(settings.head_wait, settings.keep_alive) * 1000),
                max_buffer_size=_HEAD + settings.headers_size,
            ),
            http2_settings=HTTP2Settings(
                initial_connection_window_size=_RECEIVED_AHEAD,
                initial_stream_window_size=_RECEIVED_AHEAD,
                keep_alive_interval=_PING,
                max_concurrent_streams=settings.connection_streams,
                max_headers_size=_HEAD + settings.headers_size,
                max_send_buffer_size=PIECE,
            ),
            backlog=max(_BACKLOG, settings.connections),
            backpressure=app.connections.capacity,
        )
        tasks: set[asyncio.Task[None]] = set()

        def over(task: asyncio.Task[None]) -> None:
            tasks.discard(task)
            if not task.cancelled() and (error := task.exception()):
                _log.error("what the server does beside the requests failed", exc_info=error)

        def begin(work: Coroutine[None, None, None]) -> None:
            task = loop.create_task(work)
            tasks.add(task)
            task.add_done_callback(over)

        begin(releases.watch(settings.release_check))
        begin(app.connections.watch())
        if app.shared:
            begin(app.shared.watch())
        begin(give_freed_memory_back())
        begin(take_leave_of_orphans())

        def stop() -> None:
            delay = 0.0 if app.stopping else self._settings.stop_delay
            app.stop()
            loop.call_later(delay, end)

        def end() -> None:
            server.stop()  # type: ignore[no-untyped-call]
            loop.call_later(self._settings.stop_wait, lambda: begin(releases.close()))

        def refresh() -> None:
            app.reopen_log()
            begin(self._refresh(app, releases))

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
        loop.add_signal_handler(signal.SIGHUP, refresh)
        try:
            await server.serve()
        finally:
            for task in [*tasks]:
                task.cancel()
            await app.close()

    async def _refresh(self, app: App, releases: ReleaseManager) -> None:
        """Take over the settings as they are now, and then the release that is current now."""
        async with self._reading:
            await self._take_over_settings(app, releases)
            await releases.refresh(again=True)

    async def _take_over_settings(self, app: App, releases: ReleaseManager) -> None:
        before = self._settings
        if self._read is None:
            return
        try:
            given = self._read()
            self._settings = before.changed_while_serving(given)
            if self._settings != before:
                await releases.reopen(self._settings)
                app.apply(self._settings)
        except Exception as error:  # whatever is wrong with them, the server goes on with those that it has
            self._settings = before
            _log.error("the settings stay as they are: %s", error or type(error).__name__)
            return
        for name in before.changed(given):
            if name in FIXED:
                _log.warning("%s stays as it is until the server is started again", variable(name))
            else:
                told = "another, which is not told" if name in SECRETS else getattr(given, name)
                _log.warning("%s is now %s", variable(name), told)


def refuse_taken_port(settings: Settings) -> None:
    """Raises OSError where nobody can listen on the host and port of the settings.

    granian shares a port with whoever else shares it, so a second server would silently get half of the requests.
    """
    address = socket.getaddrinfo(
        settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(address[0]) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        attempt.bind(address[4])
