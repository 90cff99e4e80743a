"""What the system says of processes: which a process has started, whether one runs, who listens at a port."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_LISTEN: Final = "0A"
"""The state of a listening socket in /proc/net/tcp."""


def children(pid: int) -> list[int]:
    """The processes that a process has started, alive or not noticed yet."""
    return [
        int(child) for tasks in Path(f"/proc/{pid}/task").glob("*/children") for child in read(tasks).split()
    ]


def session(leader: int) -> list[int]:
    """The processes of a session (setsid(2)), in whichever group."""
    pids = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return [
        pid
        for pid in pids
        if read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()[3:4] == [str(leader)]
    ]


def tree(pid: int) -> list[int]:
    """The process and all its descendants that are alive."""
    found = [pid]
    for parent in found:
        found += children(parent)
    return found


def runs(pid: int) -> bool:
    """Whether a process runs; one that has ended and only waits to be noticed does not."""
    return read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()[:1] not in ([], ["Z"])


def listens(pid: int, port: int) -> bool:
    """Whether it is the process or one of its descendants that listens at a port."""
    sockets = {
        f"socket:[{fields[9]}]"
        for table in ("tcp", "tcp6")
        for fields in map(str.split, read(Path(f"/proc/net/{table}")).splitlines()[1:])
        if fields[3] == _LISTEN and int(fields[1].rpartition(":")[2], 16) == port
    }
    return any(_target(file) in sockets for process in tree(pid) for file in _open_files(process))


def read(path: Path) -> str:
    """The text of a file of /proc, or nothing if the process is gone."""
    try:
        return path.read_text()
    except OSError:
        return ""


def _open_files(pid: int) -> list[Path]:
    try:
        return [*Path(f"/proc/{pid}/fd").iterdir()]
    except OSError:  # it is gone
        return []


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:  # it was closed
        return ""
