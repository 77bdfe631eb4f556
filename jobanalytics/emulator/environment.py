"""The environment variables that lead AWS clients to an emulator, and nowhere else."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["leading", "variables"]

# Variables that would lead a client elsewhere; they are taken away while the emulator's hold.
_MISLEADING = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_ENDPOINT_URL",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
)


def variables(url: str, s3_url: str | None, region: str) -> dict[str, str]:
    """Give the environment variables that lead AWS clients to an emulator."""
    endpoints = {
        f"AWS_ENDPOINT_URL_{name}": url
        for name in ("BRAKET", "CLOUDWATCH_LOGS", "CLOUDWATCH", "STS")
    }
    # Without S3 the variable still stands, so that nothing reaches the real one by mistake.
    endpoints["AWS_ENDPOINT_URL_S3"] = s3_url or url
    return {
        **endpoints,
        "AWS_ACCESS_KEY_ID": "emulator",
        "AWS_SECRET_ACCESS_KEY": "emulator",
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


@contextmanager
def leading(changed: Mapping[str, str]) -> Iterator[None]:
    """Set variables, take away those that would lead elsewhere, and put all back in the end."""
    before = {name: os.environ.get(name) for name in (*changed, *_MISLEADING)}
    try:
        for name in _MISLEADING:
            os.environ.pop(name, None)
        os.environ.update(changed)
        _forget_file_systems()
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        _forget_file_systems()


def _forget_file_systems() -> None:
    """Drop s3fs's cached file systems, which would go on with the endpoint they began with."""
    if "s3fs" in sys.modules:
        sys.modules["s3fs"].S3FileSystem.clear_instance_cache()
