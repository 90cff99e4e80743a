"""What long work is doing, for who waits at a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click


class Progress:
    """One line on standard error that says which stage runs; nothing where that is no terminal.

    `lasting`: a stage that ended leaves a line with its time.
    """

    def __init__(self, *, lasting: bool = False) -> None:
        self._lasting, self._shown = lasting, sys.stderr.isatty()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Say that a stage runs, as long as the context lasts."""
        start = time.monotonic()
        self._write(f"{name} …")
        try:
            yield
        except BaseException:
            self._write("")
            raise
        self._write(f"{name} {time.monotonic() - start:.1f} s\n" if self._lasting else "")

    def _write(self, text: str) -> None:
        if self._shown:
            click.echo(f"\r\033[K{text}", nl=False, err=True)
