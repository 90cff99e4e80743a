"""RDF terms and graphs in text: shortened, ordered, written; the same graph always in the same bytes."""
