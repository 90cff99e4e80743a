"""Lists: the members of a class, or what a property ties to a thing, as a table to filter, sort and download."""
