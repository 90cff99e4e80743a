"""Triple Pattern Fragments (Hydra Community Group), with quad patterns and bindings (brTPF): requests and documents.

A fragment is what matches one pattern, in pages; a page says how many match and how to ask for any other pattern. So a
client can join on its own side, and the server does nothing that could take long.
"""
