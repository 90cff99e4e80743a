"""SERVICE, for the endpoints of an allow list: the server calls them and joins their answers into the query.

if federation := federation_of(settings): job = federation.joined(pool, job, client).job
"""

from server.federation.joining import Answers, Federation, check_syntax, federation_of

__all__ = ["Answers", "Federation", "check_syntax", "federation_of"]
