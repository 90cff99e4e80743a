"""Faults at random: processes killed and stopped, releases switched, links misled, disks filled, attacks."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Final

from tests.processes import ENDED, EVALUATOR, TEMPLATE, Process
from tests.system.attack.attack import Attack
from tests.system.attack.attacker import Attacker
from tests.system.attack.kinds import ATTACKS
from tests.system.soak.faults.disk import Folder, build_on_a_full_disk
from tests.system.soak.releases import Releases
from tests.system.soak.tally import Tally
from tests.system.soak.target import Target

KILLED: Final = "evaluator killed"
TEMPLATE_KILLED: Final = "template killed"
ALL_KILLED: Final = "template and all evaluators killed"
"""What is counted of harm to processes."""

SWITCH_SECONDS: Final = 30.0
"""How long the server may take to take up a release once nobody kills what it starts for it."""

PATIENCE: Final = 10.0
"""Seconds after which killing is interrupted if a release is not taken up."""

_ATTACKED: Final = (1.0, 6.0)
"""Seconds of an attack."""

Act = Callable[[Random], None]


_ATTACKS: Final = tuple(attack for attack in ATTACKS if not attack.proxy)
"""Those that come from addresses of their own."""


class Injector:
    """Does harm in threads: kills processes, stops them for a while, switches releases, fills the disk, attacks.

    `projects` are what is built on the full disk, each with the bytes that its release takes. Each kind of harm is done
    once in an order by chance, then kinds are chosen by chance. `pause` is the mean of the seconds between.
    """

    def __init__(
        self,
        target: Target,
        releases: Releases,
        folder: Folder,
        projects: list[tuple[Path, int]],
        tally: Tally,
        seed: int,
        pause: float,
        attacks: bool,
    ) -> None:
        self._target, self._releases, self._folder = target, releases, folder
        self._projects, self._tally = projects, tally
        self._seed, self._pause = seed, pause
        self._stopped = Event()
        self._mercy = Event()
        self._halted: set[int] = set()
        groups: dict[str, tuple[float, dict[str, Act]]] = {
            "processes": (
                1.0,
                {
                    KILLED: self._kill,
                    TEMPLATE_KILLED: self._kill_template,
                    ALL_KILLED: self._kill_template_and_all,
                    "all evaluators killed": self._kill_all,
                },
            ),
            "pauses": (
                2.0,
                {
                    "evaluator stopped for a while": self._halt,
                    "template stopped for a while": self._halt_template,
                },
            ),
            "releases": (
                2.0,
                {
                    "release switched": self._switch,
                    "release switched, evaluators killed meanwhile": self._switch_and_kill,
                    "link to nothing": self._mislead,
                    "told to look for a release (SIGHUP)": self._hang_up,
                },
            ),
            "disk": (4.0, {"disk full during a build": self._fill_the_disk}),
        }
        if attacks:
            groups["attacks"] = (2.0, {attack.name: partial(self._attack, attack) for attack in _ATTACKS})
        self._threads = [
            Thread(target=self._run, args=(name, *group), name=f"faults: {name}", daemon=True)
            for name, group in groups.items()
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Do no more harm, and let what was stopped go on."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()
        for pid in self._halted:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def switch_calmly(self) -> None:
        """Switch the release without other harm."""
        self._switch(Random(self._seed))

    def _run(self, name: str, slowness: float, acts: dict[str, Act]) -> None:
        random = Random(f"{self._seed} {name}")
        first = random.sample([*acts], len(acts))
        while not self._stopped.wait(random.expovariate(1 / (self._pause * slowness))):
            act = first.pop() if first else random.choice([*acts])
            try:
                acts[act](random)
            except Exception as error:  # a fault of this program must be seen, and end nothing else
                self._tally.add("faults of this program", f"{act}: {type(error).__name__}")
                self._tally.example("faults of this program", f"{act}: {error!r}")

    def _running(self, *names: str) -> list[Process]:
        return [one for one in self._target.processes(*names) if one.state != ENDED]

    def _signal(self, pid: int, number: signal.Signals) -> bool:
        harmful = number != signal.SIGCONT
        if (harmful and self._mercy.is_set()) or pid not in {one.pid for one in self._running()}:
            return False
        with suppress(ProcessLookupError):
            os.kill(pid, number)
            return True
        return False

    def _kill(self, random: Random) -> None:
        if running := self._running(EVALUATOR):
            self._count(KILLED, self._signal(random.choice(running).pid, signal.SIGKILL))

    def _kill_all(self, random: Random) -> None:
        for one in self._running(EVALUATOR):
            self._count(KILLED, self._signal(one.pid, signal.SIGKILL))
        self._count("all evaluators killed")

    def _kill_template(self, random: Random) -> None:
        if running := self._running(TEMPLATE):
            self._count(TEMPLATE_KILLED, self._signal(random.choice(running).pid, signal.SIGKILL))

    def _kill_template_and_all(self, random: Random) -> None:
        """Of each release, in an order by chance."""
        running = self._running()
        for one in random.sample(running, len(running)):
            done = self._signal(one.pid, signal.SIGKILL)
            self._count(TEMPLATE_KILLED if one.name == TEMPLATE else KILLED, done)
        self._count(ALL_KILLED)

    def _halt(self, random: Random, name: str = EVALUATOR) -> None:
        running = self._running(name)
        pid = random.choice(running).pid if running else 0
        if self._signal(pid, signal.SIGSTOP):
            self._halted.add(pid)
            self._stopped.wait(random.uniform(0.5, 8))
            self._signal(pid, signal.SIGCONT)
            self._count(f"{'evaluator' if name == EVALUATOR else 'template'} stopped for a while")

    def _halt_template(self, random: Random) -> None:
        self._halt(random, TEMPLATE)

    def _switch(self, random: Random) -> None:
        self._releases.switch(self._releases.other())
        self._settle()
        self._count("release switched")

    def _switch_and_kill(self, random: Random) -> None:
        """Kill what starts while the server takes up a release; once that is over, it must manage."""
        self._releases.switch(self._releases.other())
        end = time.monotonic() + 3
        while time.monotonic() < end:
            time.sleep(random.uniform(0.1, 0.6))
            if new := [one for one in self._running() if f"/{self._releases.name}/" in one.command]:
                one = random.choice(new)
                done = self._signal(one.pid, signal.SIGKILL)
                self._count(TEMPLATE_KILLED if one.name == TEMPLATE else KILLED, done)
        self._settle()
        self._count("release switched, evaluators killed meanwhile")

    def _settle(self) -> None:
        began = time.monotonic()
        while self._target.health()["release"] != self._releases.name:
            waited = time.monotonic() - began
            if waited > PATIENCE:
                self._mercy.set()
            if waited > PATIENCE + SWITCH_SECONDS:
                self._tally.add("releases not taken up", self._releases.name)
                self._hang_up()
                began = time.monotonic()
            time.sleep(0.1)
        self._mercy.clear()
        self._releases.settled()

    def _mislead(self, random: Random) -> None:
        self._releases.mislead(random.choice(("releases/0000000000000000", "releases/.unfinished", "/", ".")))
        self._stopped.wait(random.uniform(1.5, 4))
        self._releases.restore()
        self._count("link to nothing")

    def _hang_up(self, random: Random | None = None) -> None:
        self._target.process.send_signal(signal.SIGHUP)
        self._count("told to look for a release (SIGHUP)")

    def _fill_the_disk(self, random: Random) -> None:
        project, needed = random.choice(self._projects)
        built = build_on_a_full_disk(project, self._folder, self._releases, needed, random)
        self._count("disk full during a build")
        for fault in built.faults:
            self._tally.add("builds on a full disk that went wrong", fault)
            self._tally.example("builds on a full disk that went wrong", f"{fault}: {built.said}")

    def _attack(self, attack: Attack, random: Random) -> None:
        seconds, number = random.uniform(*_ATTACKED), random.randrange(10_000)
        attacker = Attacker(
            attack.name, self._target.port, attack.sources(number), seconds, seed=random.randrange(2**31)
        )
        self._stopped.wait(seconds + 1)
        if complaint := attacker.end().complaint:
            raise RuntimeError(complaint)
        self._count(f"attack: {attack.name}")

    def _count(self, name: str, done: bool = True) -> None:
        if done:
            self._tally.add("faults", name)
