"""What pages show that is not data: the words of the interface, and where an IRI leads."""
