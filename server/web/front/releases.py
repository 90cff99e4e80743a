"""The releases that are served: the current one, and older ones opened when a permanent link asks for them.

A new release is opened beside the one in use and takes its place at once; the old one closes when the last of its
requests is over. So a switch drops no request.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from server.endpoint.http import CachedResponse, Context, nothing_cached
from server.endpoint.problems import HttpProblem, Slug
from server.endpoint.sparql import SparqlEndpoint
from server.engine import Client, EvaluatorDied, Pool, ReleaseDamaged
from server.integrity import DamagedRelease, is_complete
from server.release import ASSERTED, NAME, ORIGINALS, PROOFS, RELEASES, STORE, NoRelease, Release, current
from server.settings import Settings
from server.web.front.address import root_of
from server.web.front.asgi import Application, Receive, Scope, Send
from server.web.front.cache import Cache
from server.web.front.clients import networks
from server.web.front.concurrency import ConcurrencyLimiter, TooManyWaiting
from server.web.front.damage import DamageWatch, Identity, identity
from server.web.front.exchange import EXCHANGE, Exchange

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Opener = Callable[[Release, int], Awaitable["OpenRelease"]]
"""Opens a release with a number of evaluators. Raises NoRelease, EvaluatorDied and ReleaseDamaged."""

OPENED: Final = "eikg.release"
"""Where the scope of a request has the release that answers it."""

_UNDER_RELEASE: Final = re.compile(
    r"/release/([^/]+)(?=/sparql\Z|/queries/[^/]+\.[^/.]+\Z|/fragments(?:/quads)?\Z|/mcp\Z)"
)
"""What a release answers under its own name: queries, fragments, tools. Pages are for the current one."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}\Z")
_OF_STORES: Final = (f"{STORE}/", f"{ASSERTED}/", ORIGINALS)
"""What the names of files begin with that evaluators on disk read."""

_MOST_LOOKS: Final = 256

_HELD: Final = 60.0
"""Seconds after which nothing holds a release any more that is closed."""

_log: Final = logging.getLogger(__name__)


@dataclass
class OpenRelease:
    """A release that is open: its evaluators, what answers from them, its digest; empty for a scratch dataset.

    `answers_pages`: it is, or was, the current one, of which far more is kept in memory than of others.
    """

    release: Release
    pool: Pool
    endpoint: SparqlEndpoint
    application: WSGIApplication
    digest: str
    watch: DamageWatch | None = None
    users: int = 0
    retired: bool = False
    answers_pages: bool = False

    def __post_init__(self) -> None:
        self.name = self.release.path.name if self.digest else ""
        """The name of the release in permanent links."""
        self.created = self.release.manifest.created if self.digest else None
        """When the release was made, if that is known."""
        self.identity = self.watch.identity if self.watch else None
        if self.watch:
            loop = asyncio.get_running_loop()
            self.watch.told = lambda: loop.call_soon_threadsafe(self._note_damage)
            self.pool.pool.examine = self._examine
            self.watch.start()

    @property
    def damaged(self) -> list[str]:
        """The files that are not what the build wrote."""
        return sorted(self.watch.found) if self.watch else []

    def context(
        self,
        client: Client,
        address: Callable[[], str],
        request_id: str = "",
        prefix: str = "",
        cached: Callable[[str], CachedResponse | None] = nothing_cached,
    ) -> Context:
        """The context of a request that is answered from it; `address` gives that of the home page."""
        return Context(
            client=client,
            request_id=request_id,
            release=self.name,
            digest=self.digest,
            store=self.pool.pool.store,
            prefix=prefix,
            created=self.created,
            cached=cached,
            address=address,
        )

    async def close(self) -> None:
        """End every evaluator, and let a build remove the release."""
        if self.watch:
            self.watch.close()
        await self.pool.pool.close()

    async def _examine(self) -> None:
        if self.watch:
            await asyncio.to_thread(self.watch.look)
            self._note_damage()

    def _note_damage(self) -> None:
        """Have nothing answered from what is damaged."""
        found = self.damaged
        self.endpoint.proofs.note_damage(PROOFS in found)
        self.pool.pool.damaged(next((name for name in found if name.startswith(_OF_STORES)), ""))


