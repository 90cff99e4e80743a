"""The settings by themselves: values that cannot be, names that do not exist, and values that contradict each other."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from server.commands.installation import Finding, Verdict
from server.commands.scratch import TOKEN
from server.engine.remote.products import product_of
from server.project import VARIABLE
from server.settings import FILE, MEANINGS, PREFIX, Settings, SettingsError, variable
from server.web.front import telemetry
from server.web.front.clients import networks, prefixes

_CHECK: Final = "settings"
_KNOWN: Final = (*map(variable, MEANINGS), VARIABLE, TOKEN, FILE)
_LIKE: Final = 85
"""From which likeness in percent a name is taken for another one misspelt, if it has more than one typing error."""

_SCHEMES_OF_REDIS: Final = ("redis", "rediss", "unix")

_NO_MORE_THAN: Final = (
    ("cache_result", "cache_size", "larger results than that are never kept"),
    ("result_buffer", "result_size", "a result is refused before so much of it is held back"),
    ("client_connections", "connections", "one client may take the connections of all"),
    (
        "client_requests",
        "client_queue",
        "some requests of a client that are let in find no place in the queue",
    ),
    ("client_requests", "threads", "one client may take the threads of all"),
)
"""Pairs of settings of which the first must be no more than the second, and what comes of it where it is."""


def settings_of(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with the settings, which are those of the environment and of the command line."""
    faults = [
        *(
            Finding(_CHECK, Verdict.BROKEN, str(error), "give it such a value, or none")
            for error in Settings.read(environment)[1]
        ),
        *_names(environment),
        *_lists(settings),
        *_addresses(settings),
        *_redis(settings),
        *_log(settings),
        *_engine(settings),
        *_contradictions(settings),
        *_telemetry(environment),
    ]
    if faults:
        yield from faults
        return
    given = sorted(name for name in environment if name.startswith(PREFIX))
    others = [name for name in given if name not in _KNOWN]
    told = f"{len(MEANINGS)} settings, {len(given) - len(others)} variables of them are set"
    yield Finding(_CHECK, Verdict.OK, f"{told}; of other programs: {', '.join(others)}" if others else told)


def _names(environment: Mapping[str, str]) -> Iterator[Finding]:
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name not in _KNOWN and (meant := _meant(name)):
            found = f"{name} is no setting, so its value has no effect"
            yield Finding(_CHECK, Verdict.BROKEN, found, f"did you mean {meant}?")


def _meant(name: str) -> str | None:
    """The variable that a name is taken for, without those that other programs may have."""
    own = {known.removeprefix(PREFIX): known for known in _KNOWN}
    asked = name.upper().removeprefix(PREFIX)
    near = process.extractOne(asked, [*own], scorer=OSA.distance, score_cutoff=1)
    like = near or process.extractOne(asked, [*own], scorer=fuzz.ratio, score_cutoff=_LIKE)
    return own[like[0]] if like else None


def _lists(settings: Settings) -> Iterator[Finding]:
    for name in ("rate_exempt", "trusted_proxies", "metrics_readers"):
        try:
            networks(settings, name)
        except SettingsError as error:
            yield Finding(_CHECK, Verdict.BROKEN, str(error), "separate addresses and networks by commas")
    try:
        prefixes(settings)
    except SettingsError as error:
        yield Finding(_CHECK, Verdict.BROKEN, str(error), "give it such a value, or none")


def _addresses(settings: Settings) -> Iterator[Finding]:
    if not settings.public_url:
        return
    try:
        parts = urlsplit(settings.public_url)
        usable = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
        )
    except ValueError:
        usable = False
    told = f"{variable('public_url')} is {settings.public_url!r}"
    if not usable:
        yield Finding(
            _CHECK, Verdict.BROKEN, f"{told}, which is no address", "give one as https://example.org"
        )
    elif parts.scheme == "https" and not settings.trusted_proxies:
        found = f"{told}, which only a proxy gives, but none is trusted: all visitors count as one client"
        remedy = f"set {variable('trusted_proxies')} to the address by which the proxy comes"
        yield Finding(_CHECK, Verdict.WARNING, found, remedy)


def _redis(settings: Settings) -> Iterator[Finding]:
    """The address is not told, as it may hold a password."""
    if not settings.redis:
        return
    name = variable("redis")
    try:
        parts = urlsplit(settings.redis)
        usable = parts.scheme in _SCHEMES_OF_REDIS and (parts.port or True)
    except ValueError:
        usable = False
    if not usable:
        remedy = "give one as redis://127.0.0.1:6379/0"
        yield Finding(_CHECK, Verdict.BROKEN, f"{name} is no address of a Redis", remedy)
    elif find_spec("redis") is None:
        found = f"{name} needs the package redis, which is not installed"
        yield Finding(
            _CHECK, Verdict.BROKEN, found, "install it with `pip install redis`, or unset the variable"
        )


def _log(settings: Settings) -> Iterator[Finding]:
    where = settings.request_log
    if where in ("", "-"):
        return
    path = Path(where)
    if path.is_dir() or not os.access(path if path.exists() else path.absolute().parent, os.W_OK):
        found = f"{variable('request_log')} is {where!r}, which cannot be written to"
        yield Finding(
            _CHECK, Verdict.BROKEN, found, "name a file in a folder that is there and may be written to"
        )


def _engine(settings: Settings) -> Iterator[Finding]:
    if not settings.engine:
        return
    try:
        product_of(settings)
    except SettingsError as error:
        yield Finding(_CHECK, Verdict.BROKEN, str(error), "say which engine stands behind the server")


def _contradictions(settings: Settings) -> Iterator[Finding]:
    for name, other, effect in _NO_MORE_THAN:
        less, more = getattr(settings, name), getattr(settings, other)
        if less > more > 0:
            found = f"{variable(name)} is {less}, but {variable(other)} is {more}: {effect}"
            yield Finding(
                _CHECK, Verdict.WARNING, found, f"lower {variable(name)} or raise {variable(other)}"
            )


def _telemetry(environment: Mapping[str, str]) -> Iterator[Finding]:
    """What keeps spans from being sent where somebody asks for them."""
    name = telemetry.wanted(environment)
    if not name:
        return
    if telemetry.missing():
        found = f"{name} is set, but the extra '{telemetry.EXTRA}' is not installed, so no spans are sent"
        yield Finding(_CHECK, Verdict.WARNING, found, f"pip install 'eikg[{telemetry.EXTRA}]'")
    for variable_name in telemetry.PROTOCOLS:
        if (given := environment.get(variable_name, telemetry.PROTOCOL)) != telemetry.PROTOCOL:
            found = f"{variable_name} is {given}, but spans are sent by {telemetry.PROTOCOL} alone"
            yield Finding(
                _CHECK, Verdict.WARNING, found, "name an address that takes it, and leave this away"
            )
