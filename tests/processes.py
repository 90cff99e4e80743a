"""What the system says of processes: which a process has started, what they take, who listens at a port."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

TEMPLATE: Final = "eikg-template"
EVALUATOR: Final = "eikg-evaluator"
"""What processes of the server call themselves. An evaluator whose template is gone is a child of the server."""

ENDED: Final = "Z"
STOPPED: Final = "T"
"""States of proc(5)."""

_LISTEN: Final = "0A"
"""The state of a listening socket in /proc/net/tcp."""


@dataclass(frozen=True)
class Process:
    """A process: what it calls itself, its state, that of its parent, and its command line."""

    pid: int
    name: str
    state: str
    parent: int
    command: str


def children(pid: int) -> list[int]:
    """The processes that a process has started, alive or not noticed yet."""
    try:
        threads = [*Path(f"/proc/{pid}/task").iterdir()]
    except OSError:  # gone meanwhile
        return []
    return [int(child) for thread in threads for child in read(thread / "children").split()]


def session(leader: int) -> list[int]:
    """The processes of a session (setsid(2)), in whichever group."""
    pids = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return [
        pid
        for pid in pids
        if read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()[3:4] == [str(leader)]
    ]


def below(pid: int) -> list[Process]:
    """What a process and its descendants have started, with those that have ended and are not noticed."""
    return [found for one in tree(pid)[1:] if (found := process(one))]


def process(pid: int) -> Process | None:
    """What is known of a process; None if it is gone."""
    head, _, rest = read(Path(f"/proc/{pid}/stat")).rpartition(")")
    command = read(Path(f"/proc/{pid}/cmdline")).replace("\0", " ").strip()
    fields = rest.split()
    return Process(pid, head.partition("(")[2], fields[0], int(fields[1]), command) if fields else None


def proportional(pid: int) -> int:
    """Bytes of memory of a process, of which it has its share where others use the same (proportional set size)."""
    return _memory(pid, "Pss:")


def private(pid: int) -> int:
    """Bytes of memory that no other process uses."""
    return _memory(pid, "Private_Clean:", "Private_Dirty:")


def tree(pid: int) -> list[int]:
    """The process and all its descendants that are alive."""
    found = [pid]
    for parent in found:
        found += children(parent)
    return found


def runs(pid: int) -> bool:
    """Whether a process runs; one that has ended and only waits to be noticed does not."""
    found = process(pid)
    return found is not None and found.state != ENDED


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


def _memory(pid: int, *names: str) -> int:
    lines = map(str.split, read(Path(f"/proc/{pid}/smaps_rollup")).splitlines())
    return sum(1024 * int(fields[1]) for fields in lines if fields[0] in names)


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
