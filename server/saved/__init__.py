"""Saved queries: one .rq file each with a front matter; read, checked, bound to a visitor's parameters, and run."""
