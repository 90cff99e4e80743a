"""All attacks, by the kind of weakness that they aim at."""

from __future__ import annotations

from typing import Final

from tests.system.attack.attack import Attack
from tests.system.attack.kinds import (
    addresses,
    answers,
    bodies,
    caches,
    connections,
    frames,
    headers,
    pages,
    queries,
)

ATTACKS: Final[tuple[Attack, ...]] = (
    *headers.ATTACKS,
    *caches.ATTACKS,
    *answers.ATTACKS,
    *bodies.ATTACKS,
    *connections.ATTACKS,
    *frames.ATTACKS,
    *queries.ATTACKS,
    *pages.ATTACKS,
    *addresses.ATTACKS,
)

BY_NAME: Final = {attack.name: attack for attack in ATTACKS}
