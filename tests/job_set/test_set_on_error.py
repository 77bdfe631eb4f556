"""What goes wrong with a job is raised, or collected: then the others are returned."""

import pytest

from jobanalytics import (
    AccessDeniedError,
    BundleError,
    IncompleteMetricsError,
    IncompleteMetricsWarning,
    InvalidArgumentError,
    JobNotFoundError,
    JobSet,
    search_jobs,
)
from jobanalytics.schema import JOB_ERRORS

RESULT = b'{"dataDictionary": {"a": 1}, "dataFormat": "plaintext"}'


@pytest.fixture
def one_missing(aws, sweep, missing):
    """The small sweep, and in its midst a job that there is not."""
    aws.put_bundle(sweep[0], {"results.json": RESULT})
    return JobSet([*sweep[:2], missing(sweep[0]), *sweep[2:]])


def reasons(jobs):
    assert jobs.errors().schema == JOB_ERRORS
    return jobs.errors().select("job_arn", "reading", "error").rows()


@pytest.mark.parametrize(
    "ask",
    [
        lambda jobs: jobs.table(),
        lambda jobs: jobs.observations(),
        lambda jobs: jobs.metrics(),
        lambda jobs: jobs.leaderboard("energy", goal="min"),
        lambda jobs: jobs.results(),
        lambda jobs: jobs.tasks(),
        lambda jobs: jobs.costs(),
        lambda jobs: jobs.lineage(),
        lambda jobs: jobs.completeness(),
        lambda jobs: jobs.filter(seed=0),
    ],
)
def test_raised_by_default_with_how_far_it_came(one_missing, ask):
    with pytest.raises(JobNotFoundError, match="000000000000 in this account") as caught:
        ask(one_missing)
    notes = "\n".join(caught.value.__notes__)
    assert " of 7 jobs had been read (" in notes
    assert "the same call goes on from there" in notes
    assert "on_error='collect' leaves out the jobs that fail." in notes


def test_what_was_loaded_until_then_is_kept(aws, sweep, missing):
    jobs = JobSet([*sweep, missing(sweep[0])])
    jobs[:6].metrics()
    read = aws.calls["FilterLogEvents"]
    with pytest.raises(JobNotFoundError) as caught:
        jobs.metrics()
    assert "Until then 6 of 7 jobs had been read (metrics)" in caught.value.__notes__[0]
    jobs[:6].metrics()
    assert aws.calls["FilterLogEvents"] == read


def test_a_reading_that_broke_off_goes_on(aws, sweep):
    jobs = JobSet(sweep)
    aws.fail("FilterLogEvents", "internal", times=None)
    with pytest.raises(IncompleteMetricsError, match="were not read to their end"):
        jobs.metrics()
    aws.clear_faults()
    assert jobs.metrics().height == 24
    assert jobs.completeness()["complete"].all()


@pytest.mark.parametrize(
    ("ask", "readings"),
    [
        (lambda jobs, **options: jobs.table(**options), ["records"]),
        (lambda jobs, **options: jobs.observations(**options), ["metrics"]),
        (lambda jobs, **options: jobs.metrics("energy", **options), ["metrics"]),
        (lambda jobs, **options: jobs.curves("energy", **options), ["metrics"]),
        (lambda jobs, **options: jobs.summary(**options), ["metrics"]),
        (
            lambda jobs, **options: jobs.leaderboard("energy", goal="min", **options),
            ["metrics", "records"],
        ),
        (
            lambda jobs, **options: jobs.compare("energy", "seed", goal="min", **options),
            ["metrics", "records"],
        ),
        (lambda jobs, **options: jobs.bands("energy", "seed", **options), ["metrics", "records"]),
        (lambda jobs, **options: jobs.results(**options), ["records"]),
        (lambda jobs, **options: jobs.tasks(**options), ["records"]),
        (lambda jobs, **options: jobs.costs(**options), ["records"]),
        (lambda jobs, **options: jobs.lineage(**options), ["metrics", "records"]),
        (lambda jobs, **options: jobs.completeness(**options), ["metrics"]),
        (lambda jobs, **options: jobs.varying(**options), ["records"]),
    ],
)
def test_collected_the_others_are_returned(one_missing, sweep, missing, ask, readings):
    expected = ask(JobSet(sweep))
    with pytest.warns(
        IncompleteMetricsWarning, match=r"1 of 7 jobs left out \(\w+\), such as '[-0-9a-f]*0000'"
    ) as caught:
        frame = ask(one_missing, on_error="collect")
    assert all(warning.filename == __file__ for warning in caught)
    moment = "read_at"
    assert frame.drop(moment, strict=False).equals(expected.drop(moment, strict=False))
    gone = missing(sweep[0])
    assert reasons(one_missing) == [(gone, reading, "JobNotFoundError") for reading in readings]
    assert one_missing.errors()["reason"].str.contains("in this account and region").all()


