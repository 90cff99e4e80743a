"""The labels that pages showed last: a release never changes, so what its things are called is looked up once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Final

from server.web.pages.model.labels import Label, Labels

_LONGEST: Final = 300
"""Characters of an IRI whose label is kept: visitors can have a page name any IRI that they make up."""


class KeptLabels:
    """At most so many labels, by language and IRI; those that were not asked for the longest leave. Thread-safe."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, str], Label] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, iris: Iterable[str], language: str, read: Callable[[set[str]], Labels]) -> Labels:
        """Return the labels of IRIs; `read` gives those that are not kept. Raises what `read` raises."""
        wanted = set(iris)
        found: dict[str, Label] = {}
        with self._lock:
            for iri in wanted:
                if label := self._kept.get((language, iri)):
                    self._kept.move_to_end((language, iri))
                    found[iri] = label
        if missing := wanted - found.keys():
            labels = read(missing)  # not under the lock: others are not to wait
            found |= {iri: labels[iri] for iri in missing}
            self._keep({iri: found[iri] for iri in missing if len(iri) <= _LONGEST}, language)
        return Labels(found, language)

    def _keep(self, labels: dict[str, Label], language: str) -> None:
        with self._lock:
            for iri, label in labels.items():
                self._kept[language, iri] = label
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
