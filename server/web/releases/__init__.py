"""The releases that are kept: their list, what changed from one to the next, their files, and how to cite them."""
