"""Explaining an answer: why it is empty (`explain=empty`), and what its rows stand on (`explain=sources`)."""

from server.endpoint.diagnostics.empty import explain_empty
from server.endpoint.diagnostics.sources import explain_sources

EXPLANATIONS = {"empty": explain_empty, "sources": explain_sources}
"""By the value of the parameter `explain`: takes a query and what evaluates one; yields a JSON document."""

FEDERATED = frozenset(("sources",))
"""Those that take a query with SERVICE."""

__all__ = ["EXPLANATIONS", "FEDERATED", "explain_empty", "explain_sources"]
