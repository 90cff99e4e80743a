"""The graph in a notebook: a release without a server, any endpoint, and answers as tables. `import eikg` has it."""
