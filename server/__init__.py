"""A knowledge graph of what documents claim: build, engine, protocol, saved queries, web and command line."""

__version__ = "0.1.0"
