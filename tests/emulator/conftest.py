"""An emulator without S3, and boto3 clients of it that ask once and are closed at the end."""

import boto3
import botocore.loaders
import botocore.session
import pytest
from botocore.config import Config

from jobanalytics.emulator import Emulator

ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=60)
# Reading the service models takes longer than most tests: it is done once.
LOADER = botocore.loaders.create_loader()


@pytest.fixture
def aws():
    with Emulator(s3=False) as emulator, emulator.environment():
        yield emulator


@pytest.fixture
def client():
    """Make clients: ``client("braket", region_name=...)``."""
    made = []

    def make(service, config=ONCE, key="emulator", **options):
        core = botocore.session.Session()
        core.register_component("data_loader", LOADER)
        session = boto3.Session(
            aws_access_key_id=key, aws_secret_access_key="secret", botocore_session=core
        )
        made.append(session.client(service, config=config, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def braket(aws, client):
    return client("braket", region_name=aws.environ["AWS_REGION"])


@pytest.fixture
def logs(aws, client):
    return client("logs", region_name=aws.environ["AWS_REGION"])
