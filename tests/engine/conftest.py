from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.engine import Limits, Pool
from tests.engine.small_store import write


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "store"
    write(path)
    return path


@pytest.fixture(scope="module")
def pool(store: Path) -> Iterator[Pool]:
    pool = Pool(store, Limits(deadline=60, memory=128 * 1024 * 1024, result_size=4_000_000), size=2)
    yield pool
    pool.close()
