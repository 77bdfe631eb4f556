"""Braket, CloudWatch Logs, CloudWatch and S3 on this machine, for the demo and the tests.

One process answers boto3, s3fs and the Braket SDK over real HTTP, with AWS's page rules, errors
and quotas, and misbehaves on demand. ``python -m jobanalytics.emulator`` serves from a shell.
"""

from __future__ import annotations

from jobanalytics.emulator.emulator import Emulator
from jobanalytics.emulator.process import EmulatorProcess

__all__ = ["Emulator", "EmulatorProcess"]
