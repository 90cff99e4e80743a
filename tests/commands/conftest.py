"""A fresh small project for each test, and one for all that is built and never changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.answering import write_answering
from tests.project import write_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_project(tmp_path / "project")


@pytest.fixture(scope="package")
def answering(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_answering(tmp_path_factory.mktemp("answering") / "project")
