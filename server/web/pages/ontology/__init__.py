"""The ontology and the concept schemes as pages and as documents."""
