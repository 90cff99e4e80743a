"""What pages keep in memory: within bounds, and such that a crawler, which asks for each once, pushes out little."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from server.web.pages.lists.store import Tables
from server.web.pages.lists.table import Table, Thing
from server.web.pages.model.kept_labels import KeptLabels
from server.web.pages.model.labels import Label, Labels

ROOM = 4_000


class Maker:
    """Makes tables of a pattern with so many things, and notes each time."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def table(self, pattern: str, things: int) -> Table:
        self.made.append(pattern)
        return Table(pattern, (), tuple(Thing(f"urn:{n}", {}, (), "") for n in range(things)), {})

    def ask(self, tables: Tables, pattern: str, things: int = 90) -> Table:
        return tables.get(pattern, lambda: self.table(pattern, things))


@pytest.fixture
def maker() -> Maker:
    return Maker()


def test_what_is_used_stays_while_somebody_walks_through_all_lists(maker: Maker) -> None:
    tables = Tables(ROOM)
    used = [f"used {n}" for n in range(10)]
    for pattern in used * 2:
        maker.ask(tables, pattern)
    for number in range(500):
        maker.ask(tables, f"crawled {number}")
    maker.made.clear()
    for pattern in used:
        assert maker.ask(tables, pattern).pattern == pattern
    assert maker.made == []
    maker.ask(tables, "crawled 3")
    assert maker.made == ["crawled 3"]


def test_tables_stay_within_their_room_be_they_large_or_empty(maker: Maker) -> None:
    tables = Tables(ROOM)
    for number in range(2_000):
        maker.ask(tables, f"{number} {'x' * number}", number % 50)
        maker.ask(tables, f"empty {number}", 0)
        maker.ask(tables, f"empty {number}", 0)
        assert tables.size <= ROOM
    assert tables.size > ROOM / 2
    assert maker.ask(tables, "huge", ROOM).things
    assert tables.size <= ROOM


def test_a_large_table_is_kept_once_it_is_asked_for_again(maker: Maker) -> None:
    tables = Tables(ROOM)
    for _ in range(4):
        maker.ask(tables, "large", ROOM // 2)
    assert maker.made == ["large", "large"]
    for _ in range(3):
        maker.ask(tables, "huge", ROOM)
    assert maker.made[2:] == ["huge"] * 3


def test_labels_are_read_once_by_language_and_those_asked_for_last_stay() -> None:
    kept, asked = KeptLabels(4), []

    def read(missing: Iterable[str]) -> Labels:
        asked.append(sorted(missing))
        return Labels({iri: Label(iri.upper(), "en") for iri in missing}, "en")

    for iris in ("ab", "abc", "a", "de", "ab"):
        labels = kept.get(iris, "en", read)
        assert [labels[iri].text for iri in iris] == [*iris.upper()]
        assert labels.language == "en"
    assert asked == [["a", "b"], ["c"], ["d", "e"], ["b"]]
    assert len(kept) == 4
    kept.get("a", "ru", read)
    assert asked[-1] == ["a"]
    kept.get(["x" * 400], "en", read)
    kept.get(["x" * 400], "en", read)
    assert asked[-2:] == [["x" * 400]] * 2, "an address that somebody made up is not kept"
