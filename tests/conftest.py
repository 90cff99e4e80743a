"""What all tests share: the built release, one running server over it, and how a missing optional tool is treated."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import hypothesis
import pytest

from server.release import NoRelease, Release, current
from server.settings import Settings
from tests.launcher import eikg_serve, launched
from tests.tiers import Tier, alone, tier_of

# No test asserts how long anything takes, its own input least of all.
hypothesis.settings.register_profile(
    "project", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("project")

ROOT = Path(__file__).resolve().parent.parent
RELEASES = ROOT / Settings.from_environment().releases


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--tier quick` runs the files of a tier only; it may be given more than once."""
    parser.addoption(
        "--tier", action="append", type=Tier, choices=[*Tier], help="test files of this tier only"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the test files of other tiers, unread."""
    tiers = config.getoption("--tier")
    if not tiers or not fnmatch(collection_path.name, "test_*.py"):
        return None
    return True if tier_of(collection_path) not in tiers else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A quick test may start no other program and use no network."""
    with alone() if tier_of(item.path) is Tier.QUICK else nullcontext():
        return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud what was not tried, and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, number in sorted(reasons.items()):
        terminalreporter.write_line(f"NOT RUN ({number}): {reason}", yellow=True)


def require_tool(name: str, package: str = "chromium and chromium-driver") -> str:
    """Return the path of an optional program; without it skip the test, or fail under EIKG_REQUIRE_ALL."""
    path = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
    if path is None:
        miss(f"'{name}' is not installed (Debian: {package})")
    return path


def require_file(path: Path, made_by: str) -> None:
    """Without an optional file skip the test, or fail under EIKG_REQUIRE_ALL."""
    if not path.exists():
        miss(f"{path.relative_to(ROOT)} is missing; it is made by {made_by}")


def require_module(name: str) -> ModuleType:
    """Return an optional module; without it skip the test, or fail under EIKG_REQUIRE_ALL."""
    try:
        return import_module(name)
    except ImportError as error:
        miss(str(error))


def miss(reason: str) -> NoReturn:
    """Skip the test, or the module, for want of something optional; under EIKG_REQUIRE_ALL it fails."""
    if os.environ.get("EIKG_REQUIRE_ALL"):
        pytest.fail(f"{reason}, and EIKG_REQUIRE_ALL is set", pytrace=False)
    pytest.skip(reason, allow_module_level=True)


@pytest.fixture(scope="session")
def release() -> Release:
    """The release of the real data; `make test` builds it before the tests run."""
    try:
        return current(RELEASES)
    except NoRelease as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def address(release: Release) -> Iterator[str]:
    """The address of a real server process over the release, without the slash at its end."""
    with serving(RELEASES) as found:
        yield found


@contextmanager
def serving(releases: Path, **settings: object) -> Iterator[str]:
    """Run `eikg serve` over a folder of releases, with settings as `fragment_size=7`; yields its address."""
    environment = {f"EIKG_{name.upper()}": str(value) for name, value in settings.items()}
    command = eikg_serve("--releases", str(releases))
    with launched(command, environment={"EIKG_REQUEST_LOG": "", **environment}) as server:
        yield server.address
