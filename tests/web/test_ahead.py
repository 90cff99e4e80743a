"""What a server reads before the first visits that would take longest to read it."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import pytest

from server.engine import EngineError, Pool
from server.namespaces import BASE, EIK
from server.release import Release
from server.settings import Settings
from server.web.app import create_app
from server.web.pages import ahead
from server.web.pages.lists import reading
from server.web.pages.lists.patterns import members
from server.web.pages.model.passages import Wanted
from server.web.pages.model.statements import INFERRED
from server.web.pages.pictures.world import is_there, outlines
from tests.conftest import RELEASES


@pytest.fixture(autouse=True)
def only_what_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the application from reading ahead by itself."""
    monkeypatch.setattr(ahead, "SECONDS", 3600)


def test_a_list_that_is_too_long_keeps_nothing_else_from_being_read(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST", 100)
    with Pool(release.store, size=1) as pool:
        application = create_app(release, pool, Settings())
        ahead._read(application.jinja_env, application.extensions["eikg-site"])
        assert len(application.jinja_env.cache or ()) == len(application.jinja_env.list_templates())


def test_what_the_largest_pages_say_is_read_once(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    with Pool(release.store, size=1) as pool:
        application = create_app(release, pool, Settings())
        site = application.extensions["eikg-site"]
        outlines.cache_clear()
        ahead._read(application.jinja_env, site)
        first = site.subjects.first
        assert len(application.jinja_env.cache or ()) == len(application.jinja_env.list_templates())
        assert outlines.cache_info().currsize == (3 if is_there() else 0)

        def refuse(_: object) -> None:
            raise EngineError("asked again")

        monkeypatch.setattr(site.graph, "read", refuse)
        assert site.said(first).entries
        for kind in ("Claim", "State", "Event"):
            assert site.table(members(f"{EIK}{kind}")).things
        assert not site.resource(INFERRED, Wanted()).empty
        assert site.resource(f"{BASE}id/document/vysotskaya-2018", Wanted()).reading
        found = site.thing(f"{BASE}id/state/belarus").found
        assert not found.empty
        for language in ("en", "ru", "be"):
            assert site.labels([found.iri], language)[found.iri].text != found.iri
        with pytest.raises(EngineError, match="asked again"):
            site.thing(f"{BASE}id/state/ireland")


def test_of_an_older_release_nothing_is_read(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []  # that collect; of other tests there may be some that read ahead as well
    monkeypatch.setattr(gc, "collect", lambda: threads.append(threading.get_ident()))
    (tmp_path / "other").mkdir()
    (tmp_path / "current").symlink_to("other")
    with Pool(release.store, size=1) as pool:
        application = create_app(release, pool, Settings())
        site = application.extensions["eikg-site"]
        for folder in (tmp_path, tmp_path / "none"):
            ahead._read_current(application.jinja_env, site, folder)
        assert not application.jinja_env.cache
        assert threading.get_ident() not in threads
        ahead._read_current(application.jinja_env, site, RELEASES)
        assert application.jinja_env.cache
        assert threads.count(threading.get_ident()) == 1


def test_a_pool_that_is_closed_ends_it(release: Release) -> None:
    with Pool(release.store, size=1) as pool:
        application = create_app(release, pool, Settings())
    ahead._read(application.jinja_env, application.extensions["eikg-site"])
    assert not application.jinja_env.cache
