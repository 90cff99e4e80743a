"""What every Virtuoso of the tests has in common: where it keeps its files, and which version it is."""

from __future__ import annotations

import subprocess
from typing import Final

FILES: Final = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
"""
"""The first sections of its configuration: everything lies in the folder that it is started in."""

HTTP: Final = """
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = .
ServerThreads = 40
MaxKeepAlives = 40
MaxClientConnections = 40
KeepAliveTimeout = 60
"""
"""The section of its HTTP server, for `str.format` with the port."""


def version(program: str) -> str:
    """The version of a `virtuoso-t`, by its own words; an empty string if it does not say."""
    told = subprocess.run([program, "-?"], capture_output=True, text=True, check=False).stderr
    return next((line.split()[1] for line in told.splitlines() if line.startswith("Version ")), "")
