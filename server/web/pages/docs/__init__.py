"""The documents of server/docs as pages, with queries that run where they stand."""
