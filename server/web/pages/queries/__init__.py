"""The saved queries: their list, a page for each, and their answers for programs."""
