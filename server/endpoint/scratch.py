"""Who may write to a scratch dataset: whoever holds its token (RFC 6750)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from server.endpoint.problems import HttpProblem, Slug


@dataclass(frozen=True)
class Scratch:
    """A scratch dataset's token, which neither `repr` nor any message shows.

    `follows`: whether its default graph is the union of its named graphs.
    """

    token: str = field(repr=False)
    follows: bool = True

    def authorise(self, header: str | None) -> None:
        """Let an Authorization header pass or raise HttpProblem; the time it takes tells nothing of the token."""
        scheme, _, given = (header or "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self.token.encode()):
            return
        challenge = "Bearer" if not header else 'Bearer error="invalid_token"'
        detail = "Writing needs the header `Authorization: Bearer …` with the token in EIKG_SCRATCH_TOKEN."
        raise HttpProblem(Slug.TOKEN, 401, detail, headers={"WWW-Authenticate": challenge})
