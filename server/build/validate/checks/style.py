"""Whether each file is written in the one style."""

from __future__ import annotations

from collections.abc import Iterator

from server.build.read.sources import Source, Sources
from server.build.read.turtle import written
from server.faults import Fault, InvalidInput


def style_faults(sources: Sources) -> Iterator[Fault]:
    """Yield the first deviation from the style of each file."""
    for source in sources.files:
        yield from _style_faults(source)


def _style_faults(source: Source) -> Iterator[Fault]:
    try:
        wanted = written(source.file_quads, source.positions, source.name)
    except InvalidInput as invalid:
        yield from invalid.faults
        return
    if wanted == source.text:
        return
    pairs = zip(source.text.split("\n"), [*wanted.split("\n"), ""], strict=False)
    line = next((number for number, (has, wants) in enumerate(pairs, start=1) if has != wants), None)
    yield Fault(source.name, line, None, "style", "is not in the project's style", "run `eikg format`")
