"""The report of the conformance tests in EARL 1.0, which every release keeps and the server shows at /conformance.

`python -m tests.system.conformance.report` (`make conformance`) runs every test and writes it.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from server.build.publish.texts import REPORT
from tests.conftest import ROOT
from tests.system.conformance.archive import MISSING
from tests.system.conformance.endpoints import federated
from tests.system.conformance.manifest import Case, cases
from tests.system.conformance.run import Outcome, run

HEADER = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix earl: <http://www.w3.org/ns/earl#> .
@prefix eikg: <https://w3id.org/eikg/> .
"""
PARTIES = """
eikg:sparql a earl:TestSubject ; dcterms:title "The SPARQL endpoint of this server"@en .
eikg:tests a earl:Software ; dcterms:title "tests/system/conformance"@en .

"""
LOCAL_NAME = re.compile(r"[A-Za-z][\w-]*")


@cache
def ignored() -> Mapping[str, str]:
    """Tests that are known to fail, with the reason."""
    groups = tomllib.loads(Path(__file__).with_name("ignored.toml").read_text("utf-8"))
    return {name: group["reason"] for group in groups.values() for name in group["tests"]}


def report(outcomes: Mapping[Case, Outcome]) -> str:
    """The report: one assertion a line, in the order of the suites."""
    namespaces = dict.fromkeys(case.iri.partition("#")[0] + "#" for case in outcomes)
    prefixes = {namespace: f"w3c{number}" for number, namespace in enumerate(namespaces, 1)}
    declared = "".join(f"@prefix {prefix}: <{namespace}> .\n" for namespace, prefix in prefixes.items())
    lines = (_assertion(case, outcome, prefixes) for case, outcome in outcomes.items())
    return "".join([HEADER, declared, PARTIES, *lines])


def _assertion(case: Case, outcome: Outcome, prefixes: Mapping[str, str]) -> str:
    namespace, _, name = case.iri.partition("#")
    test = f"{prefixes[namespace + '#']}:{name}" if LOCAL_NAME.fullmatch(name) else f"<{case.iri}>"
    value = "failed" if outcome.problem else "passed"
    reason = ignored().get(case.name, "") if outcome.problem else outcome.remark
    info = f" ; earl:info {_quoted(reason)}@en" if reason else ""
    return (
        f"[] a earl:Assertion ; dcterms:isPartOf {_quoted(case.suite)} ; earl:test {test} ; earl:subject eikg:sparql ; "
        f"earl:assertedBy eikg:tests ; earl:mode earl:automatic ; earl:result [ earl:outcome earl:{value}{info} ] .\n"
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main() -> None:
    """Run everything and write the report."""
    if not cases():
        sys.exit(MISSING)
    with federated() as store:
        outcomes = {case: run(store, case) for case in cases()}
    (ROOT / REPORT).write_text(report(outcomes), "utf-8")
    for case, outcome in outcomes.items():
        if outcome.problem and case.name not in ignored():
            sys.stderr.write(f"{case.name}: {outcome.problem}\n")


if __name__ == "__main__":
    main()
