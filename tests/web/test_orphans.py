"""Evaluators whose template was killed: they go on as children of the server, are replaced, and leave no zombie."""

from __future__ import annotations

import os
import signal
from functools import partial

from tests.processes import ENDED, EVALUATOR, TEMPLATE, Process, below, process, runs
from tests.web.client import until
from tests.web.conftest import EndpointServer, StartServer

ASK = "/sparql?query=ASK%7B%7D"


def named(server: EndpointServer, name: str) -> list[Process]:
    return [one for one in below(server.process.pid) if one.name == name and one.state != ENDED]


def is_whole(server: EndpointServer, template: int) -> bool:
    """Whether the server has another template than one, with all evaluators, and no more than that."""
    found = below(server.process.pid)
    templates = [one.pid for one in found if one.name == TEMPLATE]
    evaluators = [one for one in found if one.name == EVALUATOR]
    return (
        len(found) == 3
        and template not in templates
        and [one.parent for one in evaluators] == templates * 2
        and all(one.state != ENDED for one in found)
    )


def test_evaluators_without_their_template_are_children_of_the_server(start_server: StartServer) -> None:
    server = start_server(evaluators=2, cache_size=0)
    assert {one.parent for one in named(server, EVALUATOR)} == {server.template}
    os.kill(server.template, signal.SIGKILL)
    parents: set[int] = set()
    while all(map(runs, server.evaluators)):
        parents |= {
            found.parent for pid in server.evaluators if (found := process(pid)) and found.state != ENDED
        }
        assert server.send("GET", ASK).json()["boolean"] is True
    assert parents <= {server.template, server.process.pid}
    assert server.process.pid in parents
    until(lambda: is_whole(server, server.template))


def test_no_zombie_stays_whatever_is_killed_together(start_server: StartServer) -> None:
    server = start_server(evaluators=2, cache_size=0)
    for first in (TEMPLATE, EVALUATOR):
        template = named(server, TEMPLATE)[0].pid
        for one in sorted(below(server.process.pid), key=lambda one: one.name != first):
            os.kill(one.pid, signal.SIGKILL)
        until(partial(is_whole, server, template))
        assert server.send("GET", ASK).json()["boolean"] is True
