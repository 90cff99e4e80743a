"""The tools: one module for a concern, each tool a function from its arguments to plain data."""
