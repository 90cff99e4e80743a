"""nginx with the configuration of the examples: as it is, but for ports, paths, and a log that tells who answered."""

from __future__ import annotations

import os
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.conftest import ROOT
from tests.launcher import launched
from tests.ports import reserve

EXAMPLES: Final = ROOT / "server/docs/operations/deploy"
NAME: Final = "example.org"
FROM: Final = "127.0.0.2"
"""The address by which the proxy of the examples comes to the servers."""

_TEMPORARY: Final = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True)
class Proxy:
    """A running nginx: its port for TLS, a context that trusts its certificate, its log."""

    port: int
    context: ssl.SSLContext
    log: Path

    def asked_again(self) -> int:
        """For how many requests more than one server was asked."""
        return sum("," in line for line in self.log.read_text("utf-8").splitlines())


def configure(folder: Path, ports: Sequence[int], port: int) -> Path:
    """Write the configuration of the examples for servers at other ports into a folder; the path of its main file."""
    servers = (EXAMPLES / "eikg-servers.conf").read_text("utf-8")
    for place, behind in zip(("8001", "8002"), ports, strict=True):
        servers = _replaced(servers, f"server 127.0.0.1:{place}", f"server 127.0.0.1:{behind}")
    (folder / "servers.conf").write_text(servers, "utf-8")
    temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in _TEMPORARY)
    log = f"log_format fleet '$status $upstream_addr'; access_log {folder}/access.log fleet;\n{temporary}"
    text = (EXAMPLES / "nginx.conf").read_text("utf-8")
    for shown, real in (
        ("user www-data;", "user root;" if os.getuid() == 0 else ""),  # whom the folder belongs to
        ("pid /run/nginx.pid;", f"pid {folder}/pid;"),
        ("access_log off;", log),
        ("include /etc/nginx/eikg-servers.conf;", f"include {folder}/servers.conf;"),
        ("proxy_cache_path /var/cache/nginx/eikg", f"proxy_cache_path {folder}/cache"),
        ("listen 80;", f"listen 127.0.0.1:{reserve()};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl/example.org.pem", f"{folder}/tls.pem"),
        ("/etc/ssl/example.org.key", f"{folder}/tls.key"),
    ):
        text = _replaced(text, shown, real)
    (folder / "nginx.conf").write_text(text, "utf-8")
    _certify(folder)
    return folder / "nginx.conf"


@contextmanager
def in_front_of(ports: Sequence[int], folder: Path) -> Iterator[Proxy]:
    """nginx as long as the context lasts. Raises NotStarted."""

    def command(port: int) -> list[str]:
        configuration = configure(folder, ports, port)
        return [
            "nginx",
            "-e",
            str(folder / "error.log"),
            "-c",
            str(configuration),
            "-g",
            "daemon off;",
        ]

    with launched(command, folder / "said") as nginx:
        context = ssl.create_default_context(cafile=str(folder / "tls.pem"))
        context.check_hostname = False  # it is asked by its address
        yield Proxy(nginx.port, context, folder / "access.log")


def _replaced(text: str, shown: str, real: str) -> str:
    assert text.count(shown) == 1, f"{shown} stands {text.count(shown)} times in the example"
    return text.replace(shown, real)


def _certify(folder: Path) -> None:
    """Make a certificate that its own key signs."""
    subject = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    files = ["-keyout", str(folder / "tls.key"), "-out", str(folder / "tls.pem")]
    command = ["openssl", "req", "-x509", "-days", "2", *key, *subject, *files]
    subprocess.run(command, check=True, capture_output=True)
