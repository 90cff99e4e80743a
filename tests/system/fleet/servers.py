"""Servers of one release, each over a copy of its own, that can be stopped, killed, started again and switched."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from server.release import RELEASES, Release
from tests.launcher import Launched, eikg_serve, start
from tests.ports import reserve
from tests.system.fleet.proxy import FROM, NAME
from tests.system.soak.releases import point

SETTINGS = {
    "EIKG_PUBLIC_URL": f"https://{NAME}",
    "EIKG_TRUSTED_PROXIES": FROM,
    "EIKG_REQUEST_LOG": "",
    "EIKG_EVALUATORS": "3",
    # One client asks all there is here.
    "EIKG_RATE_LIMIT": "0",
    "EIKG_CLIENT_SECONDS": "0",
}


class OneServer:
    """A server over releases of its own, of which the first is current."""

    def __init__(self, folder: Path, releases: Sequence[Release], settings: Mapping[str, str]) -> None:
        self.port, self._folder = reserve(), folder
        for release in releases:
            shutil.copytree(release.path, folder / RELEASES / release.path.name)
        self._settings, self._starts = {**SETTINGS, **settings}, 0
        self.point(releases[0])
        self.start()

    def start(self) -> None:
        """Start it, at the port where it was before, and wait until it is ready."""
        self._starts += 1
        unset: dict[str, str | None] = {name: None for name in os.environ if name.startswith("EIKG_")}
        self._process: Launched = start(
            eikg_serve("--releases", str(self._folder)),
            self._folder / f"said-{self._starts}",
            port=self.port,
            environment={**unset, **self._settings},
            ready=lambda _: self.health("ready").get("status") == "ready",
        )

    def signal(self, number: int) -> None:
        """Send it a signal."""
        self._process.process.send_signal(number)

    def ended(self) -> int:
        """Wait for its end; its status."""
        return self._process.process.wait(60)

    def said(self) -> str:
        """What it has said since it was started."""
        return self._process.said()

    def point(self, release: Release) -> None:
        """Make a release the current one, in its folder."""
        point(self._folder, f"{RELEASES}/{release.path.name}")

    def switch(self, release: Release) -> None:
        """Make a release the current one, and wait until it is served."""
        self.point(release)
        self.signal(signal.SIGHUP)
        while self.health("live").get("release") != release.path.name:
            time.sleep(0.02)

    def health(self, what: str) -> dict[str, object]:
        """What it says of itself; nothing if it does not answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with suppress(OSError, http.client.HTTPException, ValueError):
            connection.request("GET", f"/health/{what}")
            found: dict[str, object] = json.loads(connection.getresponse().read())
            return found
        return {}

    def close(self) -> None:
        """End it."""
        self._process.close()


@contextmanager
def servers(
    number: int, folder: Path, releases: Sequence[Release], **settings: str
) -> Iterator[list[OneServer]]:
    """So many servers as long as the context lasts, with settings beside those of all."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(closing(OneServer(folder / f"server-{place}", releases, settings)))
            for place in range(number)
        ]
