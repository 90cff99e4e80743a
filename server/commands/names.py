"""Things by what they are called: the IRI that a value of the command line means, and prefixed names to complete."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import click
from click.shell_completion import CompletionItem

from server.commands.project import releases_folder
from server.namespaces import BASE, PREFIXES, PROJECT
from server.rdf.iris import expand, readable, short
from server.release import NoRelease, Release, current
from server.search.find import Hit, SearchIndex, TooSlow
from server.search.levels import Level

_LOOKED_AT: Final = slice(200)
_SHOWN: Final = 8

Members = Callable[[Collection[str]], Collection[str]]
"""Gives those of some IRIs that are of a kind."""


def index_of(release: Release) -> SearchIndex:
    """The index of names of a release. Raises NoRelease where it has none or a damaged one."""
    try:
        if path := release.search:
            return SearchIndex(path)
    except OSError as error:
        raise NoRelease(f"{error}: run `eikg build`") from None
    raise NoRelease(f"{release.path} has no index of names: run `eikg build`")


def meant(value: str, opened: Callable[[], SearchIndex], members: Members) -> tuple[str, Hit | None]:
    """The IRI that a value writes, or that of the one thing of a kind that it names in words, with how it was found.

    The index is `opened` for words alone. Raises ValueError with the things that it may mean where these are several,
    and with what is near where it is none, and what `opened` raises.
    """
    with suppress(ValueError):
        return expand(value), None
    index = opened()
    fitting = _of_kind(index.find(value, shown=_LOOKED_AT).hits, members)
    best = [hit for hit in fitting if hit.level == fitting[0].level <= Level.INFLECTED]
    if len(best) == 1 or (len(fitting) == 1 and not best):
        (hit,) = best or fitting
        return hit.iri, hit
    if fitting:
        raise ValueError(f"'{value}' may mean one of these; give its name:{_listed(best or fitting)}")
    near = _of_kind(index.near(value), members)
    raise ValueError(
        f"nothing that fits is called '{value}'" + (f"; near to it:{_listed(near)}" if near else "")
    )


def _of_kind(hits: Iterable[Hit], members: Members) -> list[Hit]:
    found = list(hits)
    wanted = members([hit.iri for hit in found])
    return [hit for hit in found if hit.iri in wanted]


def _listed(hits: Collection[Hit]) -> str:
    lines = [f"\n  {short(hit.iri)}  {hit.name}" for hit in [*hits][:_SHOWN]]
    more = len(hits) - _SHOWN
    return "".join(lines) + (f"\n  and {more} more" if more > 0 else "")


def complete_names(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete a prefixed name of the release that a command's options mean, for the shell."""
    given = context.params
    folder = releases_folder(given.get("root") or PROJECT.folder, given.get("releases"))
    return completions(folder, incomplete)


def completions(folder: Path, incomplete: str) -> list[CompletionItem]:
    """The prefixed names of a release's things that begin so; before the colon, the prefixes."""
    prefix, colon, _ = incomplete.partition(":")
    if not colon:
        return [
            CompletionItem(f"{one}:")
            for one, iri in PREFIXES.items()
            if one.startswith(prefix) and BASE in iri
        ]
    with suppress(NoRelease, OSError, TooSlow):  # a shell is told nothing while somebody types
        return [CompletionItem(name) for name in _names(folder) if name.startswith(incomplete)]
    return []


def _names(folder: Path) -> Iterator[str]:
    return map(readable, index_of(current(folder)).iris())
