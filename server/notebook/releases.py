"""A release as an rdflib dataset: rdflib's interface, the embedded engine's speed, no server."""

from __future__ import annotations

import os
import sys
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from oxrdflib import OxigraphStore
from pyoxigraph import Store
from rdflib import Dataset

from server.project import VARIABLE

if TYPE_CHECKING:
    from server.release import Release

_NAMES: Final = "server.namespaces"
"""The module that reads the names of a project, for good."""


class _ReadOnly(OxigraphStore):
    """A store in which a graph can be looked at without being made: rdflib notes each that is named."""

    def add_graph(self, graph: Any) -> None:
        """Leave it: a release has the graphs that it has."""


def open_release(folder: str | Path | None = None) -> Dataset:
    """Open a release for reading: the current one of the project in or above the working folder, or another.

    `folder` is that of a project, of releases (such as .eikg), or of one release. The default graph of the dataset
    is the union of all graphs, each triple once; each claim is the named graph `dataset.graph(claim)`. The prefixes
    of the project are bound, so that queries need not declare them. A query runs in this process, with no deadline.

    As long as the dataset is used, no build removes the release. One process reads projects of one table of names.

    Raises NoRelease where there is none, or a damaged one, and ProjectError where no project was found.
    """
    if folder is not None and _NAMES not in sys.modules:
        os.environ.setdefault(VARIABLE, str(folder))
    # These read the project's names when they are imported, which is known by now.
    from server.integrity import hold, refuse_damaged
    from server.namespaces import PREFIXES

    release = _release(Path(folder) if folder is not None else None)
    held = hold(release.path)
    try:
        refuse_damaged(release.path, whole=False)
        dataset = Dataset(store=_ReadOnly(store=Store.read_only(str(release.store))), default_union=False)
    except BaseException:
        os.close(held)
        raise
    weakref.finalize(dataset.store, os.close, held)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace, replace=True)
    return dataset


def _release(folder: Path | None) -> Release:
    """The release that is meant. Raises NoRelease."""
    from server.namespaces import PROJECT
    from server.release import CURRENT, MANIFEST, Release, current, releases_of

    if folder is None:
        return current(releases_of(PROJECT.folder))
    if (folder / MANIFEST).is_file():
        return Release(folder.resolve())
    return current(folder if (folder / CURRENT).exists() else releases_of(folder))
