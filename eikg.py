"""The Eurasian Integration Knowledge Graph in Python: `import eikg` (extra `notebook`; server/docs/python.md)."""

from server.notebook.answers import QueryFailed, select
from server.notebook.releases import open_release

__all__ = ["QueryFailed", "open_release", "select"]
