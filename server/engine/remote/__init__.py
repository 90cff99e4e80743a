"""Another engine behind the same server: evaluators that have a query answered by a SPARQL endpoint.

An evaluator reads the query of a visitor and the answer of the engine, as either may be hostile, and writes the result
in its format; it has no network. The server carries its questions to the engine, and the answers back. So errors,
limits, formats, deadlines and turns are those of the embedded engine.
"""
