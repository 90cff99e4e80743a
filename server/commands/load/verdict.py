"""What the outcomes of rising rates tell: what a server bears, where it breaks, and what to set."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from server.commands.load.figures import Watched
from server.commands.load.measuring import NO_ANSWER, Outcome, Refusal, is_failure, percentile
from server.endpoint.problem_kinds import Slug

_FULL: Final = 0.9
"""The share of the processors' time from which on they are what limits."""

_LATE: Final = 0.25
"""The share of the latency allowed from which on it is this process that is late."""

_MEBIBYTE: Final = 1024 * 1024
_RATE_LIMITED, _BUSY = 429, 503


@dataclass(frozen=True)
class Step:
    """A rate that was tried: what came of it, and what was seen meanwhile."""

    rate: float
    seconds: float
    outcome: Outcome
    watched: Watched

    @property
    def answered(self) -> float:
        """Requests a second that were answered."""
        return self.outcome.answered / max(self.seconds, self.outcome.took)

    def held(self, latency: float) -> bool:
        """Whether no request failed, and 99 percent were answered within so many seconds."""
        return not self.outcome.failed and self.outcome.percentile(99) <= latency


@dataclass(frozen=True)
class Setting:
    """Who asked: from how many addresses, on how many connections, of how many evaluators; with which bound."""

    latency: float
    clients: int
    connections: int
    evaluators: int


@dataclass(frozen=True)
class Verdict:
    """The highest rate that held, the lowest that did not and why, and what to set; None and empty for none."""

    bears: Step | None
    breaks: Step | None
    reason: str
    advice: tuple[str, ...]


def judged(steps: Sequence[Step], setting: Setting) -> Verdict:
    """What rates tell that were tried, in whatever order."""
    holding = [step for step in steps if step.held(setting.latency)]
    breaking = [step for step in steps if not step.held(setting.latency)]
    breaks = min(breaking, key=lambda step: step.rate, default=None)
    bears = max(
        (step for step in holding if breaks is None or step.rate < breaks.rate),
        key=lambda step: step.rate,
        default=None,
    )
    if breaks is None:
        return Verdict(bears, None, "", tuple(_of_cache(bears)) if bears else ())
    advice = (*_of_failures(breaks, setting), *_of_latency(breaks, setting), *_of_cache(breaks))
    return Verdict(bears, breaks, _reason(breaks, setting), advice)


def _reason(step: Step, setting: Setting) -> str:
    outcome = step.outcome
    p99 = f"99 % within {milliseconds(outcome.percentile(99))}"
    if not outcome.failed:
        return f"{p99}, more than {milliseconds(setting.latency)}"
    failures = (
        f"{number:,} × {'no answer' if status == NO_ANSWER else status}"
        for status, number in sorted(outcome.statuses.items())
        if is_failure(status)
    )
    return f"{', '.join(failures)} of {outcome.planned:,} requests; {p99}"


def _of_failures(step: Step, setting: Setting) -> Iterator[str]:
    for status, refusal in sorted(step.outcome.refusals.items()):
        if status == NO_ANSWER:
            yield f"no answer: {refusal.detail}; look at the server's log, EIKG_CONNECTIONS and EIKG_CLIENT_CONNECTIONS"
        elif status == _RATE_LIMITED:
            yield _of_client_limit(refusal, setting)
        elif status == _BUSY:
            yield _of_unavailable(refusal)
        elif is_failure(status):
            yield f"{status}: the server failed, and its log says why ({told(refusal)})"


def _of_client_limit(refusal: Refusal, setting: Setting) -> str:
    policy = refusal.fields.get("ratelimit-policy", "")
    quota = f" ({policy})" if policy else ""
    wait = f"; it asks to wait {refusal.fields['retry-after']} s" if "retry-after" in refusal.fields else ""
    match _members(refusal).get("budget"):
        case "requests":
            name, what = "EIKG_RATE_LIMIT", "rate limit"
        case "seconds":
            name, what = "EIKG_CLIENT_SECONDS", "seconds of evaluation"
        case "errors":
            name, what = "EIKG_CLIENT_ERRORS", "limit of mistakes"
        case _:
            return (
                f"429: one client's share stopped this, not the machine: {setting.clients} addresses asked on "
                f"{setting.connections} connections{wait}. Ask from more (--clients, on this machine), or raise "
                f"EIKG_CLIENT_REQUESTS, EIKG_CLIENT_WAITING and EIKG_CLIENT_QUERIES ({told(refusal)})"
            )
    return (
        f"429: the client's {what} stopped this, not the machine{quota}{wait}. Exempt the address that measures "
        f"with EIKG_RATE_EXEMPT, as loopback is by default, or raise {name}"
    )


