"""What is counted of the engine behind the server, for /metrics."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

CALLS: Final = Counter(
    "eikg_engine_calls",
    "Queries to the engine behind the server: answered, refused (by it), failed, unreachable, spared (circuit open)",
    ("outcome",),
    registry=None,
)
RETRIES: Final = Counter(
    "eikg_engine_retries", "Attempts after a first one that reached no engine", registry=None
)
SECONDS: Final = Histogram(
    "eikg_engine_seconds", "Seconds until the engine behind the server began its answer", registry=None
)
OPEN: Final = Gauge(
    "eikg_engine_circuit_open",
    "1 while the engine behind the server is not asked, as it failed",
    registry=None,
)

FIGURES: Final = (CALLS, RETRIES, SECONDS, OPEN)
