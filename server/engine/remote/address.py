"""Where a release is in an engine."""

from __future__ import annotations

from typing import Final

from server.release import Release

RELEASE: Final = "{release}"
"""Stands in an address for the name of the release, where each has a dataset of its own."""


def address_of(address: str, release: Release) -> str:
    """The address for a release: with its name, where that is asked for."""
    return address.replace(RELEASE, release.path.name)
