"""`eikg scratch`: a file of everything that a running scratch dataset holds, and back from the file into one."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from server.commands.scratch import TOKEN

_QUADS: Final = "application/n-quads"
_ADDRESS: Final = "http://127.0.0.1:8000"
_server_option = click.option(
    "--server", default=_ADDRESS, show_default=True, metavar="URL", help="Address of the scratch server."
)
_file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.group("scratch")
def scratch() -> None:
    """Keep what a running scratch dataset holds, and put it back."""


@scratch.command("backup")
@_file_argument
@_server_option
def backup(file: Path, server: str) -> None:
    """Write everything that a scratch dataset holds into FILE, and its digest into FILE.sha256.

    The server goes on meanwhile: FILE holds one state of the dataset, between two updates. It is N-Quads in order, so
    that two backups can be compared line by line. When the command ends both files are on the disk. It overwrites
    nothing.
    """
    digest_file = _digest_file(file)
    for path in (file, digest_file):
        if path.exists():
            raise click.ClickException(f"{path} exists; give another name, or move it away")
    with _answer(server, "GET", {"Accept": _QUADS}) as response:
        content = response.read()
    try:
        _write(file, content)
        # Last, so that a file with a digest is whole.
        _write(digest_file, f"{hashlib.sha256(content).hexdigest()}  {file.name}\n".encode())
    except OSError as error:
        raise click.ClickException(f"the backup cannot be written: {error}") from None
    click.echo(f"{file}: {_statements(content)}")


@scratch.command("restore")
@_file_argument
@_server_option
@click.option("--replace", is_flag=True, help="Put it in the place of what the dataset holds.")
def restore(file: Path, server: str, replace: bool) -> None:
    """Put what FILE holds, by `eikg scratch backup`, into a scratch dataset, which must be empty without --replace.

    FILE must have the digest that stands in FILE.sha256. It is put there whole or not at all, and not at all if the
    dataset is changed meanwhile. Needs the token of the server in EIKG_SCRATCH_TOKEN.
    """
    content = _checked(file)
    token = os.environ.get(TOKEN)
    if not token:
        raise click.ClickException(f"{TOKEN} is not set: it has the token of the server that is written to")
    with _answer(server, "GET", {"Accept": _QUADS}) as response:
        held, tag = response.read(), response.headers["ETag"]
    if held and not replace:
        raise click.ClickException(
            f"the dataset at {server} holds {_statements(held)}; with --replace {file} takes their place"
        )
    fields = {"Authorization": f"Bearer {token}", "Content-Type": _QUADS, "If-Match": tag}
    with _answer(server, "PUT", fields, content):
        pass
    click.echo(f"{server}: {_statements(content)}")


def _checked(file: Path) -> bytes:
    """What a backup holds. Raises ClickException where it is not what was written."""
    digest_file = _digest_file(file)
    try:
        content, noted = file.read_bytes(), digest_file.read_text("utf-8").split()
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"the backup cannot be read: {error}") from None
    if noted[:1] != [hashlib.sha256(content).hexdigest()]:
        raise click.ClickException(f"{file} is damaged: it has not the digest that {digest_file} tells")
    return content


def _digest_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.sha256")


def _statements(content: bytes) -> str:
    number = content.count(b"\n")
    return f"{number:,} {'statement' if number == 1 else 'statements'}"


def _write(path: Path, content: bytes) -> None:
    """Write a new file; when this returns it outlasts a cut of the power. Raises OSError, also where there is one."""
    try:
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise
    except OSError:
        path.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _answer(
    server: str, method: str, fields: dict[str, str], body: bytes | None = None
) -> Iterator[HTTPResponse]:
    """What the graph store of a server answers. Raises ClickException where it refuses, or nobody answers."""
    try:
        parts = urlsplit(server)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or parts.scheme != "http":
        raise click.BadParameter(f"'{server}' is no address as {_ADDRESS}", param_hint="--server")
    connection = HTTPConnection(host, port)
    try:
        connection.request(method, f"{parts.path.rstrip('/')}/data", body, fields)
        response = connection.getresponse()
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise click.ClickException(f"{server} refuses: {_reason(response)}")
        yield response
    except (OSError, HTTPException) as error:
        reason = str(error) or type(error).__name__
        raise click.ClickException(f"{server} gives no whole answer: {reason}") from None
    finally:
        connection.close()


def _reason(response: HTTPResponse) -> str:
    if response.status == HTTPStatus.NOT_FOUND:
        return "there is no scratch dataset, which `eikg serve --scratch` serves"
    try:
        return str(json.loads(response.read())["detail"])
    except (ValueError, KeyError, TypeError):
        return f"{response.status} {response.reason}"
