"""A server that answers every request with the same bytes: `python -m tests.system.bench.nothing PORT`.

What the load generator reaches against it is what it can reach at all.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Final

_ANSWER: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}"
_END: Final = b"\r\n\r\n"


class _Nothing(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        self._last = b""

    def data_received(self, data: bytes) -> None:
        data = self._last + data
        self._transport.write(_ANSWER * data.count(_END))
        self._last = b"" if data.endswith(_END) else data[-3:]


async def _serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Nothing, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
