"""All clients at once, each in a thread of its own with chance of its own, until they are told to stop."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Final

from tests.system.soak.answers.asks import LARGE, Ask, Sent, compose
from tests.system.soak.answers.judge import RIGHT, Judge
from tests.system.soak.load.leavers import HOSTILE, LEAVERS
from tests.system.soak.load.libraries import Store, Wrapper, takes
from tests.system.soak.load.senders import Curl, KeptConnection, Send, Urllib

PAUSE: Final = 0.03
"""Seconds, on average, between two requests of a client: the machine is to be busy, not flooded."""

_CODINGS: Final = ("", "", "gzip", "zstd", "gzip, zstd;q=0.5", "identity")
_PERMANENT: Final = 0.1
"""Share of the requests that name the release that must answer."""


class Crowd:
    """The clients. `asks` is what they ask; each thread starts with `start` and ends soon after `stop`."""

    def __init__(self, port: int, asks: list[Ask], judge: Judge, seed: int, folder: Path) -> None:
        self._port, self._asks, self._judge, self._seed = port, asks, judge, seed
        self._stopped = Event()
        self._numbers = count(1)
        self._closing: list[Callable[[], None]] = []
        self._threads = [
            Thread(target=self._run, args=(name, body), name=name, daemon=True)
            for name, body in self._clients(folder).items()
        ]

    def start(self) -> None:
        """Let all begin."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float) -> list[str]:
        """Tell all to stop and wait for them; the names of those that did not within the time."""
        self._stopped.set()
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        for close in self._closing:
            close()
        return [thread.name for thread in self._threads if thread.is_alive()]

    def _clients(self, folder: Path) -> dict[str, Callable[[Random], None]]:
        federated = [ask for ask in self._asks if ask.federated]
        local = [ask for ask in self._asks if not ask.federated]
        small = [ask for ask in local if ask.name not in LARGE]
        large = [ask for ask in self._asks if ask.name in LARGE]
        found = {
            "http.client, kept": self._sender("http.client, kept", self._kept("127.0.0.11"), local),
            "http.client, kept, 2": self._sender("http.client, kept, 2", self._kept("127.0.0.12"), small),
            "urllib": self._sender("urllib", Urllib(self._port), local, codings=False),
            "SPARQLWrapper": self._sender("SPARQLWrapper", Wrapper(self._port), small, takes, codings=False),
            "rdflib SPARQLStore": self._sender(
                "rdflib SPARQLStore", Store(self._port), small, takes, codings=False
            ),
            "slow reader": self._sender("slow reader", self._kept("127.0.0.13", pace=2e6), large),
            "slower reader": self._sender("slower reader", self._kept("127.0.0.14", pace=4e5), large),
            "http.client, SERVICE": self._sender("http.client, SERVICE", self._kept("127.0.0.16"), federated),
            "http.client, SERVICE, 2": self._sender(
                "http.client, SERVICE, 2", self._kept("127.0.0.17"), federated
            ),
            "hostile": self._hostile,
            **{name: self._leaver(name) for name in LEAVERS},
        }
        if curl := shutil.which("curl"):
            for name, options in (
                ("curl", ["--http1.1"]),
                ("curl --compressed", ["--http1.1", "--compressed"]),
                ("curl, HTTP/2", ["--http2-prior-knowledge"]),
            ):
                made = Curl(curl, self._port, "127.0.0.15", folder / name.replace("/", " "), *options)
                found[name] = self._sender(name, made, local, codings=not made.decodes)
        return found

    def _kept(self, source: str, pace: float = 0.0) -> KeptConnection:
        client = KeptConnection(self._port, source, pace)
        self._closing.append(client.close)
        return client

    def _run(self, name: str, act: Callable[[Random], None]) -> None:
        random = Random(f"{self._seed} {name}")
        while not self._stopped.is_set():
            try:
                act(random)
            except Exception as error:  # a fault of the client must be seen, and end nobody else
                self._judge.tally.add("faults of this program", f"{name}: {type(error).__name__}")
                self._judge.tally.example("faults of this program", f"{name}: {error!r}")
                time.sleep(0.5)
            self._stopped.wait(random.expovariate(1 / PAUSE))

    def _sender(
        self,
        name: str,
        send: Send,
        asks: list[Ask],
        takes: Callable[[Sent], bool] | None = None,
        codings: bool = True,
    ) -> Callable[[Random], None]:
        weights = [ask.weight for ask in asks]
        tags: dict[tuple[str, str, str], str] = {}

        def act(random: Random) -> None:
            [ask] = random.choices(asks, weights)
            release = (
                random.choice(self._judge.releases.all).path.name if random.random() < _PERMANENT else ""
            )
            sent = compose(ask, random, f"{self._seed}-{next(self._numbers)}", release)
            if takes is not None and not takes(sent):
                return
            coding = random.choice(_CODINGS) if codings else ""
            if coding:
                sent = replace(sent, headers={**sent.headers, "Accept-Encoding": coding})
            self._exchange(name, send, sent, tags, random)

        return act

    def _exchange(
        self, name: str, send: Send, sent: Sent, tags: dict[tuple[str, str, str], str], random: Random
    ) -> None:
        key = sent.method, sent.target, str(sent.headers) + str(sent.body)
        known = tags.get(key) if sent.method in ("GET", "HEAD", "QUERY") else None
        asked = sent
        if known and random.random() < 0.7 and not isinstance(send, Wrapper | Store):
            asked = replace(sent, headers={**sent.headers, "If-None-Match": known})
        reply = send(asked)
        release = self._judge.release_of(reply)
        tag = reply.headers.get("etag", "")
        if release and tag and reply.status == 200 and not sent.ask.unique:
            self._judge.releases.remember_tag(sent.ask.name, tag, release)
        outcome = self._judge.judge(name, asked, reply)
        if outcome == RIGHT and tag and release:
            if len(tags) > 500:
                tags.clear()
            tags[key] = tag

    def _hostile(self, random: Random) -> None:
        kind, query = random.choice([*HOSTILE.items()])
        send = KeptConnection(self._port, random.choice(("127.0.0.21", "127.0.0.22")))
        coding = random.choice(("identity", "gzip"))
        headers = {"Content-Type": "application/sparql-query", "Accept-Encoding": coding}
        ask = Ask(f"hostile {kind}", "/sparql", query, ())
        sent = Sent(ask, "", "POST", "/sparql", query[:300], headers, query.encode())
        reply = send(sent)
        send.close()
        self._judge.hostile("hostile", sent, reply)
        self._judge.tally.add("hostile queries", kind)
        self._stopped.wait(random.uniform(1, 8))

    def _leaver(self, name: str) -> Callable[[Random], None]:
        leave = LEAVERS[name]

        def act(random: Random) -> None:
            leave(self._port, random)
            self._judge.tally.add("clients that misbehaved", name)
            self._stopped.wait(random.uniform(0, 2))

        return act
