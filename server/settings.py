"""Every figure of the running server, with its default, as an `EIKG_…` environment variable, or in a file of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

PREFIX: Final = "EIKG_"

FILE: Final = "EIKG_SETTINGS_FILE"
"""The variable that names a file of settings, one `NAME=value` a line; a variable of the environment goes before it."""

_MEBIBYTE: Final = 1024 * 1024


class SettingsError(ValueError):
    """A setting holds what cannot be its value, or a file of settings cannot be read; the message says which."""


@dataclass(frozen=True)
class Settings:
    """The settings of one server; `MEANINGS` says what each is. `query_deadline` is set by `EIKG_QUERY_DEADLINE`."""

    releases: Path = Path(".eikg")
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    threads: int = 128
    evaluators: int = 12
    query_deadline: float = 30.0
    query_memory: int = 1024 * _MEBIBYTE
    evaluator_memory: int = 256 * _MEBIBYTE
    store_memory: int = 512 * _MEBIBYTE
    evaluator_user: str = "nobody"
    root: str = "warn"
    query_length: int = 256 * 1024
    explain_length: int = 16 * 1024
    explain_size: int = 4 * _MEBIBYTE
    update_length: int = 64 * _MEBIBYTE
    headers_number: int = 100
    headers_size: int = 16 * 1024
    result_size: int = 256 * _MEBIBYTE
    result_rows: int = 1_000_000
    result_buffer: int = _MEBIBYTE
    queue_length: int = 64
    queue_wait: float = 10.0
    client_queries: int = 3
    client_queue: int = 16
    client_requests: int = 4
    client_waiting: int = 64
    client_seconds: int = 60
    client_errors: int = 60
    client_prefixes: str = "32, 64"
    request_lookups: int = 500
    client_bodies: int = 16 * _MEBIBYTE
    client_unread: int = 32 * _MEBIBYTE
    client_connections: int = 64
    client_new_connections: int = 100
    connections: int = 1024
    connection_streams: int = 64
    head_wait: float = 10.0
    keep_alive: float = 75.0
    receive_wait: float = 30.0
    send_wait: float = 60.0
    stop_delay: float = 0.0
    stop_wait: float = 10.0
    rate_limit: int = 6000
    rate_window: float = 60.0
    rate_exempt: str = "127.0.0.0/8, ::1"
    redis: str = ""
    trusted_proxies: str = ""
    metrics_readers: str = "127.0.0.0/8, ::1"
    cache_size: int = 64 * _MEBIBYTE
    cache_result: int = 4 * _MEBIBYTE
    fragment_size: int = 100
    fragment_bindings: int = 64
    release_check: float = 1.0
    release_digests: float = 3600.0
    old_releases: int = 2
    old_evaluators: int = 1
    engine: str = ""
    engine_product: str = ""
    engine_data: str = ""
    engine_user: str = ""
    engine_accept: str = ""
    engine_failures: int = 3
    engine_pause: float = 10.0
    federation: str = ""
    federation_length: int = 32 * 1024
    federation_seconds: float = 10.0
    federation_size: int = 4 * _MEBIBYTE
    federation_rows: int = 10_000
    federation_calls: int = 20
    federation_bindings: int = 2_000
    federation_block: int = 400
    federation_at_once: int = 4
    federation_queries: int = 8
    federation_cache: int = 32 * _MEBIBYTE
    federation_kept: float = 300.0
    request_log: str = "-"
    log_queries: int = 0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings with every `EIKG_…` variable of `environment` applied, and of the file that `FILE` names there.

        Raises SettingsError for a value that does not fit its setting, and for a file that cannot be read or holds
        anything but settings. Variables of no setting are let alone, as other programs may use the prefix.
        """
        settings, faults = cls.read(environment)
        if faults:
            raise faults[0]
        return settings

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> tuple[Settings, list[SettingsError]]:
        """The settings with every `EIKG_…` variable applied whose value fits, and what is wrong with each other one."""
        given: dict[str, Path | str | int | float] = {}
        faults: list[SettingsError] = []
        try:
            environment = {**_in_file(environment.get(FILE, "")), **environment}
        except SettingsError as error:
            faults.append(error)
        for name in MEANINGS:
            if variable(name) in environment:
                try:
                    given[name] = _read(name, environment[variable(name)])
                except SettingsError as error:
                    faults.append(error)
        return cls(**given), faults  # type: ignore[arg-type]

    def changed(self, others: Settings) -> Iterator[str]:
        """The names of the settings that have another value in `others`."""
        return (name for name in MEANINGS if getattr(self, name) != getattr(others, name))

    def changed_while_serving(self, others: Settings) -> Settings:
        """These settings with what a running server can take over of `others`: all but those of `FIXED`."""
        found = {name: getattr(others, name) for name in self.changed(others) if name not in FIXED}
        return replace(self, **found)

    def limits(self) -> list[str]:
        """Every figure that bounds what a client may have, with its value here, its default and its meaning."""
        return [
            f"{variable(name)} is {getattr(self, name):,} (default {getattr(Settings, name):,}): {meaning}."
            for name, meaning in MEANINGS.items()
            if name not in _OF_THE_OPERATOR
        ]


