"""The protocol on standard input and output."""

from __future__ import annotations

from mcp.server.stdio import stdio_server

from server.mcp.protocol import AskOf, protocol_server


async def serve(ask_of: AskOf) -> None:
    """Answer the messages on standard input until it ends."""
    server = protocol_server(ask_of)
    async with stdio_server() as (received, sent):
        await server.run(received, sent, server.create_initialization_options())
