"""`python -m tests.modules`: which modules run for one plain SELECT that is not kept, here and in an evaluator."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, cast
from urllib.parse import urlencode

import server
from server.engine.evaluator import answer
from server.engine.job import Access, Job, decode_job, encode_job
from server.engine.output import Output
from server.engine.stores import in_memory
from server.release import current
from tests.conftest import RELEASES
from tests.web.in_process import served_in_process

_PACKAGE = Path(server.__file__).parent
QUERY = """PREFIX eik: <https://w3id.org/eikg/ontology/>
SELECT ?claim ?document {{ ?claim a eik:Claim ; eik:inDocument ?document }} LIMIT {number}"""


@contextmanager
def noted(modules: set[str], start: Callable[[Any], object]) -> Iterator[None]:
    """Note the modules of the package in which functions are called as long as the context lasts."""

    def note(frame: FrameType, event: str, _: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(_PACKAGE):
            modules.add(str(path.relative_to(_PACKAGE)))

    start(note)
    try:
        yield
    finally:
        start(None)


def of_the_server() -> set[str]:
    """Those in the event loop of the server, from the first byte of the request to the last of the answer."""
    modules: set[str] = set()
    with served_in_process(RELEASES) as client:

        def ask(number: int) -> None:
            target = f"/sparql?{urlencode({'query': QUERY.format(number=number)})}"
            assert client.send("GET", target, {"Accept": "text/csv"}).status == 200

        ask(1)  # what is loaded or kept with the first request is no part of the second
        with noted(modules, client.set_profile):
            ask(2)
    return modules


def of_the_evaluator() -> set[str]:
    """Those that run between the frame of the job and the frames of its result."""
    modules: set[str] = set()
    stores = in_memory(current(RELEASES).store)
    frames = cast("Any", io.BytesIO())

    def ask(number: int) -> None:
        job = decode_job(encode_job(Job(QUERY.format(number=number), "text/csv"))[5:])
        answer(stores, job, Access.RELEASE, Output(frames, 2**20, 1000))

    ask(1)
    with noted(modules, sys.setprofile):
        ask(2)
    return modules


if __name__ == "__main__":
    for where, found in (("server", of_the_server()), ("evaluator", of_the_evaluator())):
        print(f"{where}: {len(found)} modules")  # noqa: T201 - whoever counts wants to see it
        for name in sorted(found):
            print(f"  {name}")  # noqa: T201
