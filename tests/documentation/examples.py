"""Runs the examples of a Markdown file: the fenced `console` blocks, each command beside the output it shows.

In a block a line that starts with `$ ` is a command; lines that follow it and start with `> ` continue it (a here
document); all other lines, up to the next command, are its output. A line `...` stands for any number of lines, and
`...` inside a line for any text. A command without output lines must succeed, whatever it prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import PIPE, STDOUT, run

_FENCE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A command of a documentation page, its line there, and the output that the page shows for it."""

    line: int
    command: str
    output: str

    def at(self, shown: str, address: str) -> Example:
        """The example for a server at another address than the page shows."""
        return replace(self, command=self.command.replace(shown, address))


def examples(markdown: str) -> Iterator[Example]:
    """Yield the examples of a page in their order."""
    for fence in _FENCE.finditer(markdown):
        first = markdown.count("\n", 0, fence.start(1)) + 1
        command: list[str] = []
        output: list[str] = []
        begin = first
        for number, line in enumerate(fence[1].splitlines(), start=first):
            if line.startswith("$ "):
                if command:
                    yield Example(begin, "\n".join(command), "\n".join(output))
                command, output, begin = [line[2:]], [], number
            elif line.startswith("> ") and not output:
                command.append(line[2:])
            else:
                output.append(line)
        if command:
            yield Example(begin, "\n".join(command), "\n".join(output))


def matches(shown: str, printed: str) -> bool:
    """Tell whether a command printed what a page shows for it."""
    if not shown.strip():
        return True
    pattern = "".join(_line_pattern(line) for line in shown.strip().splitlines())
    return re.fullmatch(pattern, printed.strip() + "\n") is not None


def _line_pattern(line: str) -> str:
    if line.strip() == "...":
        return r"(?:.*\n)*?"
    return ".*?".join(re.escape(part) for part in line.rstrip().split("...")) + r"[ \t\r]*\n"


def run_example(example: Example, folder: Path, environment: Mapping[str, str]) -> str:
    """Run an example in a folder and return what it printed; fails the test where it ends with an error or differs."""
    done = run(
        ["bash", "-euo", "pipefail", "-c", example.command],
        cwd=folder, env=dict(environment), stdout=PIPE, stderr=STDOUT, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"line {example.line}: {example.command}\n{done.stdout}"
    assert matches(example.output, done.stdout), (
        f"line {example.line}: {example.command}\n--- shown\n{example.output}\n--- printed\n{done.stdout}"
    )
    return done.stdout
