"""The structure of the ontology: what OWL 2 DL demands of axioms, as far as no reasoner is needed to tell."""
