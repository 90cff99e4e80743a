"""Opening the pool over a release by the settings: the embedded engine's, or that of an engine elsewhere."""

from __future__ import annotations

from server.engine.job import Limits
from server.engine.pool import AsyncPool
from server.release import Release
from server.settings import Settings


def pool_of(release: Release, settings: Settings, size: int) -> AsyncPool:
    """The pool over a release. Raises SettingsError."""
    if not settings.engine:
        return AsyncPool(release.store, Limits.of(settings), size)
    from server.engine.remote.pool import RemotePool  # a client of HTTP, which nothing else needs

    return RemotePool(release, settings, size)