@dataclass
class _Failure:
    """A release that could not be taken up: it is let alone for so many looks, then tried again.

    What stopped it may have been a passing shortage; if it is the release itself, trying all the time would harm.
    """

    identity: Identity | None
    looks: int
    left: int

    def rests(self) -> bool:
        """Count a look; whether the release is to be let alone at this one."""
        self.left -= 1
        return self.left >= 0


class ReleaseManager:
    """Gives each request the release that answers it. For one event loop; `switches` counts the changes.

    `folder` holds the releases; without one there is `first` and nothing else.
    """

    def __init__(self, first: OpenRelease, opener: Opener, settings: Settings, folder: Path | None) -> None:
        self.current = self._for_pages(first)
        self.switches = 0
        self._opener, self._folder, self._settings = opener, folder, settings
        self._old: OrderedDict[str, OpenRelease] = OrderedDict()
        self._opening = ConcurrencyLimiter(1, 1, settings.client_waiting)
        self._failure: _Failure | None = None
        self._endings: set[asyncio.Task[None]] = set()

    def use(self, opened: OpenRelease) -> None:
        """Keep a release open while a request is answered from it."""
        opened.users += 1

    def leave(self, opened: OpenRelease) -> None:
        """The answer is sent; a release that is no longer current is closed with the last of its requests."""
        opened.users -= 1
        self._end_if_idle(opened)

    async def named(self, name: str, client: Client) -> OpenRelease | None:
        """The release that a permanent link names, by its name or the digest of its data; None if it is not kept.

        To open one is work for the client, and one is opened at a time. Raises EvaluatorDied if it cannot be opened,
        TooManyWaiting and ClientSpent if it may not be, and ReleaseDamaged.
        """
        if name in (self.current.name, self.current.digest) and name:
            return self.current
        path = self._path(name)
        if path is None:
            return None
        if served := self._opened_old(path):
            return served
        async with self._opening.turn(client.name, self._settings.queue_wait):
            path = self._path(
                name
            )  # a build may have removed it meanwhile, or another request have had it opened
            if path is None:
                return None
            served = self._opened_old(path)
            if served is None:
                client.account.refuse_if_spent()
                begun = time.monotonic()
                try:
                    served = await self._opener(Release(path), self._settings.old_evaluators)
                except DamagedRelease as damaged:
                    if not is_complete(path):
                        return None
                    _log.error("an older release cannot be opened: %s", damaged)
                    raise ReleaseDamaged(damaged.found[0].name) from None
                except (NoRelease, FileNotFoundError):  # removed by a build while it was opened
                    return None
                finally:
                    client.account.charge(time.monotonic() - begun)
                self._old[path.name] = served
                while len(self._old) > self._settings.old_releases:
                    self._retire(self._old.popitem(last=False)[1])
            return served

    def _opened_old(self, path: Path) -> OpenRelease | None:
        """The older release of a folder, if it is open; one that was built again is closed."""
        served = self._old.get(path.name)
        if served and served.identity != identity(path):
            self._retire(self._old.pop(path.name))
            return None
        if served:
            self._old.move_to_end(path.name)
        return served

    async def refresh(self, again: bool = False) -> None:
        """Take up the current release if it is another than the one in use; one that failed, later or if asked `again`.

        Later is after one more look, and after each failure twice as many.
        """
        if self._folder is None:
            return
        async with self._opening.turn(""):
            path = self._linked(self._folder)
            found = identity(path) if path else None
            failure = self._failure if self._failure and self._failure.identity == found else None
            if found and found == self.current.identity:
                self._failure = None
                return
            if failure and failure.rests() and not again:
                return
            try:
                served = await self._opened(path)
            except Exception as error:  # whatever is wrong with a release, the one in use goes on
                _log.error("the new release cannot be taken up: %s", error or type(error).__name__)
                looks = min(2 * failure.looks, _MOST_LOOKS) if failure else 1
                self._failure = _Failure(found, looks, looks)
                return
            self._failure = None
            before, self.current = self.current, self._for_pages(served)
            self.switches += 1
            _log.warning("serving release %s", served.name)
            self._retire(before)

    async def reopen(self, settings: Settings) -> None:
        """Open the current release anew, by settings that its opener has already; older ones when they are asked for.

        Raises what opening raises, and then all goes on as before.
        """
        async with self._opening.turn(""):
            served = await self._opener(self.current.release, settings.evaluators)
            self._settings = settings
            former = (self.current, *self._old.values())
            self.current = self._for_pages(served)
            self._old.clear()
            for before in former:
                self._retire(before)

    async def watch(self, seconds: float) -> None:
        """Look for a new release, and after the evaluators of those in use, again and again."""
        while True:
            await asyncio.sleep(seconds)
            await self.refresh()
            for served in (self.current, *self._old.values()):
                served.pool.pool.tend()

    async def close(self) -> None:
        """End every evaluator; results that are still read fail."""
        for served in (self.current, *self._old.values()):
            await served.close()

    async def _opened(self, path: Path | None) -> OpenRelease:
        if path is None:
            raise NoRelease(f"there is no release in {self._folder}")
        return await self._opener(Release(path), self._settings.evaluators)

    @staticmethod
    def _linked(folder: Path) -> Path | None:
        """The folder of the release that is the current one now; None if there is none."""
        with suppress(NoRelease):
            return current(folder).path
        return None

    def _path(self, name: str) -> Path | None:
        if self._folder is None:
            return None
        folder = self._folder.resolve() / RELEASES
        if NAME.match(name):
            return folder / name if (folder / name).is_dir() else None
        if not _DIGEST.match(name):
            return None
        found = (Release(path) for path in sorted(folder.glob(f"{name[:16]}*")) if is_complete(path))
        return next((release.path for release in found if release.manifest.digest == name), None)

    @staticmethod
    def _for_pages(served: OpenRelease) -> OpenRelease:
        served.answers_pages = True
        return served

    def _retire(self, served: OpenRelease) -> None:
        served.retired = True
        self._end_if_idle(served)

    def _end_if_idle(self, served: OpenRelease) -> None:
        if served.retired and not served.users:
            ending = asyncio.get_running_loop().create_task(served.close())
            self._endings.add(ending)
            ending.add_done_callback(self._endings.discard)
            if served.answers_pages:
                ending.add_done_callback(self._unfreeze)

    @staticmethod
    def _unfreeze(_: asyncio.Task[None]) -> None:
        """Have what a release has left collected. What others leave is little, and unfrozen with all else in time."""
        gc.unfreeze()
        # What reads ahead for it, or answers yet, may have held it when all was frozen again.
        asyncio.get_running_loop().call_later(_HELD, gc.unfreeze)


