"""The course of a run: two releases, recorded answers, a server, warm-up, two halves of load with faults, the end."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from threading import Event, Thread
from typing import Final

from server.release import Release, current
from tests.conftest import RELEASES, ROOT
from tests.ports import reserve
from tests.processes import ENDED, EVALUATOR, STOPPED, TEMPLATE, private, proportional
from tests.project import eikg, write_project
from tests.system.soak.answers.asks import Ask, asks_of
from tests.system.soak.answers.judge import Judge
from tests.system.soak.answers.recording import Recording
from tests.system.soak.faults.disk import Folder, needs, size_of, small_file_system
from tests.system.soak.faults.endpoint import Remote
from tests.system.soak.faults.injector import Injector
from tests.system.soak.load.crowd import Crowd
from tests.system.soak.releases import Releases, changed, copy_of
from tests.system.soak.tally import Tally
from tests.system.soak.target import GONE, PIDFD, Target

QUIET_SECONDS: Final = 90.0
"""How long the server may take to be at rest once nobody asks it any more."""

STOP_SECONDS: Final = 25.0
_CLIENTS_SECONDS: Final = 90.0


@dataclass(frozen=True)
class Plan:
    """How long, with which chance, and how often harm is done (the mean of the seconds between).

    The warm-up is without harm; what follows has two halves, so that what settles can be told from what grows.
    """

    seconds: float
    warm_up: float
    seed: int
    pause: float = 3.0
    whole_project: bool = True
    attacks: bool = True


@dataclass(frozen=True)
class State:
    """The server at a moment.

    `memory` is what is resident of the serving process, which shares none of it; `below` that of its templates and
    evaluators, of which each has its share (proportional set size). `private` is what the largest evaluator has alone.
    """

    memory: int
    below: int
    private: int
    descriptors: dict[str, int]
    threads: int
    templates: int
    evaluators: int


@dataclass
class Report:
    """What was found: `states` by moment, `failures` in words, one for each thing that must not be."""

    plan: Plan
    tally: Tally
    way_to_fill: str = ""
    states: dict[str, State] = field(default_factory=dict)
    evaluators_seen: int = 0
    leaked: list[str] = field(default_factory=list)
    health: dict[str, object] = field(default_factory=dict)
    exit_status: int | None = None
    errors: str = ""
    failures: list[str] = field(default_factory=list)


def run(plan: Plan) -> Report:
    """Go through the whole course."""
    report = Report(plan, Tally())
    original = current(RELEASES)
    with (
        tempfile.TemporaryDirectory(prefix="eikg-soak-", ignore_cleanup_errors=True) as name,
        small_file_system(Path(name) / "releases", needs(3 * size_of(original.path))) as folder,
    ):
        report.way_to_fill = folder.way
        work = Path(name)
        first = copy_of(original, folder.path)
        releases = Releases(folder.path, [first, changed(first, folder.path)])
        remote = Remote(first, plan.seed, report.tally)
        asks = [*asks_of(first), *remote.asks()]
        logs = (work / f"said-{number}" for number in count())
        port = reserve()  # one for all, as some answers hold their own address

        def start() -> Target:
            return Target(folder.path, port, next(logs), {"EIKG_FEDERATION": remote.address})

        recording = _recorded(releases, asks, start)
        projects = _projects(work, plan, original)
        judge = Judge(recording, releases, report.tally, Path(mkdtemp(prefix="eikg-soak-replies-")))
        with remote.running(), _running(start, report) as target:
            _drive(target, folder, projects, releases, asks, judge, report)
        with suppress(OSError):
            judge.folder.rmdir()  # nothing wrong was kept
        said = sorted(work.glob("said-*"))
        report.errors = "".join(path.read_text("utf-8", "replace") for path in said)
    return report


def _recorded(releases: Releases, asks: list[Ask], start: Callable[[], Target]) -> Recording:
    """The answers of each release. Raises RuntimeError if they are not different ones."""
    recording = Recording()
    first = releases.name
    for release in [*releases.all[1:], releases.all[0]]:
        releases.switch(release)
        recording.evaluate(release, asks)
        quiet = start()
        try:
            recording.fetch(release, asks, quiet.page)
        finally:
            quiet.close()
    releases.settled()
    differing = recording.differing(*(release.path.name for release in releases.all))
    if releases.name != first or differing < len(asks) // 2:
        raise RuntimeError(f"the two releases answer only {differing} questions differently")
    return recording


def _projects(work: Path, plan: Plan, original: Release) -> list[tuple[Path, int]]:
    """What is built on the full disk, with the bytes that it takes: a small project, and the whole one."""
    small = write_project(work / "project")
    built = eikg(small, "build")
    if built.returncode:
        raise RuntimeError(f"the small project cannot be built: {built.stderr}")
    found = [(small, size_of(small / ".eikg"))]
    return [*found, (ROOT, size_of(original.path))] if plan.whole_project else found


@contextmanager
def _running(start: Callable[[], Target], report: Report) -> Iterator[Target]:
    """A server from its start until its end, of which the report tells."""
    target = start()
    try:
        yield target
        report.exit_status = target.stop(STOP_SECONDS)
        time.sleep(1)
        report.leaked += [f"left when the server had ended: {child}" for child in target.left_behind()]
    finally:
        target.close()


def _drive(
    target: Target,
    folder: Folder,
    projects: list[tuple[Path, int]],
    releases: Releases,
    asks: list[Ask],
    judge: Judge,
    report: Report,
) -> None:
    plan, states = report.plan, report.states
    with _seen(target) as seen:
        states["start"] = _state(target)
        half = (plan.seconds - plan.warm_up) / 2
        parts = {"warm": plan.warm_up, "half": half, "end": half}
        for number, (moment, seconds) in enumerate(parts.items()):
            seed = plan.seed + number
            injector = Injector(
                target, releases, folder, projects, report.tally, seed, plan.pause, plan.attacks
            )
            replies = folder.path.parent / moment
            _load(target, asks, judge, seed, replies, seconds, injector, harm=moment != "warm")
            _rest(target)
            states[moment] = _state(target)
        report.evaluators_seen = len(seen)
    report.leaked += _leaked(target, releases, states, seen)
    report.health = target.health()
    report.failures += _not_serving(target)


def _load(
    target: Target,
    asks: list[Ask],
    judge: Judge,
    seed: int,
    folder: Path,
    seconds: float,
    injector: Injector,
    harm: bool = True,
) -> None:
    """All clients for so many seconds; without harm, the release is switched there and back meanwhile."""
    folder.mkdir()
    crowd = Crowd(target.port, asks, judge, seed, folder)
    end = time.monotonic() + seconds
    crowd.start()
    if harm:
        injector.start()
    else:
        time.sleep(seconds / 3)
        injector.switch_calmly()
        time.sleep(max(0.0, end - time.monotonic()) / 2)
        injector.switch_calmly()
    time.sleep(max(0.0, end - time.monotonic()))
    if harm:
        injector.stop()
    for name in crowd.stop(_CLIENTS_SECONDS):
        judge.tally.add("faults of this program", f"{name}: did not end")


def _rest(target: Target) -> None:
    """Wait until the server runs no query, and its memory and descriptors had time to be given back."""
    end = time.monotonic() + QUIET_SECONDS
    while time.monotonic() < end:
        health = target.health()
        if not health["running"] and not health["waiting"] and not target.figure("eikg_requests_waiting "):
            break
        time.sleep(0.5)
    time.sleep(3)


def _state(target: Target) -> State:
    running = [one for one in target.processes() if one.state != ENDED]
    evaluators = [one.pid for one in running if one.name == EVALUATOR]
    return State(
        memory=target.memory(),
        below=sum(proportional(one.pid) for one in running),
        private=max(map(private, evaluators), default=0),
        descriptors=target.descriptors(),
        threads=target.threads(),
        templates=len(running) - len(evaluators),
        evaluators=len(evaluators),
    )


@contextmanager
def _seen(target: Target) -> Iterator[dict[int, str]]:
    """All evaluators that are seen as long as the context lasts: id and command line."""
    pids: dict[int, str] = {}
    over = Event()

    def look() -> None:
        while not over.wait(0.2):
            pids.update({one.pid: one.command for one in target.processes(EVALUATOR)})

    thread = Thread(target=look, daemon=True)
    thread.start()
    try:
        yield pids
    finally:
        over.set()
        thread.join()


def _leaked(target: Target, releases: Releases, states: dict[str, State], seen: dict[int, str]) -> list[str]:
    """Processes and descriptors that should not be there.

    Processes may be ended and not noticed, beyond the pools, or of releases that are closed. The server has a socket
    for each process, a descriptor (pidfd) for each evaluator, and for each release that is open one of its proofs, one
    of its folder, which is locked, one of its index of names since the first search, and at times one of a file that is
    looked at for damage.
    """
    health, below = target.health(), target.processes()
    old = len(releases.all)  # a permanent link opens a release with one evaluator
    pool = int(health["evaluators"])
    found = [f"ended and not noticed: {seen.get(one.pid, one)}" for one in below if one.state == ENDED]
    found += [f"stopped: {one}" for one in below if one.state == STOPPED]
    for name, number in ((TEMPLATE, 1), (EVALUATOR, pool)):
        processes = [one for one in below if one.name == name]
        serving = [one for one in processes if f"/{health['release']}/" in one.command]
        if not number <= len(serving) <= number + 1 or len(processes) > number + old:
            found.append(
                f"{len(serving)} × {name} of the release in use, {len(processes)} in all: {processes}"
            )
    warm, end = states["warm"], states["end"]
    evaluators = max(0, end.evaluators - warm.evaluators)
    opened = max(0, end.templates - warm.templates)
    more = {"socket": evaluators + opened, PIDFD: evaluators, "file": 3 * opened + 2 * end.templates}
    for kind, number in end.descriptors.items():
        allowed = 0 if kind == GONE else warm.descriptors.get(kind, 0) + more.get(kind, 0)
        if number > allowed:
            found.append(f"descriptors of kind {kind}: {allowed} allowed, {number} open")
    return found


def _not_serving(target: Target) -> list[str]:
    """What is wrong with the server at rest: every evaluator must answer, and nothing may wait."""
    health = target.health()
    found = [] if not health["running"] and not health["waiting"] else [f"/health says {health}"]
    if target.figure("eikg_requests_waiting "):
        found.append("requests wait for a thread")
    number = int(health["evaluators"]) * 3
    paths = [f"/sparql?format=csv&query=ASK%7BFILTER({n}%3C9999)%7D" for n in range(number)]
    with ThreadPoolExecutor(number) as pool:
        answers = [*pool.map(target.get, paths)]
    wrong = [answer for answer in answers if answer[0] != 200 or answer[1].strip() != b"true"]
    return (
        [*found, f"{len(wrong)} of {number} plain questions are not answered at rest: {wrong[0]}"]
        if wrong
        else found
    )
