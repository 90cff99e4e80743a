"""The report of a run: tables and charts."""
