"""SERVICE, for the endpoints of an allow list: the server calls them and joins their answers into the query.

if federation := federation_of(settings): job = federation.joined(pool, job, client)
"""

from server.federation.joining import Federation, federation_of

__all__ = ["Federation", "federation_of"]
