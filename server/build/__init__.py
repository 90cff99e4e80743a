"""From the curated files to one immutable release: read, derive, infer, validate, describe, write."""