MEANINGS: Final = {
    "releases": "directory that holds releases/ and the link `current`",
    "host": "address to listen on",
    "port": "port to listen on",
    "public_url": "address that visitors use, as https://example.org, where it is not that of the request",
    "threads": "requests handled at the same time",
    "evaluators": "evaluator processes, each running one query at a time",
    "query_deadline": "seconds a query may take, from its start until its last byte is handed on",
    "query_memory": "bytes of memory a query may take",
    "evaluator_memory": "bytes of its own above which an evaluator is replaced when its query is done",
    "store_memory": "bytes up to which a release is held in memory, by estimate; a larger one is read from disk",
    "evaluator_user": "user, by name or number, that evaluators become where root starts the server; empty for none",
    "root": "what to do where root starts the server: warn, refuse, or allow without a word",
    "query_length": "bytes of a request's body, and characters of a query",
    "explain_length": "characters of a query that is explained, as the serving process takes it apart itself",
    "explain_size": "bytes of results, and of queries made of them, that one explanation reads in the serving process",
    "update_length": "bytes of a request's body at a scratch dataset",
    "headers_number": "header fields of a request, each time that one is given; no more than 100 by HTTP/1.1",
    "headers_size": "bytes of the header fields of a request, names and values",
    "result_size": "bytes of one result",
    "result_rows": "rows, or triples, of one result",
    "result_buffer": "bytes of a result held back, so that a failure before them is a clean error",
    "queue_length": "queries that may wait for an evaluator",
    "queue_wait": "seconds a query may wait for an evaluator",
    "client_queries": "queries of one client that run at the same time; one evaluator is always left to others",
    "client_queue": "queries of one client that may wait for an evaluator, no fewer than its requests that are let in",
    "client_requests": "requests of one client that are handled at the same time",
    "client_waiting": "requests of one client that may wait to be handled",
    "client_seconds": "seconds that evaluators may work for one client within the window; 0 for no limit",
    "client_errors": "answers 4xx to mistakes of one client within the window until it is refused; 0 for no limit",
    "client_prefixes": "bits of an IPv4 and of an IPv6 address that name a client",
    "request_lookups": "queries that may be evaluated to answer one request, as for a page or an explanation",
    "client_bodies": "bytes that bodies of requests of one client may take at the same time",
    "client_unread": "bytes of answers that one client may leave unread before it is refused further ones",
    "client_connections": "connections of one client",
    "client_new_connections": "connections that one client may begin a second, by requests; 0 for no limit",
    "connections": "connections that are served at the same time",
    "connection_streams": "requests at the same time by one connection of HTTP/2",
    "head_wait": "seconds until the head of a connection's first request has to be there",
    "keep_alive": "seconds that a connection may stay open without a request, or until its next one's head is there",
    "receive_wait": "seconds that the body of a request may take to arrive",
    "send_wait": "seconds after which a client that takes nothing of an answer is given up",
    "stop_delay": "seconds that a server which is told to stop takes requests yet, not ready, so that balancers see it",
    "stop_wait": "seconds that requests under way then get to finish",
    "rate_limit": "requests of one client within the window; 0 for no limit",
    "rate_window": "seconds of the window over which requests, evaluation and errors of a client are counted",
    "rate_exempt": "addresses and networks, separated by commas, of whom nothing is counted",
    "redis": "address of a Redis in which several servers count together what clients use; empty for each by itself",
    "trusted_proxies": "addresses and networks, separated by commas, of proxies whose X-Forwarded-… is believed",
    "metrics_readers": "addresses and networks, separated by commas, that may read /metrics",
    "cache_size": "bytes of results kept to be sent again; 0 to keep none",
    "cache_result": "bytes of the largest result that is kept",
    "fragment_size": "triples on one page of a fragment",
    "fragment_bindings": "solutions that may restrict a fragment (brTPF: maxMpR)",
    "release_check": "seconds between two looks whether there is a new release, or a file of one in use has changed",
    "release_digests": "seconds between two times that all files of a release in use are compared with their digests; "
    "0 for once, when it is opened",
    "old_releases": "releases before the current one that are open at the same time for their permanent links",
    "old_evaluators": "evaluator processes of each of those",
    "engine": "SPARQL endpoint of an engine that evaluates in place of the embedded one; {release} stands for the name "
    "of a release",
    "engine_product": "which engine that is: oxigraph, fuseki, rdf4j or virtuoso",
    "engine_data": "where `eikg engine load` puts a release: its graph store, or isql://USER:PASSWORD@HOST:PORT/FOLDER",
    "engine_user": "name and password for the engine, as NAME:PASSWORD, where it asks for them",
    "engine_accept": "saved queries that the engine may answer wrongly, separated by commas; * for all",
    "engine_failures": "failures in a row to reach the engine after which it is let alone for a while",
    "engine_pause": "seconds of that while, after which one query tries it again",
    "federation": "endpoints that SERVICE may name, separated by commas or spaces, each URL or URL=ADDRESS[:PORT]",
    "federation_length": "characters of a query with SERVICE, which the serving process takes apart itself",
    "federation_seconds": "seconds that one call of another endpoint may take",
    "federation_size": "bytes of an answer of another endpoint, and characters of all that are joined into a query",
    "federation_rows": "rows that other endpoints may give for one SERVICE",
    "federation_calls": "calls of other endpoints for one query",
    "federation_bindings": "bindings that a SERVICE is asked for; where there are more it is asked for everything",
    "federation_block": "bindings sent with one call",
    "federation_at_once": "calls of one other endpoint at the same time",
    "federation_queries": "queries with SERVICE that are answered at the same time",
    "federation_cache": "bytes of answers of other endpoints that are kept; 0 to keep none",
    "federation_kept": "seconds that such an answer is kept",
    "request_log": "where the line for each request goes: a file, - for standard error, or nothing for nowhere",
    "log_queries": "1 to have the text of queries in those lines, else 0",
}

