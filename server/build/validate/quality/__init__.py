"""The quality report: checks of ontology and data, what they find, what is waived, and its publication in DQV."""
