"""The Eurasian Integration Knowledge Graph: build, engine, protocol, saved queries, web and command line."""

__version__ = "0.1.0"
