"""What follows from the texts of visitors is kept within bounds."""

from __future__ import annotations

from server.endpoint.memoising import LONGEST, memoised


def test_short_texts_are_kept_and_long_ones_are_not() -> None:
    asked: list[tuple[str | None, bytes]] = []

    @memoised(2)
    def length(text: str | None, more: bytes) -> int:
        asked.append((text, more))
        return len(text or "") + len(more)

    short, long = "x" * LONGEST, "x" * (LONGEST + 1)
    assert [length(short, b""), length(short, b""), length(None, b""), length(None, b"")] == [
        LONGEST,
        LONGEST,
        0,
        0,
    ]
    assert len(asked) == 2
    for _ in range(2):
        assert length(long, b"") == length("", long.encode()) == LONGEST + 1
    assert len(asked) == 6
    assert length(short, b"") == LONGEST
    assert len(asked) == 6
