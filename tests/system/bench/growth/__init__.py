"""How the time of each query of the mix grows with the data."""
