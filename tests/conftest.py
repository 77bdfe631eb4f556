"""What tests share: hypothesis profiles, and one emulator of AWS for all tests of a process.

The profiles are ``quick`` (the default) and ``thorough``. Each test that takes the emulator has its
environment, and names of its own.
"""

import os
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from job_logs import ago, energies

from jobanalytics.emulator import EmulatorProcess
from jobanalytics.emulator.behaviour import Settings

_SLOW_DRAWS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
settings.register_profile(
    "quick",
    max_examples=40,
    derandomize=True,
    deadline=None,
    suppress_health_check=_SLOW_DRAWS,
)
settings.register_profile(
    "thorough",
    max_examples=1_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=_SLOW_DRAWS,
)
settings.load_profile(os.environ.get("JOBANALYTICS_HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def emulator():
    # In a process of its own: moto keeps one S3 for all emulators of a process.
    with EmulatorProcess() as running:
        yield running


@pytest.fixture
def aws(emulator, monkeypatch):
    """The emulator, and an environment that leads there and asks no more than twice."""
    for name in os.environ:
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    for name, value in (emulator.environ | {"AWS_MAX_ATTEMPTS": "2"}).items():
        monkeypatch.setenv(name, value)
    emulator.reset_calls()
    yield emulator
    emulator.clear_faults()
    emulator.configure(**vars(Settings()))
    emulator.set_retention(None)


@pytest.fixture
def own_clients(monkeypatch):
    """Give a test clients of its own, as those that were throttled go on asking slowly."""
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", uuid4().hex)


@pytest.fixture
def job_name():
    """A name that no other test's job has."""
    return f"vqe-{uuid4().hex[:12]}"


@pytest.fixture
def ended(aws, job_name):
    """The ARN of a job that ended an hour ago and logged the energies 0, 1, … 29."""
    arn = aws.create_job(job_name, created_at=ago(hours=2))
    aws.put_log_events(arn, energies(30))
    return arn
