# Data written with version 0.1.0 of the ontology, brought to the terms of today: run this as SPARQL Update.
# It changes the default graph and every named one. A pattern that decides is sought in the default graph and in each
# named graph by itself: where it spans several, the default graph has to be the union of all.

# sanction-kind:regime was given up and nothing replaces it: what was said with it stays.
