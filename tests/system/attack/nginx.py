"""nginx in front of the server, as in Debian: the nginx.conf of its package, and its proxy_params at one location.

It has more connections than there: an attack has 500, each takes two, and nginx answers 500 by itself when it has none.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.launcher import launched
from tests.system.attack.attack import HOST

PROGRAM: Final = "nginx"
PACKAGE: Final = "nginx-light"

_CONFIGURATION: Final = """
{user}
daemon off;
worker_processes auto;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    # Visitors are of this machine here; no proxy of a real site names one that is.
    map $remote_addr $visitor {{ "~^127[.](?<rest>.*)$" 10.$rest; default $remote_addr; }}
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    default_type application/octet-stream;
    access_log off;
    gzip on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen {host}:{port};
        location / {{
            proxy_pass http://{host}:{behind};
            proxy_set_header Host $http_host;
            proxy_set_header X-Real-IP $remote_addr;
            proxy_set_header X-Forwarded-For $visitor;
            proxy_set_header X-Forwarded-Proto $scheme;
        }}
    }}
}}
"""


def is_installed() -> bool:
    """Whether it can be started."""
    return shutil.which(PROGRAM) is not None


@contextmanager
def in_front_of(behind: int) -> Iterator[int]:
    """nginx as long as the context lasts; yields its port. Raises NotStarted."""
    with tempfile.TemporaryDirectory(prefix="eikg-nginx-") as name:
        folder = Path(name)
        user = "user root;" if os.getuid() == 0 else ""  # so that its workers may use the folder

        def command(port: int) -> list[str]:
            text = _CONFIGURATION.format(user=user, folder=folder, host=HOST, port=port, behind=behind)
            (folder / "nginx.conf").write_text(text, "utf-8")
            return [PROGRAM, "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]

        with launched(command, folder / "said") as server:
            yield server.port
