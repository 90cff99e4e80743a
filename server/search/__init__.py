"""Finding a thing by what it is called: an index that the build writes into a release, and the questions put to it."""
