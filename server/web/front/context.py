"""What the application is told of a request beside HTTP, through the WSGI environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.engine import SERVER, Asker
from server.web.front.cache import Kept

KEY: Final = "eikg.context"


def _nothing(_: str) -> Kept | None:
    return None


@dataclass(frozen=True)
class Context:
    """Who asks, and which release answers.

    `release` is the release's name in permanent links and `digest` that of its data; both are empty for data that
    changes, whose results nobody can cite. `pinned`: the request names the release, so its answer never changes.
    `kept` finds a result by its entity tag. `created` is when the release was made, if that is known.
    """

    asker: Asker = SERVER
    release: str = ""
    digest: str = ""
    pinned: bool = False
    kept: Callable[[str], Kept | None] = _nothing
    created: str | None = None


_NONE: Final = Context()


def context_of(environment: Mapping[str, Any]) -> Context:
    """The context of a request; where the application runs under another server, one that knows nothing."""
    found = environment.get(KEY, _NONE)
    return found if isinstance(found, Context) else _NONE
