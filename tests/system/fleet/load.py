"""Clients that ask without pause, and judge each answer: whole, right, and wholly of one release."""

from __future__ import annotations

import http.client
import itertools
import re
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from server.release import Release
from tests.system.fleet.proxy import NAME, Proxy

_BELARUS: Final = "<https://w3id.org/eikg/id/state/belarus>"
_LABEL: Final = "<http://www.w3.org/2000/01/rdf-schema#label>"
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Ask:
    """A request; `kept` if its answer has an entity tag and a permanent link."""

    method: str
    target: str
    accept: str
    body: bytes | None = None
    kept: bool = True


def _sparql(query: str, accept: str) -> Ask:
    return Ask("GET", f"/sparql?query={quote(query, safe='')}", accept)


ASKS: Final = (
    _sparql(f'ASK {{ {_BELARUS} {_LABEL} "Belarus (changed)"@en }}', "application/sparql-results+json"),
    _sparql(f'SELECT ?name {{ {_BELARUS} {_LABEL} ?name FILTER(LANG(?name) = "en") }}', "text/csv"),
    _sparql(f"SELECT * {{ ?s {_LABEL} ?name }} ORDER BY ?name LIMIT 300", "text/csv"),
    _sparql(f"CONSTRUCT {{ ?s {_LABEL} ?o }} WHERE {{ ?s {_LABEL} ?o }} ORDER BY ?s ?o LIMIT 100", "text/turtle"),
    Ask("POST", "/sparql", "text/csv", f"query=SELECT ?n {{ {_BELARUS} {_LABEL} ?n }} ORDER BY ?n".encode(), False),
    Ask("GET", "/queries/status-as-of.csv?date=2016-01-01&body=body:sco", "text/csv"),
    Ask("GET", "/queries/classes-in-use.json?limit=5&offset=5", "application/json"),
    Ask("GET", "/id/state/belarus", "text/html", None, False),
    Ask("GET", "/id/body/sco.ttl", "text/turtle", None, False),
)  # fmt: skip


@dataclass(frozen=True)
class Reply:
    """What came to a request."""

    status: int
    body: bytes
    tag: str
    link: str

    def permanent(self) -> str:
        """The address at which the answer stands for good; empty if it tells none."""
        found = re.search(r'<([^>]*)>; rel="canonical"', self.link)
        return found[1] if found else ""


class Connection:
    """One connection of a client to the proxy, or to a server as the proxy comes to it."""

    def __init__(self, port: int, context: ssl.SSLContext | None = None) -> None:
        if context:
            self._connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                "127.0.0.1", port, context=context, timeout=60
            )
        else:
            self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, ask: Ask, tag: str = "") -> Reply:
        """Ask, if given on condition that the answer has another entity tag. Raises what HTTP does where it fails."""
        fields = {"Host": NAME, "Accept": ask.accept, "Accept-Encoding": "gzip"}
        fields |= _FORM if ask.body else {}
        fields |= {"If-None-Match": tag} if tag else {}
        self._connection.request(ask.method, ask.target, ask.body, fields)
        response = self._connection.getresponse()
        body = response.read()
        return Reply(response.status, body, response.headers["ETag"] or "", response.headers["Link"] or "")

    def close(self) -> None:
        """Leave."""
        self._connection.close()


Known = dict[str, dict[Ask, Reply]]
"""Name of a release → what each request is answered from it."""


def recorded(port: int) -> dict[Ask, Reply]:
    """What a server answers now to each request."""
    connection = Connection(port)
    try:
        return {ask: connection.send(ask) for ask in ASKS}
    finally:
        connection.close()


@dataclass
class Phase:
    """What happened while something was done to the servers."""

    name: str
    requests: int = 0
    failures: list[str] = field(default_factory=list)
    releases: Counter[str] = field(default_factory=Counter)

    def row(self, names: Sequence[str]) -> str:
        """A row of the table."""
        by_release = " | ".join(f"{self.releases[name]:>9}" for name in names)
        return f"| {self.name:<44} | {self.requests:>8} | {len(self.failures):>8} | {by_release} |"


class Load:
    """So many clients of a proxy; `phases` tells what came of it."""

    def __init__(self, proxy: Proxy, known: Known, clients: int) -> None:
        self._proxy, self._known = proxy, known
        self.phases = [Phase("load")]
        self._over, self._lock = threading.Event(), threading.Lock()
        self._threads = [threading.Thread(target=self._ask, args=(place,)) for place in range(clients)]

    @contextmanager
    def running(self) -> Iterator[None]:
        """The clients ask as long as the context lasts."""
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in self._threads:
                thread.join()

    def phase(self, name: str) -> Phase:
        """Begin a phase, when all requests of the one before are answered or well under way."""
        with self._lock:
            self.phases.append(Phase(name))
            return self.phases[-1]

    def wait(self, requests: int) -> None:
        """Wait for so many further answers."""
        phase = self.phases[-1]
        enough = phase.requests + requests
        while phase.requests < enough and any(thread.is_alive() for thread in self._threads):
            time.sleep(0.02)

    def table(self, releases: Sequence[Release]) -> str:
        """What came of it."""
        names = [release.path.name for release in releases]
        columns = " | ".join(f"release {number}" for number, _ in enumerate(names, 1))
        head = f"| {'done':<44} | requests | failures | {columns} |"
        return "\n".join((head, re.sub(r"[^|]", "-", head), *(phase.row(names) for phase in self.phases)))

    def _ask(self, place: int) -> None:
        connection = Connection(self._proxy.port, self._proxy.context)
        for ask in itertools.islice(itertools.cycle(ASKS), place, None):
            if self._over.is_set():
                break
            phase = self.phases[-1]
            try:
                release, fault = self._judged(connection, ask)
            except (OSError, http.client.HTTPException) as error:
                release, fault = "", f"{type(error).__name__}: {error}"
                connection.close()
            with self._lock:
                phase.requests += 1
                phase.releases[release] += 1
                if fault:
                    phase.failures.append(f"{ask.method} {ask.target}: {fault}")
        connection.close()

    def _judged(self, connection: Connection, ask: Ask) -> tuple[str, str]:
        """The release that an answer comes from, and what is wrong with it."""
        reply = connection.send(ask)
        if reply.status != 200:
            return "", f"status {reply.status}: {reply.body[:200]!r}"
        release = next((name for name, known in self._known.items() if known[ask] == reply), "")
        if not release:
            parts = {
                name: [
                    field
                    for field in ("body", "tag", "link")
                    if getattr(known[ask], field) == getattr(reply, field)
                ]
                for name, known in self._known.items()
            }
            return "", f"the answer of no release: {parts}"
        if not ask.kept:
            return release, ""
        lasting = reply.permanent()
        if f"/release/{release}/" not in lasting:
            return release, f"the permanent link {lasting} is of another release than {release}"
        again = connection.send(Ask("GET", lasting, ask.accept))
        if again.body != reply.body:
            return release, f"the permanent link {lasting} has another answer: {again.status}"
        unchanged = connection.send(ask, reply.tag)
        if unchanged.status != 304 and unchanged.body not in (one[ask].body for one in self._known.values()):
            return release, f"asked again with its tag: {unchanged.status}"
        return release, ""
