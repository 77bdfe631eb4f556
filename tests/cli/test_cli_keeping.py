"""sync, export and verify; results, tasks and costs: what the package does, from a shell."""

import json

import polars as pl
import pytest
from job_logs import ago, energies

import jobanalytics as ja


def rows(done):
    return json.loads(done.stdout)


@pytest.fixture
def stored(aws, job_name):
    """A job that stored a result, and had tasks."""
    arn = aws.create_job(job_name, created_at=ago(hours=3))
    aws.put_log_events(arn, energies(3))
    document = {
        "braketSchemaHeader": {"name": "braket.jobs_data.persisted_job_data", "version": "1"},
        "dataDictionary": {"energy": -1.0625, "note": "fine"},
        "dataFormat": "plaintext",
    }
    aws.put_bundle(arn, {"results.json": json.dumps(document).encode(), "more.txt": b"more"})
    device = "arn:aws:braket:us-east-1::device/qpu/ionq/Aria-1"
    aws.put_tasks(arn, [{"device": device, "shots": 100, "created_at": ago(hours=2.9)}] * 2)
    return arn


def test_sync_says_what_came_and_then_that_nothing_did(aws, cli, sweep):
    first = rows(cli("sync", sweep[0], "--archive", "archive", "-f", "json"))
    assert [row["new_observations"] for row in first] == [8] * 6
    aws.reset_calls()
    again = rows(cli("sync", "--archive", "archive", "-f", "json"))
    assert [row["new_observations"] for row in again] == [0] * 6
    assert not aws.calls
    cli("sync", sweep[1][0], "--archive", "archive", "--refresh")
    assert aws.calls["FilterLogEvents"]


def test_sync_of_what_cannot_be_read_whole(aws, cli, own_clients, sweep):
    aws.fail("SearchQuantumTasks", "denied", times=None)
    arguments = ["sync", sweep[0], "--archive", "archive", "-f", "json"]
    done = cli(*arguments, code=1)
    # That something could not be read is no matter of lines that are still to come.
    cli(*arguments, "--incomplete-ok", code=1)
    assert all(row["error"] for row in rows(done))
    assert done.stderr.startswith("warning: 6 of 6 jobs could not be synced whole")
    assert "the returned table" not in done.stderr
    assert ja.Archive("archive").jobs().table(progress=False).height == 6


def test_sync_with_bundles(cli, stored, tmp_path):
    cli("sync", stored, "--archive", "archive", "--bundles")
    assert list((tmp_path / "archive" / "bundles").rglob("*.tar.gz"))


def test_sync_to_nowhere(cli):
    assert "no archive" in cli("sync", "--archive", "none", code=3).stderr


def test_an_archive_answers_as_aws_does(cli, sweep):
    cli("sync", sweep[0], "--archive", "archive")
    for command in (
        ["metrics"],
        ["summary", "--goal", "energy=min"],
        ["leaderboard", "energy", "--goal", "min", "-k", "3"],
        ["compare", "energy", "--by", "n_layers", "--goal", "min"],
        ["varying"],
    ):
        of_aws = cli(*command, *sorted(sweep[1]))
        of_archive = cli(*command, "--archive", "archive")
        assert sorted(of_archive.stdout.splitlines()) == sorted(of_aws.stdout.splitlines())


def test_the_tables_are_those_of_the_package(cli, sweep, tmp_path):
    jobs = ja.search_jobs(name=sweep[0])
    for command, frame in (
        (["table"], jobs.table()),
        (
            ["metrics", "--statistic", "min", "-m", "energy"],
            jobs.metrics("energy", statistic="min"),
        ),
        (["metrics", "--type", "timestamp"], jobs.metrics(metric_type="timestamp")),
        (["summary", "--goal", "min"], jobs.summary(goal="min")),
        (
            ["compare", "energy", "--by", "n_layers", "--goal", "min", "--baseline", "1"],
            jobs.compare("energy", by="n_layers", goal="min", baseline=1),
        ),
        (
            ["compare", "energy", "--by", "seed", "--by", "n_layers", "--goal", "max"],
            jobs.compare("energy", by=["seed", "n_layers"], goal="max"),
        ),
        (
            ["leaderboard", "energy", "--goal", "max", "--across-nodes", "min"],
            jobs.leaderboard("energy", goal="max", across_nodes="min"),
        ),
        (["completeness"], jobs.completeness()),
    ):
        cli(*command, sweep[0], "-o", "table.parquet", "-q")
        table = pl.read_parquet(tmp_path / "table.parquet")
        skip = {"read_at"} & set(table.columns)
        assert table.drop(skip).equals(frame.drop(skip)), command


def test_export(cli, sweep, tmp_path):
    done = cli("export", sweep[0], "-o", "paper", "--partition-by", "n_layers")
    assert done.stderr == "6 jobs in paper\n"
    assert ja.read_parquet(tmp_path / "paper").observations.height == 6 * 8
    assert (tmp_path / "paper" / "observations" / "hyperparameters.n_layers=1").is_dir()
    assert "layers" in cli("export", sweep[0], "-o", "b", "--partition-by", "layer", code=2).stderr


def test_results_and_their_bundles(cli, stored, job_name, tmp_path):
    (row,) = rows(cli("results", stored, "-f", "json"))
    assert (row["results.energy"], row["results.note"]) == (-1.0625, "fine")
    (row,) = rows(cli("results", stored, "--bundles", "bundles", "-f", "json"))
    assert (tmp_path / "bundles" / job_name / "more.txt").read_bytes() == b"more"
    assert row["path"].endswith(job_name)


def test_tasks_and_costs_by_ones_own_prices(cli, stored, tmp_path):
    tasks = rows(cli("tasks", stored, "--iterations", "-f", "json"))
    assert [task["shots"] for task in tasks] == [100, 100]
    assert "iteration_number" in tasks[0]
    prices = {"*Aria-1": {"per_task": 0.3, "per_shot": 0.03}, "ml.m5.large": {"per_hour": 3.6}}
    (tmp_path / "prices.json").write_text(json.dumps(prices))
    costs = rows(cli("costs", stored, "--prices", "prices.json", "-f", "json"))
    assert {row["kind"]: row["cost"] for row in costs} == pytest.approx(
        {"tasks": 2 * 0.3 + 200 * 0.03, "instance": 30 * 60 / 1000}
    ) or costs
    (tmp_path / "prices.json").write_text("{'ml.m5.large': 1}")
    assert "is not JSON" in cli("costs", stored, "--prices", "prices.json", code=2).stderr
    (tmp_path / "prices.json").write_text('{"ml.m5.large": 1}')
    assert "per_hour" in cli("costs", stored, "--prices", "prices.json", code=2).stderr


def test_archives_on_s3(aws, cli, sweep):
    aws.put_object("s3://some-bucket/there", b"")
    root = "s3://some-bucket/archive"
    cli("sync", sweep[0], "--archive", root)
    assert len(cli("table", "--archive", root).stdout.splitlines()) == 1 + 6
    cli("verify", "--archive", root)
