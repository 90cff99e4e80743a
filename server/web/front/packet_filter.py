"""Packets that begin a connection, dropped by the kernel for some networks, so that they take nothing of the server.

The other end sends them again after a second, then after more, so that a client only waits. The filter is a program of
the classic Berkeley Packet Filter (filter.txt of the Linux documentation) for a TCP socket that listens.
"""

from __future__ import annotations

import ctypes
import socket
import struct
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network
from typing import Final, NamedTuple

_SO_ATTACH_FILTER: Final = 26
_LOAD_BYTE: Final = 0x30
_LOAD_WORD: Final = 0x20
_SHIFT_RIGHT: Final = 0x74
_AND: Final = 0x54
_EQUAL: Final = 0x15
_ANY_BIT: Final = 0x45
_RETURN: Final = 0x06

_IP_HEADER: Final = 2**32 - 0x100000
"""Where the filter sees the header of IP; at 0 it sees that of TCP."""

_SOURCE: Final = {4: 12, 6: 8}
"""Where the address of the sender stands in that header."""

_FLAGS: Final = 13
_SYN: Final = 2
_ALL: Final = 2**32 - 1


class Instruction(NamedTuple):
    """What is done, how many instructions are skipped if a comparison holds and if it does not, and its operand."""

    code: int
    if_so: int
    if_not: int
    operand: int


def dropping(
    networks: Iterable[IPv4Network | IPv6Network], sparing: Iterable[IPv4Network | IPv6Network] = ()
) -> list[Instruction]:
    """The program that drops packets by which one of the networks begins a connection, `sparing` parts of them."""
    drop, keep = Instruction(_RETURN, 0, 0, 0), Instruction(_RETURN, 0, 0, _ALL)
    program = [Instruction(_LOAD_BYTE, 0, 0, _FLAGS), Instruction(_ANY_BIT, 1, 0, _SYN), keep]
    for network, end in [*((one, keep) for one in sparing), *((one, drop) for one in networks)]:
        tests = [*_tests(network)]
        for left, (load, mask, value) in zip(reversed(range(len(tests))), tests, strict=True):
            program += [load, mask, Instruction(_EQUAL, 0, 3 * left + 1, value)]
        program.append(end)
    return [*program, keep]


def _tests(network: IPv4Network | IPv6Network) -> Iterator[tuple[Instruction, Instruction, int]]:
    """What to load, how to take the bits that matter, and their value, for the version and each word of an address."""
    version = network.version
    yield Instruction(_LOAD_BYTE, 0, 0, _IP_HEADER), Instruction(_SHIFT_RIGHT, 0, 0, 4), version
    packed, bits = network.network_address.packed, network.netmask.packed
    for start in range(0, len(packed), 4):
        mask = int.from_bytes(bits[start : start + 4])
        if mask:
            load = Instruction(_LOAD_WORD, 0, 0, _IP_HEADER + _SOURCE[version] + start)
            yield load, Instruction(_AND, 0, 0, mask), int.from_bytes(packed[start : start + 4])


def attach(listening: socket.socket, program: Iterable[Instruction]) -> None:
    """Have a program in place of that which the socket had. Raises OSError where the system has no such filters."""
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    given = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    listening.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, given)
