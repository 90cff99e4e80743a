"""The alert rules and the dashboard of server/docs/operations: judged by promtool, on the figures that there are."""

from __future__ import annotations

import json
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, require_tool

FOLDER = ROOT / "server/docs/operations"
ALERTS = FOLDER / "alerts.yml"
CASES = Path(__file__).with_name("alerts_test.yml")
DASHBOARD: dict[str, Any] = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))

_SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("",), "gauge": ("",)}
_OF_GRAFANA = {"$__rate_interval": "5m", "$instance": ".*"}


@pytest.fixture(scope="module")
def promtool() -> str:
    return require_tool("promtool", "prometheus")


def run(*command: str | Path) -> str:
    result = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def test_the_rules_are_such_and_each_fires_on_its_fault_alone(promtool: str, tmp_path: Path) -> None:
    assert "11 rules found" in run(promtool, "check", "rules", ALERTS)
    text = CASES.read_text("utf-8")
    for alert in re.findall(r"alert: (\w+)", ALERTS.read_text("utf-8")):
        assert text.count(alert) == 2, f"{alert} has no case"
    cases = tmp_path / "cases.yml"
    cases.write_text(text.replace("{rules}", str(ALERTS)))
    assert "SUCCESS" in run(promtool, "test", "rules", cases)


def test_the_queries_of_the_dashboard_are_such(promtool: str, tmp_path: Path) -> None:
    rules = [
        {"record": f"panel:{number}", "expr": expression} for number, expression in enumerate(expressions())
    ]
    assert len(rules) >= len(DASHBOARD["panels"])
    path = tmp_path / "dashboard.yml"
    path.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))  # which is YAML, too
    run(promtool, "check", "rules", path)


def test_each_metric_that_is_named_is_among_the_figures(address: str) -> None:
    with urllib.request.urlopen(f"{address}/metrics") as answer:
        kinds = re.findall(r"^# TYPE (\w+) (\w+)$", answer.read().decode(), re.MULTILINE)
    there = {f"{name}{suffix}" for name, kind in kinds for suffix in _SUFFIXES[kind]}
    shown = named("\n".join(expressions()))
    assert named(ALERTS.read_text("utf-8")) <= there
    assert shown <= there
    described = named((ROOT / "server/docs/operations.md").read_text("utf-8"))
    assert there >= {name for name in described if not re.search(r"eikg_(request|engine)_seconds", name)}
    assert {re.sub(r"_(bucket|sum|count)$", "", name) for name in there if name.startswith("eikg_")} == {
        re.sub(r"_(bucket|sum|count)$", "", name) for name in shown
    }, "a figure is in no panel"


def test_panels_do_not_share_a_number_or_a_place() -> None:
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len({(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}) == len(panels)
    assert all(panel["title"] and panel["description"] for panel in panels)


def expressions() -> Iterator[str]:
    """The queries of the panels with values in place of Grafana's variables."""
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            text = target["expr"]
            for name, value in _OF_GRAFANA.items():
                text = text.replace(name, value)
            yield text


def named(text: str) -> set[str]:
    """The metrics that a text names."""
    return {*re.findall(r"\beikg_[a-z_]+\b", text)}
