"""Which tests are run together: `make quick`, `make test` (quick and standard) and `make test-all` (all three).

A file of tests belongs to one tier, by the longest entry here that its path begins with; what has none is standard.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parent


class Tier(StrEnum):
    """`quick`: pure code and Turtle. `standard`: servers and a browser too. `system`: other programs, faults, load."""

    QUICK = "quick"
    STANDARD = "standard"
    SYSTEM = "system"


TIERS: Final[Mapping[str, Tier]] = {
    **dict.fromkeys(
        (
            "answers",
            "authoring",
            "build",
            "claims",
            "commands/load",
            "documentation/test_comparison.py",
            "documentation/test_pages.py",
            "documentation/test_security.py",
            "endpoint",
            "engine",
            "federation/test_answers.py",
            "federation/test_endpoints.py",
            "federation/test_answer_cache.py",
            "ontology",
            "queries",
            "questions",
            "rdf",
            "saved",
            "sparql",
            "test_settings.py",
            "test_tiers.py",
            "triples",
            "web/test_about.py",
            "web/test_assets.py",
            "web/test_asserted.py",
            "web/test_at_issue.py",
            "web/test_cache.py",
            "web/test_cells.py",
            "web/test_conformance.py",
            "web/test_dates.py",
            "web/test_discrepancy_words.py",
            "web/test_list_columns.py",
            "web/test_kept.py",
            "web/test_periods.py",
            "web/test_problem_pages.py",
            "web/test_releases.py",
            "web/test_sitemap.py",
            "web/test_sections.py",
            "web/test_why.py",
            "web/test_words.py",
            "why",
        ),
        Tier.QUICK,
    ),
    **dict.fromkeys(
        (
            "answers/test_over_http.py",
            "claims/test_views.py",
            "commands/load/test_connections.py",
            "commands/load/test_model.py",
            "endpoint/test_arrow.py",
            "endpoint/test_join_order.py",
            "endpoint/test_sources.py",
            "engine/test_confinement.py",
            "engine/test_pool.py",
            "engine/test_privileges.py",
            "engine/test_remote.py",
            "engine/test_rows.py",
            "engine/test_updates.py",
            "ontology/test_closure.py",
            "ontology/test_contradictions.py",
            "ontology/test_export.py",
            "ontology/test_quality.py",
            "ontology/test_structure.py",
            "sparql/test_quick_looks.py",
            "why/test_release.py",
        ),
        Tier.STANDARD,
    ),
    **dict.fromkeys(
        (
            "browser/test_discrepancies.py",
            "browser/test_keyboard.py",
            "browser/test_languages.py",
            "browser/test_lists.py",
            "browser/test_ontology.py",
            "browser/test_pictures.py",
            "browser/test_queries.py",
            "commands/test_build.py",
            "commands/test_causes.py",
            "commands/test_completion.py",
            "commands/test_consistency.py",
            "commands/test_deprecations.py",
            "commands/test_diff.py",
            "commands/test_doctor.py",
            "commands/test_full_disk.py",
            "commands/test_init.py",
            "commands/test_mcp.py",
            "commands/test_new.py",
            "commands/test_new_files.py",
            "commands/test_new_refused.py",
            "commands/test_report.py",
            "commands/test_succession.py",
            "commands/test_terminal.py",
            "commands/test_version.py",
            "documentation/test_documents.py",
            "documentation/test_examples.py",
            "documentation/test_walks.py",
            "endpoint/test_steps.py",
            "engine/test_async_pool.py",
            "engine/test_template.py",
            "engine/test_updates.py",
            "federation/test_canary.py",
            "federation/test_failures.py",
            "federation/test_joining.py",
            "federation/test_server.py",
            "notebook",
            "ontology/test_import.py",
            "ontology/test_mutants.py",
            "ontology/test_profile.py",
            "ontology/test_reasoning.py",
            "system",
            "test_integrity.py",
            "test_launcher.py",
            "web/test_budgets.py",
            "web/test_connections.py",
            "web/test_damage.py",
            "web/test_fragments_http.py",
            "web/test_languages.py",
            "web/test_memento.py",
            "web/test_orphans.py",
            "web/test_preconditions.py",
            "web/test_reloading.py",
            "web/test_round_trips.py",
            "web/test_running.py",
            "web/test_scratch_guard.py",
            "web/test_sparql_limits.py",
            "web/test_switching.py",
        ),
        Tier.SYSTEM,
    ),
}
"""Folders and files; a file within a folder that is named too overrides it."""


def tier_of(path: Path) -> Tier:
    """The tier of a file of tests."""
    name = path.relative_to(FOLDER).as_posix()
    entries = [entry for entry in TIERS if name == entry or name.startswith(f"{entry}/")]
    return TIERS[max(entries, key=len)] if entries else Tier.STANDARD


class NotQuick(RuntimeError):
    """A quick test started another program than Python or used the network; it belongs to another tier."""


_alone = False


@contextmanager
def alone() -> Iterator[None]:
    """As long as the context lasts, another program than this Python and every connection raise NotQuick."""
    global _alone
    _alone = True
    try:
        yield
    finally:
        _alone = False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _alone:
        return
    if event == "subprocess.Popen" and str(arguments[0]) != sys.executable:
        raise NotQuick(f"a quick test starts {arguments[0]}")
    if event in ("socket.connect", "socket.bind") and isinstance(arguments[1], tuple):
        raise NotQuick(f"a quick test uses the network: {event} {arguments[1]}")


sys.addaudithook(_watch)
