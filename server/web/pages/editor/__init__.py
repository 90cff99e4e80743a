"""The SPARQL editor: its page, and what its scripts ask the server for."""
