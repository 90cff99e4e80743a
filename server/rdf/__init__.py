"""RDF terms and graphs: types, IRIs shortened and expanded, parsing, writing, JSON, lists, canonical order."""
