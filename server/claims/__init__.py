"""A claim in the models of others: as a nanopublication, as a reifier (RDF 1.2), as a Web Annotation."""
