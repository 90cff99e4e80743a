"""The ontology in the tools of its maintainers: ROBOT, which stands on OWLAPI 4 as Protégé does, and OWLAPI 5."""
