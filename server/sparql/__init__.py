"""The text of a query or update: its tokens, its tree, rewriting for the engine, and what may be wrong with it."""
