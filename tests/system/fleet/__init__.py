"""Several servers as one: behind the nginx of the examples, stopped, killed and switched under load."""
