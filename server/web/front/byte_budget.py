"""How many bytes of memory the requests of one client may take at the same time."""

from __future__ import annotations

from collections import Counter


class ByteBudget:
    """Counts the bytes that are held for each client; `limit` is how many may be. For one event loop."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._held: Counter[str] = Counter()

    def held(self, client: str) -> int:
        """How many bytes are held for a client."""
        return self._held.get(client, 0)

    def take(self, client: str, size: int) -> bool:
        """Hold more bytes for a client, if it may have them."""
        held = self._held.get(client, 0) + size
        if held > self.limit:
            return False
        self._held[client] = held
        return True

    def add(self, client: str, size: int) -> None:
        """Hold bytes for a client that are there whether it may have them or not; to be given back."""
        self._held[client] += size

    def give_back(self, client: str, size: int) -> None:
        """Hold so many bytes less."""
        self._held[client] -= size
        if not self._held[client]:
            del self._held[client]
