"""The virtual machine that runs Jena and RDF4J, which `make clients` puts into tests/system/clients/java/target."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tests.conftest import require_file, require_tool
from tests.system.clients.kinds.program import Program

JAVA = Path(__file__).parent.parent / "java"


def machine() -> Program:
    """A process that answers requests for either client."""
    return Program(command("Main"))


def command(program: str, *options: str) -> list[str]:
    """The command that runs one of the programs of java/src; without Java or the program the test is skipped."""
    java = require_tool("java", "default-jdk-headless and maven")
    compiled = JAVA / "target/classes"
    require_file(compiled / f"{program}.class", "`make clients`, with maven and default-jdk-headless")
    return [java, *options, "-cp", f"{compiled}:{JAVA / 'target/libraries'}/*", program]


@cache
def version(name: str) -> str:
    """The version of a library, as pom.xml pins it."""
    found = re.search(rf"<{name}\.version>(.+)<", (JAVA / "pom.xml").read_text("utf-8"))
    assert found, name
    return found[1]
