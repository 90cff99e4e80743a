"""`eikg capacity` against real servers."""
