"""A new release that cannot be taken up at once: the one in use goes on, and the new one is tried again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.client import until
from tests.web.conftest import StartServer, make_current, write_release


@pytest.mark.parametrize(
    ("name", "text"), [("manifest.json", "{"), ("store/CURRENT", "nothing"), ("store/CURRENT", "")]
)
def test_a_release_that_could_not_be_opened_is_tried_again(
    start_server: StartServer, tmp_path: Path, name: str, text: str
) -> None:
    good = write_release(tmp_path, "1" * 64, 5)
    server = start_server(release=good, evaluators=1, release_check=0.02, cache_size=0, store_memory=0)
    # Written in its place it would be current at once.
    elsewhere = write_release(tmp_path / "elsewhere", "2" * 64, 7)
    late = elsewhere.rename(good.with_name(elsewhere.name))
    whole = (late / name).read_text()
    (late / name).write_text(text)
    make_current(late)
    server.wait_until_it_says("cannot be taken up")
    assert server.send("GET", "/health").json()["release"] == good.name
    (late / name).write_text(whole)
    until(lambda: server.send("GET", "/health").json()["release"] == late.name)


def test_a_link_to_nothing_leaves_the_release_in_use_and_the_next_is_taken_up(
    start_server: StartServer, tmp_path: Path
) -> None:
    first = write_release(tmp_path, "1" * 64, 5)
    server = start_server(release=first, evaluators=1, release_check=0.02, cache_size=0)
    make_current(first.with_name("0" * 16))
    server.wait_until_it_says("there is no release")
    assert server.get(query="ASK {}").status == 200
    second = write_release(tmp_path, "2" * 64, 7)
    until(lambda: server.send("GET", "/health").json()["release"] == second.name)
