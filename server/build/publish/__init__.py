"""A finished dataset and its description on disk, as one immutable release."""
