"""RDF terms: their types, their IRIs shortened and expanded, parsed, written, as JSON, and RDF lists."""
