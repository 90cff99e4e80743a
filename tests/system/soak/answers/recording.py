"""The recorded answers of each release: from the engine in process, and for pages from a server without load."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from server.namespaces import BASE
from server.rdf.originals import read, restored
from server.release import ORIGINALS, Release
from tests.system.soak.answers.asks import SUFFIXES, Ask
from tests.system.soak.answers.bodies import CSV, HTML, of_result, value

Get = Callable[[str, str], bytes]
"""The body that a quiet server answers a path with in a media type."""

_ANY: Final = "0"


@dataclass
class Recording:
    """Values (see bodies.py) by release and question; a table has one of its own in CSV."""

    _values: dict[tuple[str, str, bool], set[str]] = field(default_factory=dict)

    def values(self, release: str, ask: Ask, csv: bool = False) -> set[str]:
        """The values that answers may have."""
        return self._values.get((release, ask.name, csv), set())

    def evaluate(self, release: Release, asks: Iterable[Ask]) -> None:
        """Record what the engine answers in this process."""
        store, originals = ox.Store.read_only(str(release.store)), read(release.path / ORIGINALS)
        for ask in (one for one in asks if not one.fetched):
            for query in ask.equivalents or filter(None, (ask.query,)):
                result = store.query(query.replace("$UNIQUE", _ANY), base_iri=BASE)
                # a graph has its literals as they were written
                found = restored(result, originals) if isinstance(result, ox.QueryTriples) else result
                self._keep(release, ask, of_result(found, ask.ordered))

    def fetch(self, release: Release, asks: Iterable[Ask], get: Get) -> None:
        """Record what a quiet server answers, for what no query alone gives. Raises ValueError if it is no document."""
        for ask in (one for one in asks if one.fetched):
            for media_type in {ask.media_types[0], *(CSV for offered in ask.media_types if offered == CSV)}:
                body = get(ask.path.replace("{suffix}", SUFFIXES.get(media_type, "")), media_type)
                found = value(body, media_type, ask.ordered)
                self._keep(release, ask, {media_type == CSV: found})
                if media_type == HTML and not body.rstrip().endswith(b"</html>"):
                    raise ValueError(f"{ask.path} is no whole page")

    def differing(self, first: str, second: str) -> int:
        """How many questions the two releases answer differently."""
        names = {(name, csv) for release, name, csv in self._values if release == first}
        return sum(self._values[first, *key] != self._values.get((second, *key)) for key in names)

    def _keep(self, release: Release, ask: Ask, found: dict[bool, str]) -> None:
        for csv, text in found.items():
            self._values.setdefault((release.path.name, ask.name, csv), set()).add(text)
