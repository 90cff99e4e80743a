"""The Model Context Protocol over the project's own HTTP API: tools, prompts and resources for language models.

Everything is asked of the API (`server.mcp.asking.Ask`), in this process or over HTTP: there is no second way to the
data, and what bounds a request of a visitor bounds a tool. Imported only where it is used, as the protocol's package
takes a second to load.
"""
