"""A situation or event in a line of a thing's page, as HTML: with whom, as what, when, who says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from server.rdf.iris import readable
from server.web.pages.cells import disputed, name, sources
from server.web.pages.model.dates import qualified
from server.web.pages.model.discrepancies import Discrepancy
from server.web.pages.model.divided import Line, Section
from server.web.pages.model.labels import Labels, path_of
from server.web.pages.model.periods import Days, Held, Period, Scale
from server.web.pages.model.tellings import Telling, Time
from server.web.pages.rendering import word


@dataclass(frozen=True)
class Lines:
    """Writes the lines of a page; `disputes` are by the IRI of what is told, `moment` is marked in the bars of time."""

    labels: Labels
    disputes: Mapping[str, Sequence[Discrepancy]]
    moment: Days | None

    def line(self, one: Line, section: Section) -> Markup:
        """Return the line of a section."""
        told, perhaps = one.telling, one.held is Held.PERHAPS
        tie = ""
        if section.ties > 1:
            tie = f'<span class="tie">← {self._texts(one.predicates)}</span>'
        unsure = f'<span class="tag">{escape(word("asof_perhaps"))}</span>' if perhaps else ""
        times = "\n".join(self._time(time, told, section.scale) for time in told.times)
        if section.scale and not told.times:
            times = f'<span class="quiet">{escape(word("period_none"))}</span>'
        disputes = disputed(self.disputes.get(told.iri, ()), self.labels)
        html = (
            f'<li class="line{" perhaps" if perhaps else ""}">'
            f'<div class="value">{self._what(told)}\n{disputes}\n{tie}</div>\n'
            f'<div class="when">{unsure}\n{times}</div>\n{sources(told.sources, self.labels)}</li>\n'
        )
        return Markup(html)  # noqa: S704 - all parts are escaped

    def _what(self, told: Telling) -> str:
        if told.named:
            concepts = self._names(told.concepts)
            role = f'\n<span class="as">{concepts}</span>' if concepts else ""
            return f"{name(told.iri, self.labels)}{role}"
        what = self._texts(told.concepts) or escape(word("thing_details"))
        return (
            f'{self._names(told.ends)}\n<a class="as" href="{escape(path_of(told.iri) or "")}"'
            f' title="{escape(readable(told.iri))}">{what}</a>'
        )

    def _time(self, time: Time, told: Telling, scale: Scale | None) -> str:
        period = time.period
        bar = self._bar(period, scale) if scale and told.own else ""
        said = sources(time.sources, self.labels) if time.sources != told.sources else ""
        return (
            f'<div><span class="figure" title="{escape(period.value)}">{escape(in_words(period))}</span>'
            f"{bar}{said}</div>"
        )

    def _bar(self, period: Period, scale: Scale) -> str:
        bar = scale.bar(period)
        sort = "open" if bar.open_start or (bar.open_end and not period.ongoing) else "whole"
        moment = f'<path class="moment" d="M{scale.at(self.moment.first)} 0V12"/>' if self.moment else ""
        return (
            f'<svg class="bar" viewBox="0 0 {scale.width} 12" preserveAspectRatio="none" role="img"'
            f' aria-label="{escape(in_words(period))}"><path class="ground" d="M0 6H{scale.width}"/>'
            f'<rect x="{bar.x}" y="2" width="{bar.width}" height="8" class="{sort}"/>{moment}</svg>'
        )

    def _names(self, iris: Sequence[str]) -> str:
        return ", ".join(name(iri, self.labels) for iri in iris)

    def _texts(self, iris: Sequence[str]) -> str:
        return ", ".join(escape(self.labels[iri].text) for iri in iris)


def in_words(period: Period) -> str:
    """Return a period as people read it: since, until, or from a date to another."""
    start, finish = map(qualified, period.ends_as_written)
    if not period.interval:
        return start
    key = {
        (True, True): "period_from_to",
        (True, False): "period_since" if period.ongoing else "period_from",
        (False, True): "period_until",
    }[period.begin is not None, period.end is not None]
    return word(key, start=start, finish=finish)
