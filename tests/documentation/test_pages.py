"""The documents are whole and true: links lead somewhere, what is named exists, and no list lacks anything."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from server.endpoint.arrow import ARROW, PARQUET
from server.endpoint.formats import GRAPHS, SOLUTIONS
from server.endpoint.http import OPEN_TO_ALL, Headers
from server.endpoint.problem_kinds import Slug
from server.project import VARIABLE
from server.settings import FILE, documentation
from server.web.front.exchange import Exchange
from tests.conftest import ROOT
from tests.documentation.markdown import DOCS, PAGES, TOP, anchors, html, links, relative, rows, text_of
from tests.documentation.walks import all_steps

SERVER = ROOT / "server"


@pytest.mark.parametrize("page", [*TOP, *PAGES], ids=relative)
def test_links_lead_somewhere(page: Path) -> None:
    for target in links(page.read_text("utf-8")):
        if re.match("https?:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.is_relative_to(ROOT), target
        assert found.exists(), target
        assert not anchor or anchor in anchors(found.read_text("utf-8")), target


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_a_document_links_to_files_alone(page: Path) -> None:
    """A server can show no folder."""
    for target in links(page.read_text("utf-8")):
        assert re.match("https?:|#", target) or (page.parent / target.partition("#")[0]).is_file(), target


@pytest.mark.parametrize("page", [*TOP, *PAGES], ids=relative)
def test_a_document_has_no_html(page: Path) -> None:
    """Nothing that a browser would take for an element, such as a placeholder in angle brackets."""
    assert not [*html(page.read_text("utf-8"))]


def test_every_document_is_listed_where_its_folder_begins() -> None:
    for folder in (DOCS, DOCS / "decisions", DOCS / "tutorial"):
        listed = {(folder / target).resolve() for target in links((folder / "README.md").read_text("utf-8"))}
        assert {path for path in folder.glob("*.md") if path.name != "README.md"} <= listed


def names_in(module: Path) -> set[str]:
    """The functions, classes and methods of a module, methods as Class.method."""
    found = set()
    for node in ast.parse(module.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}.{one.name}"
                for one in node.body
                if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
            }
    return found


def test_every_function_of_a_walk_exists() -> None:
    found = all_steps()
    assert len(found) > 60
    names = {module: names_in(module) for module in SERVER.rglob("*.py")}
    for name, module in found:
        places = [relative(other) for other in names if name in names[other]]
        assert name in names.get(module, ()), f"{name} is not in {relative(module)}, but in {places}"


def test_a_link_to_a_module_shows_its_name() -> None:
    for page in PAGES:
        for shown, target in re.findall(r"\[([^\]]+\.py)\]\(([^)]+)\)", page.read_text("utf-8")):
            assert relative((page.parent / target).resolve()).endswith(shown.replace("\\", "")), (
                shown,
                target,
            )


def test_every_folder_of_the_server_has_its_place_in_the_architecture() -> None:
    parts = {path.name for path in SERVER.iterdir() if (path / "__init__.py").is_file()}
    parts |= {"release.py", "faults.py"}
    described = {cells[0].strip("`") for cells in rows(text_of("architecture"), "The folders")}
    assert described - {"folder of `server/"} >= parts


def test_every_setting_is_listed_with_its_default_and_meaning() -> None:
    listed = {cells[0]: cells[1:] for cells in rows(text_of("operations").partition("## Settings")[2])}
    settings = {
        f"`{name}`": [f"`{default}`" if default else "empty", meaning]
        for name, default, meaning in documentation()
    }
    assert {name: cells for name, cells in listed.items() if name.startswith("`")} == settings


@pytest.mark.parametrize("page", [*TOP, *PAGES], ids=relative)
def test_every_variable_that_is_named_exists(page: Path) -> None:
    named = set(re.findall(r"\bEIKG_[A-Z_]*[A-Z]\b", page.read_text("utf-8")))
    known = {name for name, _, _ in documentation()} | {
        "EIKG_SCRATCH_TOKEN",
        VARIABLE,
        "EIKG_REQUIRE_ALL",
        FILE,
        "EIKG_FEDERATION_",
    }
    assert named <= known


def test_every_metric_is_listed() -> None:
    sources = "".join(
        (SERVER / name).read_text("utf-8")
        for name in ("web/front/log.py", "federation/calls.py", "engine/remote/figures.py")
    )
    metrics = set(re.findall(r'"(eikg_\w+)"', sources))
    assert len(metrics) > 8
    listed = set(re.findall(r"`(eikg_\w+)`", text_of("operations")))
    assert {name.removesuffix("_total") for name in listed} == metrics


def test_every_field_of_the_log_is_listed() -> None:
    scope = {"query_string": b""}
    entry = Exchange(scope, Headers(()), "GET", "/").entry(with_query=True)
    listed = {
        name
        for cells in rows(text_of("operations"), "Health and log")
        for name in re.findall(r"`(\w+)`", cells[0])
    }
    assert entry.keys() <= listed


def test_every_format_is_listed_with_its_names() -> None:
    listed = {cells[1]: cells[2] for cells in rows(text_of("http-api"), "Formats")}
    for form in (*SOLUTIONS, ARROW, PARQUET, *GRAPHS):
        assert listed[f"`{form.media_type}`"] == ", ".join(f"`{name}`" for name in form.names)


def test_every_header_that_scripts_may_read_is_listed() -> None:
    listed = set(re.findall(r"`([A-Za-z-]+)`", text_of("http-api"))) | {"Content-Length"}
    exposed = dict(OPEN_TO_ALL)[b"access-control-expose-headers"].decode()
    assert set(exposed.split(", ")) <= listed


def test_every_kind_of_problem_is_listed_with_its_statuses() -> None:
    listed = {cells[0]: set(cells[1].split(", ")) for cells in rows(text_of("http-api"), "Problems")}
    assert listed.keys() - {"kind", "---"} == {f"`{slug}`" for slug in Slug}
    for path in SERVER.rglob("*.py"):
        for name, status in re.findall(r"Slug\.([A-Z_]+), (\d{3})", path.read_text("utf-8")):
            assert status in listed[f"`{Slug[name]}`"], f"{name} {status} in {relative(path)}"


def test_the_glossary_is_in_order_and_names_modules() -> None:
    terms = [cells for cells in rows(text_of("glossary")) if cells[0] not in ("term", "---", "---|---|---")]
    names = [cells[0] for cells in terms]
    assert len(names) > 50
    assert names == sorted(set(names))
    for name, _, where in terms:
        module = re.fullmatch(r"\[[^\]]+\]\(([^)]+\.py)\)", where)
        assert module, name
        text = module[1] + (DOCS / module[1].replace("\\", "")).read_text("utf-8").lower()
        assert all(word in text for word in name.split()), f"{name} is not told of in {where}"
