"""Whether each file is written in the one style."""

from __future__ import annotations

from collections.abc import Iterator

from server.build.problems import InvalidInput, Problem
from server.build.sources import Source, Sources
from server.build.turtle.style import written


def style_problems(sources: Sources) -> Iterator[Problem]:
    """Yield the first deviation from the style of each file."""
    for source in sources.files:
        yield from _style_problems(source)


def _style_problems(source: Source) -> Iterator[Problem]:
    try:
        wanted = written(source.file_quads, source.places, source.name)
    except InvalidInput as invalid:
        yield from invalid.problems
        return
    if wanted == source.text:
        return
    pairs = zip(source.text.split("\n"), [*wanted.split("\n"), ""], strict=False)
    line = next((number for number, (has, wants) in enumerate(pairs, start=1) if has != wants), None)
    yield Problem(source.name, line, None, "style", "is not in the project's style", "run `eikg format`")
