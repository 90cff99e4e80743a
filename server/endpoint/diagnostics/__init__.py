"""Explaining an answer: why it is empty (`explain=empty`), and which claims its rows stand on (`explain=sources`)."""

from server.endpoint.diagnostics.empty import explain_empty
from server.endpoint.diagnostics.sources import explain_sources

EXPLANATIONS = {"empty": explain_empty, "sources": explain_sources}
"""By the value of the parameter `explain`: takes a query and what evaluates one; yields a JSON document."""

__all__ = ["EXPLANATIONS", "explain_empty", "explain_sources"]
