"""Runs the scripts of examples/, and counts what they ask of the package."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import jobanalytics

EXAMPLES = Path(__file__).parents[1] / "examples"

# What gives a job or several, of which methods can then be called.
_GIVES_JOBS = {"ja.AwsQuantumJob", "ja.LocalQuantumJob", "ja.JobSet", "ja.search_jobs"}


def run_example(name, *arguments, cwd, **variables):
    """Run a script where warnings are errors; it has nothing to say on stderr."""
    path = str(Path(jobanalytics.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / name), *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", **variables},
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def analysis_calls(source):
    """Return the calls of the package in the analysis of a script, in words such as `jobs.costs`.

    The analysis is what comes after `fill` in the script's ``with`` block. A call counts where it
    begins at the package, at one of its modules, or at a job or jobs that it gave; so does a method
    of a frame that is called at once.
    """
    script = ast.parse(source)
    roots = {
        alias.asname or alias.name for statement in script.body for alias in _imported(statement)
    }
    (block,) = (statement for statement in script.body if isinstance(statement, ast.With))
    filling, *analysis = block.body
    assert "fill(aws)" in ast.unparse(filling)
    found = []
    for statement in analysis:
        called = [
            words
            for node in ast.walk(statement)
            if isinstance(node, ast.Call) and (words := _words(node.func)).split(".")[0] in roots
        ]
        found += called
        if isinstance(statement, ast.Assign) and _GIVES_JOBS.intersection(called):
            roots |= {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return found


def _imported(statement):
    """Give what a statement imports of the package; the emulator only sets the scene."""
    if isinstance(statement, ast.Import):
        return [alias for alias in statement.names if alias.name.startswith("jobanalytics")]
    if isinstance(statement, ast.ImportFrom) and statement.module.startswith("jobanalytics"):
        return [] if statement.module == "jobanalytics.emulator" else statement.names
    return []


def _words(function):
    """Return a called expression as names and dots, through calls and subscripts."""
    if isinstance(function, ast.Attribute):
        return f"{_words(function.value)}.{function.attr}"
    if isinstance(function, ast.Call):
        return _words(function.func)
    if isinstance(function, ast.Subscript):
        return _words(function.value)
    return function.id if isinstance(function, ast.Name) else ""
