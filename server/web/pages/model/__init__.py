"""What pages show, read from the graph: labels, statements with their sources, coverage, finds of a search."""
