"""The releases as an Atom feed (RFC 4287): who follows it is told of each new one, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Final

from markupsafe import escape

from server.endpoint.formats import Format
from server.namespaces import BASE, PROJECT
from server.summary import Changes
from server.web.releases.history import Entry
from server.web.releases.published import Published, published

ATOM: Final = Format("application/atom+xml", ("atom",))


def feed(entries: Iterable[Entry], root: str) -> str:
    """Return the feed of a server whose address is `root`: an entry for each release that has a date."""
    dated = [(entry, published(entry.release, root)) for entry in entries if entry.release.manifest.created]
    # An entry has the same identifier wherever the release is served, so that a reader shows it once.
    updated = dated[0][0].release.manifest.created if dated else "1970-01-01T00:00:00Z"
    title = PROJECT.in_language(PROJECT.title, "en")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f"<id>{escape(BASE)}releases</id>",
        f"<title>{escape(title)}: releases</title>",
        f"<updated>{escape(updated)}</updated>",
        f"<author><name>The contributors to the {escape(title)}</name></author>",
        f'<link rel="self" type="{ATOM.media_type}" href="{escape(root)}/releases?format=atom"/>',
        f'<link rel="alternate" type="text/html" href="{escape(root)}/releases"/>',
        *(line for entry, told in dated for line in _entry(entry, told, root)),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(entry: Entry, told: Published, root: str) -> Iterator[str]:
    yield "<entry>"
    yield f"<id>{escape(BASE)}release/{escape(entry.name)}</id>"
    yield f"<title>Release {escape(entry.name)}</title>"
    yield f"<updated>{escape(entry.release.manifest.created)}</updated>"
    yield f'<link rel="alternate" type="text/html" href="{escape(root)}/releases#{escape(entry.name)}"/>'
    for kept in told.files:
        address = escape(told.folder + kept.dump.name)
        yield (
            f'<link rel="enclosure" type="{kept.dump.file_type}" length="{kept.size}" '
            f'title="{escape(kept.dump.title["en"])}" href="{address}"/>'
        )
    yield f"<summary>{escape(_told(entry))}</summary>"
    yield "</entry>"


def _told(entry: Entry) -> str:
    if entry.previous is None:
        return "The oldest release that is kept."
    if entry.changes is None:
        return f"What changed since {entry.previous.path.name} is not known."
    return f"Since {entry.previous.path.name}: {in_words(entry.changes)}."


def in_words(changes: Changes) -> str:
    """Return how many claims, terms and answers came, went and changed."""
    parts = []
    for field in fields(changes):
        change = getattr(changes, field.name)
        if change is None:
            parts.append(f"{field.name}: not compared")
        elif change:
            counts = (
                (len(change.added), "new"),
                (len(change.removed), "gone"),
                (len(change.changed), "changed"),
            )
            parts.append(
                f"{field.name}: {', '.join(f'{number} {word}' for number, word in counts if number)}"
            )
        else:
            parts.append(f"{field.name}: as before")
    return "; ".join(parts)
