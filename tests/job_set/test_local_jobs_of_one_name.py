"""Local jobs in folders of one name, which have one ARN, are told apart in every frame."""

import polars as pl
import pytest
from job_logs import energies

from jobanalytics import InvalidArgumentError, JobSet, LocalQuantumJob

NAMES = ["monday/vqe", "tuesday/vqe", "tuesday/other"]


@pytest.fixture
def paths(folder):
    return [
        folder(name, *energies(count), results={"count": count}, count=count)
        for name, count in zip(NAMES, (2, 3, 4), strict=True)
    ]


@pytest.fixture
def jobs(paths):
    return JobSet(paths)


def arn(path):
    return f"local:job/{path}"


def counts(frame):
    return dict(frame.group_by("job_name").len().iter_rows())


def test_names_and_arns(jobs, paths):
    table = jobs.table()
    assert table["job_name"].to_list() == ["monday/vqe", "tuesday/vqe", "other"]
    assert table["job_arn"].to_list() == [arn(paths[0]), arn(paths[1]), "local:job/other"]
    assert table["hyperparameters.count"].to_list() == [2, 3, 4]


@pytest.mark.parametrize(
    "ask",
    [
        lambda jobs: jobs.observations(),
        lambda jobs: jobs.metrics(),
        lambda jobs: jobs.metrics("energy", chains=True),
        lambda jobs: jobs.metrics(across_nodes="max"),
        lambda jobs: jobs.curves("energy"),
        lambda jobs: jobs.curves("energy", x="elapsed"),
    ],
)
def test_frames_of_values(jobs, paths, ask):
    frame = ask(jobs)
    assert counts(frame) == {"monday/vqe": 2, "tuesday/vqe": 3, "other": 4}
    assert frame["job_arn"].unique(maintain_order=True).to_list() == [
        *map(arn, paths[:1]),
        "local:job/other",
        *map(arn, paths[1:2]),
    ]


@pytest.mark.parametrize(
    "ask",
    [
        lambda jobs: jobs.summary(),
        lambda jobs: jobs.leaderboard("energy", goal="max"),
        lambda jobs: jobs.results(),
        lambda jobs: jobs.completeness(),
        lambda jobs: jobs.lineage(),
    ],
)
def test_frames_with_a_row_a_job(jobs, paths, ask):
    frame = ask(jobs)
    assert dict(frame.select("job_name", "job_arn").iter_rows()) == {
        "monday/vqe": arn(paths[0]),
        "tuesday/vqe": arn(paths[1]),
        "other": "local:job/other",
    }


def test_values_are_each_jobs_own(jobs):
    results = jobs.results()
    assert results["results.count"].to_list() == [2, 3, 4]
    board = jobs.leaderboard("energy", goal="max")
    assert board.select("job_name", "energy", "hyperparameters.count").rows() == [
        ("other", 3.0, 4),
        ("tuesday/vqe", 2.0, 3),
        ("monday/vqe", 1.0, 2),
    ]
    assert jobs.completeness()["observations"].to_list() == [2, 3, 4]
    assert jobs.compare("energy", by="count", goal="max")["n"].to_list() == [1, 1, 1]


def test_differences(jobs):
    diff = jobs.diff("monday/vqe", jobs[1])
    assert diff.hyperparameters.rows() == [("count", "2", "3")]
    assert diff.summary.filter(statistic="count").select("a", "b").rows() == [(2.0, 3.0)]


def test_download_folders(jobs, tmp_path):
    downloads = jobs.download_results(tmp_path / "bundles")
    assert downloads["path"].to_list() == [
        str(tmp_path / "bundles" / name) for name in ("monday-vqe", "tuesday-vqe", "other")
    ]
    for path, count in zip(downloads["path"], (2, 3, 4), strict=True):
        assert LocalQuantumJob(path).result() == {"count": count}


def test_tasks_and_costs_have_none(jobs):
    assert jobs.tasks().is_empty()
    assert jobs.costs().is_empty()


def test_lookup(jobs, paths):
    assert jobs["tuesday/vqe"] is jobs[arn(paths[1])] is jobs[1]
    for both in ("vqe", "local:job/vqe"):
        with pytest.raises(InvalidArgumentError, match=r"2 jobs are called .*/monday/vqe, .*/tues"):
            jobs[both]
        assert both in jobs


def test_a_slice_and_a_filter_keep_the_names(jobs):
    assert counts(jobs[1:].metrics()) == {"tuesday/vqe": 3, "other": 4}
    kept = jobs.filter(pl.col("hyperparameters.count") < 4)
    assert list(kept) == list(jobs[:2])
    assert counts(kept.metrics()) == {"monday/vqe": 2, "tuesday/vqe": 3}
    assert [list(group) for group in jobs.group_by("count").values()] == [[job] for job in jobs]
    assert list(jobs.filter(job_name="monday/vqe")) == [jobs[0]]


def test_a_sum_names_them_anew(jobs, paths, folder):
    third = folder("further/monday/vqe", *energies(5))
    assert counts((jobs[1:] + third + paths[0]).metrics()) == {
        "jobs/monday/vqe": 2,
        "jobs/tuesday/vqe": 3,
        "other": 4,
        "further/monday/vqe": 5,
    }
    assert counts((JobSet(paths[1]) + paths[2]).metrics()) == {"vqe": 3, "other": 4}


def test_parents_by_their_names(jobs, paths):
    lineage = jobs.lineage({"tuesday/vqe": "monday/vqe", jobs[2]: arn(paths[1])})
    assert dict(lineage.select("job_name", "position").iter_rows()) == {
        "monday/vqe": 0,
        "tuesday/vqe": 1,
        "other": 2,
    }


def test_errors_name_them(jobs, paths):
    (paths[1] / "results.json").write_text("{")
    with pytest.warns(UserWarning, match="tuesday/vqe"):
        jobs.results(on_error="collect")
    assert jobs.errors().select("job_name", "job_arn").rows() == [("tuesday/vqe", arn(paths[1]))]
