"""Older releases are opened one at a time, by turns of the clients, and nobody waits for long."""

from __future__ import annotations

import asyncio
import gc
import threading
from pathlib import Path
from typing import cast

import pytest

from server.engine import Client
from server.release import Release
from server.settings import Settings
from server.web.front import releases
from server.web.front.concurrency import TooManyWaiting
from server.web.front.damage import identity
from server.web.front.releases import OpenRelease, ReleaseManager
from tests.web.conftest import write_release


class Opened:
    """As much of an open release as the manager looks at."""

    def __init__(self, path: Path) -> None:
        self.name, self.digest, self.identity = path.name, "", identity(path)
        self.release = Release(path)
        self.users, self.retired, self.closed, self.answers_pages = 0, False, False, False

    async def close(self) -> None:
        self.closed = True


class Openings:
    """Opens releases when it is told to; `begun` are the names of those whose opening has begun."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.paths = [write_release(folder, str(number) * 64, 1) for number in range(1, 5)]
        self.begun: list[str] = []
        self._go_on = asyncio.Semaphore(0)
        first = cast(OpenRelease, Opened(self.paths[-1]))
        self.manager = ReleaseManager(first, self._open, Settings(**settings), folder)  # type: ignore[arg-type]

    async def _open(self, release: Release, _: int) -> OpenRelease:
        self.begun.append(release.path.name)
        await self._go_on.acquire()
        return cast(OpenRelease, Opened(release.path))

    def ask(self, number: int, client: str) -> asyncio.Task[OpenRelease | None]:
        return asyncio.create_task(self.manager.named(self.paths[number].name, Client(client)))

    async def end_one(self) -> None:
        self._go_on.release()
        await settled()


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_clients_have_their_releases_opened_by_turns(tmp_path: Path) -> None:
    async def run() -> None:
        openings = Openings(tmp_path, old_releases=1)
        names = [path.name for path in openings.paths]
        flood = [openings.ask(number, "flood") for number in (0, 1, 0, 1, 0, 1)]
        await settled()
        other = openings.ask(2, "other")
        await settled()
        assert openings.begun == [names[0]]
        for _ in range(3):
            await openings.end_one()
        assert openings.begun[:3] == [names[0], names[1], names[2]]
        found = await other
        assert found
        assert found.name == names[2]
        for _ in flood:
            await openings.end_one()
        await asyncio.gather(*flood)

    asyncio.run(run())


def test_what_a_release_with_pages_leaves_is_unfrozen_at_once_and_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []  # that unfreeze; of other tests there may be some that do as well
    monkeypatch.setattr(gc, "unfreeze", lambda: threads.append(threading.get_ident()))
    monkeypatch.setattr(releases, "_HELD", 1.0)

    def unfrozen() -> int:
        return threads.count(threading.get_ident())

    async def run() -> None:
        openings = Openings(tmp_path, old_releases=1)
        for number in (0, 1):
            asked = openings.ask(number, "one")
            await settled()
            assert unfrozen() == 0
            await openings.end_one()
            await asked
        await settled()
        assert unfrozen() == 0
        reopening = asyncio.create_task(openings.manager.reopen(Settings()))
        await settled()
        await openings.end_one()
        await reopening
        await settled()
        assert unfrozen() == 1
        async with asyncio.timeout(30):
            while unfrozen() < 2:
                await asyncio.sleep(0.05)

    asyncio.run(run())


def test_what_is_open_answers_while_another_one_is_opened(tmp_path: Path) -> None:
    async def run() -> None:
        openings = Openings(tmp_path)
        first = openings.ask(0, "one")
        await settled()
        await openings.end_one()
        opened = await first
        waiting = openings.ask(1, "two")
        await settled()
        assert await openings.manager.named(openings.paths[0].name, Client("three")) is opened
        assert not waiting.done()
        await openings.end_one()
        await waiting

    asyncio.run(run())


@pytest.mark.parametrize("settings", [{"queue_wait": 0.05}, {"client_waiting": 1}])
def test_nobody_waits_for_long_and_what_is_asked_next_is_answered(
    tmp_path: Path, settings: dict[str, object]
) -> None:
    async def run() -> None:
        openings = Openings(tmp_path, **settings)
        first, *others = (openings.ask(number, "one") for number in (0, 1, 1))
        done, _ = await asyncio.wait(others, return_when=asyncio.FIRST_COMPLETED)
        assert all(isinstance(task.exception(), TooManyWaiting) for task in done)
        await openings.end_one()
        assert await first
        for _ in range(2):
            await openings.end_one()
        await asyncio.wait(others)
        assert await openings.ask(1, "one")

    asyncio.run(run())


def test_a_new_release_is_taken_up_between_two_that_are_opened(tmp_path: Path) -> None:
    async def run() -> None:
        openings = Openings(tmp_path)
        flood = [openings.ask(number, "flood") for number in (0, 1, 2, 0, 1, 2)]
        await settled()
        write_release(tmp_path, "5" * 64, 1)
        refreshed = asyncio.create_task(openings.manager.refresh())
        await settled()
        for _ in range(3):
            await openings.end_one()
        assert openings.manager.switches == 1
        for _ in flood:
            await openings.end_one()
        await asyncio.gather(refreshed, *flood)

    asyncio.run(run())


def test_the_server_itself_waits_behind_any_number(tmp_path: Path) -> None:
    async def run() -> None:
        openings = Openings(tmp_path, client_waiting=0)
        opening = openings.ask(0, "one")
        await settled()
        write_release(tmp_path, "5" * 64, 1)
        refreshed = asyncio.create_task(openings.manager.refresh())
        await settled()
        for _ in range(2):
            await openings.end_one()
        await asyncio.gather(opening, refreshed)
        assert openings.manager.switches == 1

    asyncio.run(run())
