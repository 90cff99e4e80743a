"""RDF: IRIs, terms and whole graphs, read, written and put in order."""
