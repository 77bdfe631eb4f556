"""Commands to try it without AWS: emulator, demo."""

# Typer reads these annotations, so that they are no strings here.

import tempfile
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from jobanalytics.cli.running import current_run
from jobanalytics.cli.spreading import command

__all__ = ["add_to"]

_PANEL = "Try it without AWS"


def emulator(
    *,
    jobs: Annotated[
        bool,
        typer.Option("--jobs/--no-jobs", help="With the demo's sweep of 24 jobs, or empty."),
    ] = True,
    port: Annotated[int, typer.Option(help="Of all but S3; 0 for any.")] = 0,
    s3_port: Annotated[int, typer.Option(help="Of S3; 0 for any.")] = 0,
    latency: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="What each request waits.")
    ] = 0.0,
    quotas: Annotated[bool, typer.Option("--quotas", help="Throttle as AWS does.")] = False,
    region: Annotated[str, typer.Option(help="Where the jobs are.")] = "us-west-2",
) -> None:
    r"""Start Braket, CloudWatch Logs and S3 on this machine, and serve until Ctrl-C.

    It prints what other shells have to export, so that boto3, the Braket SDK
    and this program talk to it.

    Jobs are put in with boto3: CreateJob makes a QUEUED one, and CreateLogGroup
    (/aws/braket/jobs), CreateLogStream and PutLogEvents its log. Jobs in any
    state, and their logs, come from a POST of JSON to /_emulator/<action>, where
    the actions and their arguments are those of the methods of
    jobanalytics.emulator.Emulator: create_job, put_log_events, update_job,
    put_tasks, configure and others, but not the ones for S3:

      curl "$AWS_ENDPOINT_URL_BRAKET/_emulator/create_job" \
        -d '{"name": "vqe-1", "hyperparameters": {"n_layers": 2}}'

      curl "$AWS_ENDPOINT_URL_BRAKET/_emulator/put_log_events" \
        -d '{"arn": "<ARN>", "events": ["Metrics - energy=-1.5;"]}'

    It answers {"result": "<ARN of the job>"}, or {"error": "..."} with status 400.

    For example, and then in another shell:

      jobanalytics emulator
    """
    serving = import_module("jobanalytics.emulator.serving")
    aws = import_module("jobanalytics.emulator").Emulator(
        latency=latency, quotas=quotas, region=region, port=port, s3_port=s3_port
    )
    try:
        aws.start()
    except OSError as error:
        raise typer.BadParameter(str(error), param_hint="--port") from error
    with aws:
        if jobs:
            current_run().note("Running the jobs of the demo ...")
            count = _put_demo_jobs(aws)
            current_run().note(f"{count} jobs: jobanalytics table 'vqe-*'")
        serving.serve(aws)


def _put_demo_jobs(aws: Any) -> int:
    """Run the demo's jobs, put them into an emulator, and return how many there are."""
    sweep = import_module("jobanalytics.demo.sweep")
    last_night = import_module("jobanalytics.demo.__main__").LAST_NIGHT
    with tempfile.TemporaryDirectory() as folder:
        runs = sweep.run_sweep(sweep.sweep(), Path(folder), -last_night.total_seconds())
    sweep.put_into(aws, runs)
    return len(runs)


def demo(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where tables and plots go.")
    ] = Path("demo-output"),
) -> int:
    """Run a sweep on this machine, and analyse it as if it had run on Braket.

    For example:

      jobanalytics demo --output demo-output
    """
    code: int = import_module("jobanalytics.demo.__main__").main(["--output", str(output)])
    return code


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for function in (emulator, demo):
        command(app, _PANEL)(function)
