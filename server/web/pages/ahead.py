"""What first visits take longest to read, read before them: the pages with the most on them, outlines, templates.

It begins when a release has been open for a while, so that no server is kept from its first answers, and none that
ends soon does it at all.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Timer
from typing import Final

from flask import Flask
from jinja2 import Environment

from server.engine import EngineError, reading_release
from server.languages import LANGUAGES
from server.namespaces import EIK
from server.release import SEARCH, is_current
from server.search.find import TooSlow
from server.web.pages.lists.classes import list_path
from server.web.pages.lists.patterns import members
from server.web.pages.lists.reading import TooMany
from server.web.pages.model.divided import divided
from server.web.pages.model.labels import THINGS
from server.web.pages.model.passages import Wanted
from server.web.pages.model.resource import kind_of_resource
from server.web.pages.model.statements import INFERRED
from server.web.pages.pictures.atlas import DETAILS
from server.web.pages.pictures.world import is_there, outlines
from server.web.pages.site import Site

SECONDS: Final = 20.0
"""How long a release is open before anything is read ahead."""

_THINGS: Final = 10
"""Things that are read ahead: of as many kinds the one that stands in the most graphs."""


def begin(app: Flask, site: Site, releases: Path) -> None:
    """Have everything read ahead, in a thread, when it is time and the release is the current one of a folder.

    An older one is opened by whoever asks for it: what that costs must not grow without being charged to anybody.
    """
    timer = Timer(SECONDS, _read_current, (app.jinja_env, site, releases))
    timer.daemon = True
    timer.start()


def _read_current(templates: Environment, site: Site, releases: Path) -> None:
    if is_current(site.release, releases):
        _read(templates, site)
        gc.collect()  # at once: later the first collection that goes through all this would have visitors wait


def _read(templates: Environment, site: Site) -> None:
    with suppress(EngineError, TooSlow):  # whoever visits is told why it fails, if it still does
        read(site)
        for name in templates.list_templates():
            templates.get_template(name)
        for detail in DETAILS if is_there() else ():
            outlines(detail)


def read(site: Site) -> None:
    """Read what the largest pages say, and what that is called. Raises EngineError and TooSlow."""
    if first := site.subjects.first:
        site.said(first)
    sources = (iri for iri, work in site.discrepancies.works.items() if work.is_source)
    for iri in (INFERRED, *sources):
        _name(site, {*site.resource(iri, Wanted()).iris()})
    for iri in _foremost(site):
        found = site.thing(iri)
        sections = divided(found.found, found.told, site.sections, None, date.today())
        _name(site, {iri, *(named for section in sections for named in section.iris())})
    kinds = [kind for kind, _ in site.figures.kinds]  # to whose lists the first page leads
    for kind in (*kinds, f"{EIK}Claim"):
        if list_path(kind):
            with suppress(TooMany):
                site.table(members(kind), (kind,))


def _foremost(site: Site) -> list[str]:
    with reading_release(SEARCH):
        found = site.index.foremost(THINGS, _THINGS) if site.index else []
    return [iri for iri in found if kind_of_resource(iri) == "thing"]


def _name(site: Site, iris: set[str]) -> None:
    for language in LANGUAGES:
        site.labels(iris, language)
