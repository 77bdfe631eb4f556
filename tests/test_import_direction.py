"""Imports run one way: what computes knows nothing of where the data come from."""

import ast
from pathlib import Path

import pytest

import jobanalytics

ROOT = Path(jobanalytics.__file__).parent
SOURCES = {
    ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in ROOT.rglob("*.py")
}

READ = ["observations", "completeness", "bundles", "quantum_job"]
COMPUTED = [
    *("tables", "comparison", "plotting", "report", "export", "notebook", "job_set", "watching")
]

# Who may not know whom, directly or through others.
UNKNOWN_TO = {
    "errors": ["schema", "merging", *READ, *COMPUTED],
    "schema": ["merging", *READ, *COMPUTED],
    "concurrently": ["schema", "merging", *READ, *COMPUTED],
    "observations": ["merging", "completeness", "bundles", "quantum_job", *COMPUTED],
    "merging": ["completeness", "bundles", "quantum_job", *COMPUTED],
    "completeness": ["merging", "bundles", "quantum_job", *COMPUTED],
    "bundles": ["schema", "observations", "merging", "completeness", "quantum_job", *COMPUTED],
    "quantum_job": ["bundles", *COMPUTED],
    "local_job": COMPUTED,
    "storage": ["merging", *READ, *COMPUTED],
    "tables": [*READ, *(name for name in COMPUTED if name != "tables")],
    "comparison": [*READ, *(name for name in COMPUTED if name != "comparison")],
    "plotting": [*READ, *(name for name in COMPUTED if name not in {"plotting", "comparison"})],
    "report": ["merging", "bundles", "quantum_job", *(set(COMPUTED) - {"report"})],
    "export": ["merging", *READ, *(name for name in COMPUTED if name != "export")],
    "notebook": ["bundles", "plotting", "report", "export", "job_set", "watching"],
    "job_set": ["bundles", "watching"],
    "watching": ["bundles", "plotting", "report", "export"],
    "aws": ["local_job"],
}
# Where jobs come from, and the command line, are known to nobody of these.
SOURCES_OF_JOBS = ["aws", "local_job", "emulator", "demo", "cli"]


def imports_of(module):
    """Name the modules of this package that a module imports, for type checkers too."""
    found = set()
    for node in ast.walk(ast.parse(SOURCES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name in SOURCES} - {"jobanalytics"}


def known_to(part):
    """Name every module that some module of this part imports, directly or through others."""
    waiting = [name for name in SOURCES if is_in(name, part)]
    known = set()
    while waiting:
        new = imports_of(waiting.pop()) - known
        known |= new
        waiting += new
    return known


def is_in(module, part):
    return f"{module}.".startswith(f"jobanalytics.{part}.")


@pytest.mark.parametrize("part", UNKNOWN_TO)
def test_no_module_knows_a_later_one(part):
    if not any(is_in(name, part) for name in SOURCES):
        pytest.skip(f"{part} is not there")
    forbidden = {*UNKNOWN_TO[part], *SOURCES_OF_JOBS} - {part}
    known = known_to(part)
    assert {name for name in known for other in forbidden if is_in(name, other)} == set()


def test_the_package_imports_nothing_of_itself_at_once():
    tree = ast.parse(SOURCES["jobanalytics"].read_text("utf-8"))
    imported = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert not [name for name in imported if name.startswith("jobanalytics")]
