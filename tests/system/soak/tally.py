"""What is counted, by many threads at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from threading import Lock


class Tally:
    """Counters in sections, and up to so many examples of each thing that should not be."""

    EXAMPLES = 5

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._examples: dict[str, list[str]] = defaultdict(list)

    def add(self, section: str, key: str, number: int = 1) -> None:
        """Count something."""
        with self._lock:
            self._counts[section][key] += number

    def example(self, section: str, text: str) -> None:
        """Keep what was seen, if few of its kind are kept already."""
        with self._lock:
            if len(self._examples[section]) < self.EXAMPLES:
                self._examples[section].append(text)

    def of(self, section: str) -> Counter[str]:
        """The counts of a section."""
        with self._lock:
            return Counter(self._counts[section])

    def total(self, section: str) -> int:
        """The sum of a section."""
        return sum(self.of(section).values())

    def examples(self) -> dict[str, list[str]]:
        """The examples by section."""
        with self._lock:
            return {section: [*texts] for section, texts in self._examples.items()}
