from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.engine import Limits, Pool
from tests.engine.small_store import write

MEMORY, DISK = 2**30, 0


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "store"
    write(path)
    return path


@pytest.fixture(scope="module", params=["memory", "disk"])
def store_memory(request: pytest.FixtureRequest) -> int:
    """The limit by which a release is held in memory, or read from its store on disk."""
    return MEMORY if request.param == "memory" else DISK


@pytest.fixture(scope="module")
def pool(store: Path, store_memory: int) -> Iterator[Pool]:
    limits = Limits(query_deadline=60, query_memory=2**27, result_size=4_000_000, store_memory=store_memory)
    pool = Pool(store, limits, size=2)
    assert pool.pool.in_memory == bool(store_memory)
    yield pool
    pool.close()
