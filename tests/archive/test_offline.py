"""Every method of an archive's jobs works without a network, and says what the jobs say."""

import json
import warnings
from uuid import uuid4

import pytest
from polars.testing import assert_frame_equal
from small_sweep import put

from jobanalytics import Archive, AwsError, IncompleteMetricsWarning, JobSet, search_jobs

FRAMES = {
    "table": lambda jobs: jobs.table(),
    "observations": lambda jobs: jobs.observations(),
    "metrics": lambda jobs: jobs.metrics(),
    "metrics of one": lambda jobs: jobs.metrics("energy", metric_type="timestamp"),
    "summary": lambda jobs: jobs.summary("energy", goal="min"),
    "leaderboard": lambda jobs: jobs.leaderboard("energy", goal="min"),
    "curves": lambda jobs: jobs.curves("energy", x="elapsed"),
    "bands": lambda jobs: jobs.bands("energy", "n_layers"),
    "compare": lambda jobs: jobs.compare("energy", "n_layers", goal="min"),
    "varying": lambda jobs: jobs.varying(),
    "results": lambda jobs: jobs.results(),
    "tasks": lambda jobs: jobs.tasks(on="iteration_number"),
    "costs": lambda jobs: jobs.costs(),
    "lineage": lambda jobs: jobs.lineage(),
    "completeness": lambda jobs: jobs.completeness().drop("read_at"),
    "filter": lambda jobs: jobs.filter(n_layers=2).table(),
    "group_by": lambda jobs: jobs.group_by("n_layers")[1].observations(),
    "difference": lambda jobs: jobs.diff(0, 1).summary,
    "errors": lambda jobs: jobs.errors(),
}


def put_more(aws, name):
    """Put the sweep in, with results, tasks, and a job that failed; give its jobs."""
    arns = put(aws, name)
    for number, arn in enumerate(arns[:4]):
        document = {"dataDictionary": {"energy": number / 3, "x": [1, None]}}
        document["dataFormat"] = "plaintext"
        aws.put_bundle(arn, {"results.json": json.dumps(document).encode(), "a/b.txt": b"b" * 99})
        aws.put_tasks(arn, [{"status": "COMPLETED", "shots": 100 * number, "device": "d"}] * 2)
    aws.update_job(arns[5], status="FAILED", failure_reason="out of memory")
    return JobSet(sorted(search_jobs(name=f"{name}-*"), key=lambda job: job.name))


@pytest.fixture
def swept(aws, job_name):
    return put_more(aws, job_name)


@pytest.fixture(scope="module")
def told(emulator, tmp_path_factory):
    """What the jobs say, by name of the frame, and the root of their archive."""
    with emulator.environment(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Jobs are final", IncompleteMetricsWarning)
        jobs = put_more(emulator, f"told-{uuid4().hex[:12]}")
        frames = {name: ask(jobs) for name, ask in FRAMES.items()}
        archive = Archive(tmp_path_factory.mktemp("told") / "archive")
        archive.sync(jobs)
    return frames, archive.root


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.filterwarnings("ignore:Jobs are final:jobanalytics.IncompleteMetricsWarning")
def test_a_frame_is_what_the_jobs_say(aws, told, offline, name):
    frames, root = told
    offline()
    with pytest.raises(AwsError):
        search_jobs()
    assert_frame_equal(FRAMES[name](Archive(root).jobs()), frames[name])


def test_the_plot(archive, swept, offline):
    archive.sync(swept)
    offline()
    axes = archive.jobs().plot.curves("energy", by="n_layers")
    assert len(axes.lines) == 6


def test_bundles(archive, swept, offline, tmp_path):
    archive.sync(swept, bundles=True)
    offline()
    table = archive.jobs().download_results(tmp_path / "bundles")
    assert table["path"].null_count() == 2
    for place in table["path"].drop_nulls():
        assert (tmp_path / place / "a" / "b.txt").read_bytes() == b"b" * 99


def test_bundles_of_jobs_that_are_final_already(aws, archive, swept, offline, tmp_path):
    archive.sync(swept)
    with pytest.raises(LookupError, match=r"does not hold the bundle of job .*bundles=True"):
        archive.jobs().download_results(tmp_path / "bundles")
    aws.reset_calls()
    archive.sync(swept, bundles=True)
    assert not {"FilterLogEvents", "SearchQuantumTasks"} & aws.calls.keys()
    aws.reset_calls()
    archive.sync(swept, bundles=True)
    assert aws.calls == {}
    offline()
    assert archive.jobs().download_results(tmp_path / "bundles")["path"].null_count() == 2


def test_the_users_script(archive, swept, offline):
    archive.sync(swept)
    offline()
    assert archive.jobs().leaderboard("energy", goal="min", k=1).height == 1


def test_a_running_job_is_warned_of_offline_too(aws, archive, job_name, offline):
    arn = aws.create_job(job_name, "RUNNING")
    aws.put_log_events(arn, ["Metrics - energy=1; iteration_number=0;"])
    archive.sync(arn)
    offline()
    with pytest.warns(IncompleteMetricsWarning, match="The job is RUNNING: more lines can come"):
        archive.jobs().metrics()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        archive.jobs().completeness()
