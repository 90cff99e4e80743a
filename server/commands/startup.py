"""What is looked at before a server starts: those checks of an installation by which it can work, and how well."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator

from server.commands.installation import Verdict
from server.commands.installation.machine import (
    clock,
    descriptors,
    descriptors_needed,
    kernel,
    memory,
    rights,
)
from server.commands.installation.settings import settings_of
from server.release import Release
from server.settings import Settings, SettingsError


def prepare_to_serve(settings: Settings, release: Release | None) -> Iterator[str]:
    """Raise the limit of descriptors as far as is needed; yield what the operator should change.

    Raises SettingsError where it cannot work as it is.
    """
    for findings in (
        settings_of(settings, os.environ),
        rights(settings),
        kernel(),
        descriptors(settings),
        memory(settings, release),
        clock(release),
    ):
        for finding in findings:
            if finding.verdict is Verdict.BROKEN:
                raise SettingsError(str(finding))
            if finding.verdict is Verdict.WARNING:
                yield str(finding)
    _raise_descriptors(settings)


def refuse_broken(settings: Settings) -> None:
    """Raise SettingsError for settings that no server can work with, whatever the machine."""
    for finding in settings_of(settings, os.environ):
        if finding.verdict is Verdict.BROKEN:
            raise SettingsError(str(finding))


def _raise_descriptors(settings: Settings) -> None:
    needed = descriptors_needed(settings)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
