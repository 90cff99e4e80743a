"""A client in another language: a process that takes a request a line, as JSON, and prints an answer a line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from typing import Any

from tests.system.clients.answers import Answer, as_csv, read
from tests.system.clients.client import Call
from tests.system.clients.features import Failed

MEDIA_TYPES = {"solutions": "application/sparql-results+json", "triples": "application/n-triples"}


class Program:
    """One process for all requests, as starting a virtual machine takes longer than answering."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, **request: Any) -> Answer:
        """What the client answers; True for what has no answer. Raises Failed."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the program ended at {request}"
        ((kind, text),) = json.loads(line).items()
        match kind:
            case "error":
                raise Failed(text)
            case "boolean":
                return bool(text == "true")
            case "done":
                return True
            case _ if request.get("mediaType") == "text/csv":  # which told no types
                return as_csv(text.encode())
            case _:
                return read(text.encode(), MEDIA_TYPES[kind])


def request(call: Call) -> dict[str, Any]:
    """The members of a call as a program reads them."""
    return {
        "action": "query",
        "query": call.query,
        "method": call.method,
        "mediaType": call.media_type,
        "default": [*call.default],
        "named": [*call.named],
        "timeout": str(call.timeout) if call.timeout else None,
    }
