"""What is wrong with the curated files: checks of files, shapes, disjointness, consistency, quality."""
