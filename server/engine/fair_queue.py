"""Whose turn it is among those who wait: one client after the other, each client's own tickets in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Ticket = TypeVar("Ticket")


class FairQueue(Generic[Ticket]):
    """Waiting lines, one for each client, served in rounds, so that a long line delays only its own client.

    `lines` has the tickets of each client that waits. For one event loop.
    """

    def __init__(self) -> None:
        self.lines: dict[str, deque[Ticket]] = {}

    def __len__(self) -> int:
        return sum(map(len, self.lines.values()))

    def of(self, client: str) -> int:
        """How many tickets of a client wait."""
        return len(self.lines.get(client, ()))

    def add(self, client: str, ticket: Ticket) -> None:
        """Put a ticket at the end of its client's line; a client that had none joins the end of the round."""
        self.lines.setdefault(client, deque()).append(ticket)

    def next(self, may: Callable[[str], bool]) -> tuple[str, Ticket] | None:
        """The client among those that may, and its ticket, whose turn it is; None if there is none."""
        return next(((client, line[0]) for client, line in self.lines.items() if may(client)), None)

    def remove(self, client: str, ticket: Ticket) -> None:
        """Take a ticket away, be it served or given up; its client goes to the end of the round."""
        line = self.lines.pop(client)
        line.remove(ticket)
        if line:
            self.lines[client] = line

    def discard(self, client: str, ticket: Ticket) -> None:
        """Take a ticket away if it is still there."""
        if ticket in self.lines.get(client, ()):
            self.remove(client, ticket)
