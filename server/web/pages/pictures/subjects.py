"""Whom a picture can be of: read once, as a release never changes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.engine.reading import Reader
from server.engine.rows import Row
from server.namespaces import OWN
from server.web.pages.messages import LANGUAGES
from server.web.pages.model.graph import text
from server.web.pages.model.labels import Labels, labels_in


@dataclass(frozen=True)
class Subjects:
    """The organisations in which others have a status and those who have one, each with how many such affiliations.

    `statuses` and `changes` are the concepts in use, the commonest first, so that each is drawn alike in all pictures.
    """

    organisations: Mapping[str, int]
    members: Mapping[str, int]
    statuses: tuple[str, ...]
    changes: tuple[str, ...]
    names: Mapping[str, Labels]

    @property
    def first(self) -> str:
        """The organisation with the most affiliations, empty without any."""
        return next(iter(self.organisations), "")

    def listed(self, of: Mapping[str, int], language: str) -> list[tuple[str, str]]:
        """The IRIs and names of some of them, in the order of the names."""
        named = [(iri, self.names[language][iri].text) for iri in of]
        return sorted(named, key=lambda one: one[1].casefold())


def subjects() -> Reader[Subjects]:
    """Return whom a picture can be of."""
    affiliated, restricted, changed = yield [
        f"""SELECT DISTINCT ?affiliation ?organisation ?member ?status WHERE {{
        ?affiliation a {OWN}:Affiliation ; {OWN}:status ?status .
        ?affiliation org:organization ?organisation ; org:member ?member }}""",
        f"SELECT DISTINCT ?one WHERE {{ ?restriction a {OWN}:Restriction ; {OWN}:imposedBy|{OWN}:target ?one }}",
        f"SELECT ?change ?kind WHERE {{ ?change {OWN}:changeKind ?kind }}",
    ]
    once = {text(row, "affiliation"): row for row in affiliated}.values()
    organisations, members = (_commonest(once, name) for name in ("organisation", "member"))
    others = {text(row, "one"): 0 for row in restricted}
    members = {**members, **{iri: 0 for iri in others if iri not in organisations and iri not in members}}
    statuses, changes = _commonest(affiliated, "status"), _commonest(changed, "kind")
    names = yield from labels_in({*organisations, *members, *statuses, *changes}, LANGUAGES)
    return Subjects(organisations, members, tuple(statuses), tuple(changes), names)


def _commonest(rows: Iterable[Row], name: str) -> dict[str, int]:
    counted = Counter(text(row, name) for row in rows)
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))
