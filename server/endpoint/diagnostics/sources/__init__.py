"""What the rows of an answer stand on: parts of its query are asked for the triples behind them (`explain_sources`)."""

from server.endpoint.diagnostics.sources.document import explain_sources

__all__ = ["explain_sources"]
