"""The walks of the documents: the functions that they name, where these stand, and which are called by something."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tests.conftest import ROOT
from tests.documentation.markdown import DOCS, PAGES

_STEP = re.compile(r"`([\w.]+)`\s+in\s+\[([^\]]+\.py)\]\(([^)]+\.py)\)")
_AND = re.compile(r"`([\w.]+)`\s+and\s+(`[\w.]+`\s+in\s+\[[^\]]+\.py\]\([^)]+\.py\))")
Step = tuple[str, Path]
"""A function or class by its qualified name, and its module."""


def steps(text: str, folder: Path = DOCS) -> Iterator[Step]:
    """What a text of a document in `folder` names as `name` in [module](link); two of one module with an "and"."""
    for name, _, target in _STEP.findall(_AND.sub(r"\2 \1", text)):
        yield name, (folder / target.replace("\\", "")).resolve()
    for name, last in _AND.findall(text):
        (found,) = _STEP.findall(last)
        yield name, (folder / found[2].replace("\\", "")).resolve()


def all_steps() -> list[Step]:
    """Those of all documents."""
    return [step for page in PAGES for step in steps(page.read_text("utf-8"), page.parent)]


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one of its kind."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@contextmanager
def called() -> Iterator[set[Step]]:
    """The functions that are called as long as the context lasts, in this thread and in those that it starts."""
    found: set[Step] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and "server" in frame.f_code.co_filename:
            found.add((frame.f_code.co_qualname, Path(frame.f_code.co_filename)))

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def passed_by(wanted: set[Step], found: set[Step]) -> set[str]:
    """The steps that were not called, for whoever reads the failure; of a class any method counts."""
    reached = {(name.partition(".")[0], module) for name, module in found} | found
    return {f"{name} in {module.relative_to(ROOT)}" for name, module in wanted - reached}