@pytest.mark.parametrize(
    "ask",
    [
        lambda jobs, **how: jobs.leaderboard("energy", goal="min", **how),
        lambda jobs, **how: jobs.compare("energy", "n_layers", goal="min", **how),
        lambda jobs, **how: jobs.bands("energy", "n_layers", **how),
    ],
)
def test_a_job_of_which_only_the_metrics_are_there_is_in_no_group(aws, sweep, job_name, ask):
    """Nobody knows its hyperparameters; a group of those without would be made up."""
    jobs = search_jobs(name=f"{job_name}-*")
    assert jobs.metrics().height == 24
    aws.fail("GetJob", "denied")
    with pytest.warns(IncompleteMetricsWarning, match=r"1 of 6 jobs left out \(records\)"):
        frame = ask(jobs, on_error="collect")
    assert set(frame["hyperparameters.n_layers"]) == {1, 2}
    whole = ask(jobs)
    assert frame.height < whole.height or frame["n"].sum() < whole["n"].sum()


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_errors_vanish_when_it_is_loaded_after_all(aws, sweep):
    jobs = JobSet(sweep)
    aws.fail("FilterLogEvents", "internal", times=None)
    assert jobs.metrics(on_error="collect").is_empty()
    aws.clear_faults()
    aws.fail("SearchQuantumTasks", "denied", times=None)
    jobs.tasks(on_error="collect")
    assert sorted(set(jobs.errors()["reading"])) == ["metrics", "tasks"]
    assert jobs.errors().height == 12
    aws.clear_faults()
    assert jobs.metrics(on_error="collect").height == 24
    assert set(jobs.errors()["reading"]) == {"tasks"}
    assert jobs.errors()["job_name"].to_list() == sorted(job.name for job in jobs)
    jobs.tasks()
    assert jobs.errors().is_empty()


def test_denied_logs_are_said_of_each_job(aws, sweep):
    aws.fail("FilterLogEvents", "denied", times=None)
    jobs = JobSet(sweep)
    with pytest.raises(AccessDeniedError, match=r"[Rr]eading the metrics of .*was denied"):
        jobs.metrics()
    with pytest.warns(IncompleteMetricsWarning, match="6 of 6 jobs left out"):
        assert jobs.observations(on_error="collect").is_empty()
    assert jobs.errors()["error"].to_list() == ["AccessDeniedError"] * 6


def test_damaged_results(aws, sweep):
    for arn in sweep[1:]:
        aws.put_bundle(arn, {"results.json": RESULT})
    aws.put_bundle(sweep[0], b"no bundle")
    jobs = JobSet(sweep)
    with pytest.raises(BundleError, match=f"Job '{jobs[0].name}'") as caught:
        jobs.results()
    # Results are not kept, and nobody is told that they were.
    assert "goes on from there" not in caught.value.__notes__[0]
    with pytest.warns(IncompleteMetricsWarning, match=r"1 of 6 jobs left out \(results\)"):
        results = jobs.results(on_error="collect")
    assert results["has_result"].to_list() == [None, *[True] * 5]
    assert reasons(jobs) == [(sweep[0], "results", "BundleError")]


def test_damaged_bundles_are_not_downloaded(aws, sweep, tmp_path):
    aws.put_bundle(sweep[0], b"no bundle")
    aws.put_bundle(sweep[1], {"results.json": RESULT})
    jobs = JobSet(sweep[:2])
    with pytest.warns(IncompleteMetricsWarning, match=r"1 of 2 jobs left out \(bundles\)"):
        downloads = jobs.download_results(tmp_path, on_error="collect")
    assert downloads["path"].to_list() == [None, str(tmp_path / jobs[1].name)]
    assert reasons(jobs) == [(sweep[0], "bundles", "BundleError")]
    with pytest.raises(BundleError):
        jobs.download_results(tmp_path)


def test_denied_tasks(aws, sweep):
    jobs = JobSet(sweep)
    jobs.table()
    aws.fail("SearchQuantumTasks", "denied", times=1)
    with pytest.warns(IncompleteMetricsWarning, match=r"1 of 6 jobs left out \(tasks\)"):
        jobs.tasks(on_error="collect")
    assert jobs.errors()["reading"].to_list() == ["tasks"]


@pytest.mark.parametrize("wrong", ["ignore", None, True])
def test_another_word(aws, sweep, wrong):
    with pytest.raises(InvalidArgumentError, match="on_error takes 'raise' or 'collect'; got"):
        JobSet(sweep).metrics(on_error=wrong)
    assert aws.calls.total() == 0


def test_two_that_are_laid_beside_each_other_are_both_needed(one_missing):
    with pytest.raises(JobNotFoundError):
        one_missing.diff(0, 2, on_error="collect")


def test_what_is_left_out_of_a_frame_is_what_the_errors_tell(aws, sweep):
    """Also where a statistic names no metric: nobody is read a second time for that."""
    jobs = JobSet(sweep)
    aws.fail("GetJob", "denied", times=1)
    aws.reset_calls()
    with pytest.warns() as caught:
        frame = jobs.metrics(
            "energy", statistic={"energy": "min", "enrgy": "max"}, on_error="collect"
        )
    left_out = set(sweep) - set(frame["job_arn"])
    assert set(jobs.errors()["job_arn"]) == left_out
    assert len(caught) == 1 + len(left_out)
    assert aws.calls["FilterLogEvents"] <= len(sweep)
