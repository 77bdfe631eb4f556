"""``python -m jobanalytics.emulator``: serve until Ctrl-C."""

from __future__ import annotations

import argparse
import sys

from jobanalytics.emulator.emulator import Emulator
from jobanalytics.emulator.serving import serve

_EPILOG = """\
Other programs find it through the variables that it prints. They put jobs in with boto3: CreateJob
makes a QUEUED job, and CreateLogGroup (/aws/braket/jobs), CreateLogStream and PutLogEvents its log.
Jobs in any state come from a POST of JSON to /_emulator/<action>, where the actions and their
arguments are those of the methods of jobanalytics.emulator.Emulator: create_job, put_log_events,
update_job, put_tasks, configure and others, but not the ones for S3:

  curl -d '{"name": "vqe-1", "status": "RUNNING", "hyperparameters": {"n_layers": 2}}' \\
      "$AWS_ENDPOINT_URL_BRAKET/_emulator/create_job"

It answers {"result": "<ARN of the job>"}, or {"error": "..."} with status 400.
"""


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM, after printing the variables that lead clients here."""
    parser = argparse.ArgumentParser(
        prog="python -m jobanalytics.emulator",
        description="Braket, CloudWatch Logs, CloudWatch and S3 on this machine.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=0, help="port of all but S3; any by default")
    parser.add_argument("--s3-port", type=int, default=0, help="port of S3; any by default")
    parser.add_argument("--latency", type=float, default=0.0, metavar="S", help="seconds a request")
    parser.add_argument("--quotas", action="store_true", help="throttle as AWS does")
    parser.add_argument("--no-s3", action="store_true", help="start without S3")
    parser.add_argument("--region", default="us-west-2")
    parser.add_argument(
        "--exit-with-stdin", action="store_true", help="end when standard input ends"
    )
    given = parser.parse_args(arguments)
    emulator = Emulator(
        latency=given.latency,
        quotas=given.quotas,
        region=given.region,
        s3=not given.no_s3,
        port=given.port,
        s3_port=given.s3_port,
    )
    with emulator as aws:
        serve(aws, exit_with_stdin=given.exit_with_stdin)
    return 0


if __name__ == "__main__":
    sys.exit(main())
