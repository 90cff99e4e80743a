"""The pages of discrepancies: their list with filters, the same as data, and a page for each with a column a side."""