def _of_unavailable(refusal: Refusal) -> str:
    slug = str(_members(refusal).get("type", "")).rpartition("/")[2]
    wait = refusal.fields.get("retry-after", "")
    match slug:
        case Slug.BUSY:
            return (
                f"503: more queries waited for an evaluator than may, or for too long (Retry-After: {wait or 'none'}): "
                "that is the server shedding load. EIKG_QUEUE_LENGTH and EIKG_QUEUE_WAIT have it refuse later or sooner"
            )
        case Slug.DEADLINE:
            return "503: queries were stopped at EIKG_QUERY_DEADLINE, which they keep without this load"
        case Slug.MEMORY:
            return "503: queries were stopped at EIKG_QUERY_MEMORY"
        case _:
            return f"503: the server could not answer, and its log says why ({told(refusal)})"


def _of_latency(step: Step, setting: Setting) -> Iterator[str]:
    outcome, watched = step.outcome, step.watched
    if (late := _late(step)) > _LATE * setting.latency:
        yield (
            f"this command itself was up to {milliseconds(late)} late in sending, so it may be what broke: "
            "measure from another machine"
        )
    if outcome.percentile(99) <= setting.latency or _RATE_LIMITED in outcome.refusals:
        return
    full = watched.busy is not None and watched.busy >= _FULL
    all_at_work = bool(setting.evaluators) and watched.running >= setting.evaluators
    if full:
        share = f", {watched.own:.0%} by this command" if watched.own is not None else ""
        yield (
            f"the processors are the limit ({watched.busy:.0%} busy{share}): more evaluators would not help; "
            "more processors, or a second server, would"
        )
    elif all_at_work:
        yield (
            f"all {setting.evaluators} evaluators were at work and {watched.waiting} queries waited while processors "
            "were idle: raise EIKG_EVALUATORS"
        )
    elif watched.held:
        yield (
            f"{watched.held} requests waited for their client's turn: {setting.clients} addresses have "
            "EIKG_CLIENT_REQUESTS each at a time. Ask from more (--clients), or raise EIKG_CLIENT_REQUESTS"
        )
    elif watched.busy is None:
        yield "this machine is not the server's, so how busy its processors were is not known: look there"
    if ended := watched.ended():
        told = ", ".join(f"{number} × {name}" for name, number in ended.items())
        yield (
            f"evaluators were replaced meanwhile ({told}): EIKG_EVALUATOR_MEMORY decides how much one may keep, "
            "EIKG_QUERY_DEADLINE and EIKG_QUERY_MEMORY what a query may take"
        )


def _of_cache(step: Step) -> Iterator[str]:
    if (share := step.watched.from_cache) is not None:
        entries, size = step.watched.kept
        yield (
            f"{share:.0%} of the answers came from the cache, which keeps {entries:,} in "
            f"{size / _MEBIBYTE:,.1f} MiB: EIKG_CACHE_SIZE bounds it"
        )


def _late(step: Step) -> float:
    """The seconds within which this process took up 99 percent of what was due."""
    return percentile(step.outcome.lateness, 99)


def _members(refusal: Refusal) -> dict[str, object]:
    try:
        found = json.loads(refusal.detail)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def told(refusal: Refusal) -> str:
    """What a refusal says, in its own words."""
    return str(_members(refusal).get("detail") or refusal.detail[:200].strip() or f"status {refusal.status}")


def milliseconds(seconds: float) -> str:
    """A time for people."""
    figure = 1000 * seconds
    return f"{figure:,.0f} ms" if figure >= 10 else f"{figure:.2g} ms"
