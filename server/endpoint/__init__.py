"""The SPARQL 1.1 Protocol apart from any web framework: requests, negotiation, problems, service description."""