class ReleaseLayer:
    """Gives each request the release that answers it, and keeps that open until the answer is sent."""

    def __init__(
        self, inner: Application, releases: ReleaseManager, cache: Cache, settings: Settings
    ) -> None:
        self._inner, self._releases, self._cache, self._settings = inner, releases, cache, settings
        self._proxies = networks(settings, "trusted_proxies")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the release and go on. Raises HttpProblem."""
        exchange: Exchange = scope[EXCHANGE]
        opened, prefix = await self._route(scope["path"], exchange.client)
        address = partial(root_of, exchange, self._settings, self._proxies)
        request_id = exchange.trace.request
        exchange.context = opened.context(exchange.client, address, request_id, prefix, self._cache.tagged)
        scope[OPENED] = opened
        self._releases.use(opened)
        try:
            await self._inner(scope, receive, send)
        finally:
            self._releases.leave(opened)

    async def _route(self, path: str, client: Client) -> tuple[OpenRelease, str]:
        """The release that answers a path, and the prefix that names it there. Raises HttpProblem."""
        found = _UNDER_RELEASE.match(path)
        if found is None:
            return self._releases.current, ""
        name = found[1]
        try:
            opened = await self._releases.named(name, client)
        except EvaluatorDied:
            detail = "The release could not be opened. Try again."
            raise HttpProblem(Slug.UNAVAILABLE, 503, detail, headers={"Retry-After": "5"}) from None
        except TooManyWaiting:
            detail = "Other releases are opened at the moment. Try again."
            raise HttpProblem(Slug.BUSY, 503, detail, headers={"Retry-After": "5"}) from None
        if opened is None:
            detail = f"The release {name[:64]} is not kept here; /releases lists those that are."
            raise HttpProblem(Slug.RELEASE, 404, detail)
        return opened, f"/release/{name}"
