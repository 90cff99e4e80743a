"""Pictures drawn by the server: what is shown, how it is laid out, and the same as a table, as CSV and as a query."""
