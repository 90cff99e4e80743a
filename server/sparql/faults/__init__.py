"""What can be wrong with a query or update: its characters, tokens and structure, and the rules of SPARQL."""
