"""Whether the ORDER BY of a saved query decides the order of its rows.

Where it does not (SPARQL 1.1 Query, section 15.1), an engine may give rows that compare as equal in any order: the
order changes from one process to the next, and a reader who comes again believes that the answer has changed.
"""

from __future__ import annotations

from server.sparql.parser import parse


def both_ways(query: str, columns: list[str]) -> tuple[str, str] | None:
    """The query with its columns as the last conditions of its ORDER BY, once ascending and once descending.

    The two give the same rows in the same order exactly if its own conditions leave nothing open. None if there is no
    ORDER BY. `columns` are names of variables without their mark. Raises Unreadable if the query does not parse.
    """
    order_by = parse(query).query.order_by
    if order_by is None:
        return None
    before, after = query[: order_by.end], query[order_by.end :]
    ascending, descending = (
        " ".join(f"{direction}(STR(?{name})) {direction}(LANG(?{name}))" for name in columns)
        for direction in ("ASC", "DESC")
    )
    return f"{before} {ascending}{after}", f"{before} {descending}{after}"


def undecided(columns: list[str], first: list[tuple[str, ...]], second: list[tuple[str, ...]]) -> str | None:
    """A sentence about the first rows in another order in the two answers; None if there are none."""
    for one, other in zip(first, second, strict=True):
        if one != other:
            names = [f"?{name}" for name, a, b in zip(columns, one, other, strict=True) if a != b]
            return (
                f"ORDER BY leaves the order of rows open, which differ in {' '.join(names)}: "
                f"{' | '.join(one)} and {' | '.join(other)}"
            )
    return None
