"""/openapi.json: what every address for programs takes and gives, as OpenAPI 3.1."""
