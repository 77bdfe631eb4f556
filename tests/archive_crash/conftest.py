"""One fork server and one set of scenarios for all tests of a process."""

import os
from pathlib import Path

import pytest
from children import Children
from crash_scenarios import make_scenarios
from cutting_proxy import CuttingProxy

import jobanalytics


@pytest.fixture(scope="session")
def children(emulator):
    """Start processes that change archives."""
    here = Path(__file__).parent
    paths = [here, here.parent, Path(jobanalytics.__file__).parents[1]]
    environ = {**emulator.environ, "AWS_MAX_ATTEMPTS": "2"}
    at_start = {"PYTHONPATH": os.pathsep.join(map(str, paths)), "OPENBLAS_NUM_THREADS": "1"}
    with pytest.MonkeyPatch.context() as patch:
        for name in [each for each in os.environ if each.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in (environ | at_start).items():
            patch.setenv(name, value)
        return Children(environ)


@pytest.fixture(scope="session")
def scenarios(emulator, tmp_path_factory):
    """Changes of archives by name."""
    with emulator.environment():
        return make_scenarios(emulator, tmp_path_factory.mktemp("scenarios"))


@pytest.fixture
def proxy(aws):
    """Stands before S3, for who takes its environment."""
    with CuttingProxy(aws.environ["AWS_ENDPOINT_URL_S3"]) as serving:
        yield serving