_OF_THE_OPERATOR: Final = (
    "store_memory",
    "evaluator_user",
    "root",
    "releases",
    "host",
    "port",
    "public_url",
    "update_length",
    "client_prefixes",
    "rate_exempt",
    "redis",
    "trusted_proxies",
    "metrics_readers",
    "release_check",
    "release_digests",
    "engine",
    "engine_product",
    "engine_data",
    "engine_user",
    "engine_accept",
    "engine_failures",
    "engine_pause",
    "federation",
    "request_log",
    "log_queries",
)

SECRETS: Final = ("engine", "engine_data", "engine_user", "redis")
"""Settings that may hold a password, which no log tells."""

FIXED: Final = (
    "releases",
    "host",
    "port",
    "public_url",
    "threads",
    "evaluator_user",
    "root",
    "headers_number",
    "headers_size",
    "connections",
    "connection_streams",
    "head_wait",
    "keep_alive",
    "send_wait",
    "redis",
    "release_check",
    "release_digests",
)
"""The settings that a server keeps until it is started again: those of its address, its connections and its release."""

_MAY_BE_ZERO: Final = (
    "stop_delay",
    "release_digests",
    "store_memory",
    "port",
    "result_buffer",
    "queue_length",
    "client_waiting",
    "client_new_connections",
    "client_seconds",
    "client_errors",
    "rate_limit",
    "cache_size",
    "federation_bindings",
    "federation_cache",
    "log_queries",
)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def documentation() -> list[tuple[str, str, str]]:
    """Variable, default and meaning of every setting, for `eikg serve --help` and the documentation."""
    return [(variable(field.name), str(field.default), MEANINGS[field.name]) for field in fields(Settings)]


def _in_file(name: str) -> dict[str, str]:
    """The variables of a file, such as systemd and container engines read: comments begin with #, quotes may surround
    a value. Raises SettingsError.
    """
    if not name:
        return {}
    found = {}
    try:
        lines = Path(name).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SettingsError(f"{FILE} is {name!r}, which cannot be read: {reason}") from None
    known = set(map(variable, MEANINGS))
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line or line.startswith("#"):
            continue
        given, equals, value = (part.strip() for part in line.partition("="))
        if not equals or given not in known:
            told = f"{given} is no setting" if equals else "a line is NAME=value"
            raise SettingsError(f"{name}, line {number}: {told}; `eikg serve --help` lists the settings")
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        found[given] = value[1:-1] if quoted else value
    return found


def _read(name: str, text: str) -> Path | str | int | float:
    default = getattr(Settings, name)
    if isinstance(default, Path):
        return Path(text)
    if isinstance(default, str):
        return text
    try:
        value: int | float = type(default)(text)
    except ValueError:
        value = -1
    if not (0 < value < float("inf") or (value == 0 and name in _MAY_BE_ZERO)):
        kind = "a whole number" if isinstance(default, int) else "a number"
        raise SettingsError(f"{variable(name)} is {text!r}, but must be {kind} above 0: {MEANINGS[name]}")
    return value
