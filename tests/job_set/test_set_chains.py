"""Jobs that went on from one another's checkpoints, found or said, are read as one."""

import pytest
from job_logs import FIRST, ago
from matplotlib.figure import Figure

from jobanalytics import IncompleteMetricsWarning, InvalidArgumentError, JobSet


def lines(first, last):
    return [
        f"Metrics - timestamp={FIRST + n}; loss={n}; iteration_number={n};"
        for n in range(first, last)
    ]


@pytest.fixture
def arns(aws, job_name):
    """Three jobs of one checkpoint location that go on, and one of another."""
    place = f"s3://amazon-braket-us-west-2-123456789012/{job_name}"
    spans = [(0, 3), (3, 5), (5, 7), (0, 2)]
    made = []
    for job, span in enumerate(spans):
        uri = f"{place}/other" if job == 3 else f"{place}/same"
        made.append(
            aws.create_job(
                f"{job_name}-{job}",
                created_at=ago(hours=9 - job),
                checkpoint_s3_uri=uri,
                hyperparameters={"run": job},
            )
        )
        aws.put_log_events(made[-1], lines(*span))
    aws.reset_calls()
    return made


@pytest.fixture
def jobs(arns):
    return JobSet(arns[::-1])


def lengths(frame):
    return dict(frame.group_by("job_arn").len().iter_rows())


def test_lineage_by_checkpoint_location(jobs, arns):
    lineage = jobs.lineage()
    assert lineage["job_arn"].to_list() == arns
    assert lineage["continues"].to_list() == [None, arns[0], arns[1], None]
    assert lineage["position"].to_list() == [0, 1, 2, 0]
    assert lineage["checkpoint_s3_uri"][0].endswith("/same")
    assert lineage.select("first_iteration", "last_iteration").rows() == [
        (0, 2),
        (3, 4),
        (5, 6),
        (0, 1),
    ]


def test_parents_by_job_name_arn_and_place(jobs, arns, job_name):
    lineage = jobs.lineage({f"{job_name}-1": None, jobs[0]: arns[2], 1: -1})
    assert dict(lineage.select("job_arn", "continues").iter_rows()) == {
        arns[0]: None,
        arns[1]: None,
        arns[2]: arns[0],
        arns[3]: arns[2],
    }


@pytest.mark.parametrize(
    ("parents", "says"),
    [
        ({"nobody": None}, "The set has no job 'nobody'"),
        ({0: "nobody"}, "The set has no job 'nobody'"),
        (["a"], r"as a mapping of each job to the one that it continued.*; got \['a'\]"),
        ({0: 0}, "would continue itself"),
    ],
)
def test_parents_that_are_none(jobs, parents, says):
    with pytest.raises(InvalidArgumentError, match=says):
        jobs.lineage(parents)
    with pytest.raises(InvalidArgumentError, match=says):
        jobs.metrics(chains=parents)


def test_a_chain_is_one_job_under_its_last_one(jobs, arns):
    frame = jobs.metrics("loss", chains=True)
    assert lengths(frame) == {arns[2]: 7, arns[3]: 2}
    assert frame["loss"].to_list() == [*range(7), 0, 1]
    assert lengths(jobs.metrics("loss")) == dict(zip(arns, (3, 2, 2, 2), strict=True))
    cut = jobs.metrics("loss", chains={2: None})
    assert lengths(cut) == {arns[0]: 3, arns[2]: 4, arns[3]: 2}


def test_whatever_compares_reads_chains(jobs, arns):
    assert jobs.summary("loss", chains=True)["count"].to_list() == [7, 2]
    board = jobs.leaderboard("loss", goal="max", chains=True)
    assert board.select("job_arn", "loss", "hyperparameters.run").rows() == [
        (arns[2], 6.0, 2),
        (arns[3], 1.0, 3),
    ]
    assert lengths(jobs.curves("loss", x="elapsed", chains=True)) == {arns[2]: 7, arns[3]: 2}
    assert jobs.bands("loss", chains=True)["n"].to_list() == [2, 2, 1, 1, 1, 1, 1]
    assert jobs.compare("loss", by="run", goal="max", chains=True)["mean"].to_list() == [6.0, 1.0]


def test_the_difference_of_chains_has_jobs_beside_the_two(jobs, arns):
    curves = jobs.diff(arns[3], arns[2], chains=True).curves
    assert curves["b"].to_list() == list(range(7))
    assert curves["a"].to_list() == [0.0, 1.0, *[None] * 5]


def test_what_was_read_is_read_once_for_the_frame_and_its_chains(aws, jobs, arns):
    aws.update_job(arns[3], status="RUNNING", ended_at=None)
    with pytest.warns(IncompleteMetricsWarning, match="The job is RUNNING") as caught:
        jobs.metrics("loss", chains=True)
    assert len(caught) == 1
    reads = aws.calls["FilterLogEvents"]
    with pytest.warns(IncompleteMetricsWarning):
        jobs.metrics("loss")
    assert aws.calls["FilterLogEvents"] == reads + 1


def test_chains_go_by_iteration(aws, jobs):
    with pytest.raises(InvalidArgumentError, match="are joined by iteration; leave out metric_typ"):
        jobs.metrics(metric_type="timestamp", chains=True)
    assert aws.calls.total() == 0


@pytest.mark.filterwarnings("ignore::jobanalytics.IncompleteMetricsWarning")
def test_jobs_that_were_left_out_are_nobodys_parents(jobs, arns, missing):
    gone = missing(arns[0])
    lineage = (jobs + gone).lineage({arns[3]: gone, gone: arns[0]}, on_error="collect")
    assert lineage["job_arn"].to_list() == arns
    assert lineage["continues"].to_list() == [None, arns[0], arns[1], None]


def new():
    return Figure().subplots()


def legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()] if axes.get_legend() else []


def test_jobs_that_others_continue_are_no_jobs_of_their_own(aws, jobs, arns, job_name):
    aws.update_job(arns[1], status="CANCELLED")
    compared = jobs.compare("loss", by=None, goal="max", chains=True)
    assert compared["not_completed"].to_list() == [0]
    axes = jobs.plot.leaderboard("loss", "run", goal="max", chains=True, ax=new())
    assert [row.get_text().strip() for row in axes.get_yticklabels()] == ["2", "3"]
    assert legend(axes) == []
    axes = jobs.plot.compare("loss", "run", goal="max", chains=True, ax=new())
    assert not any("without a value" in text for text in legend(axes))
    axes = jobs.plot.scatter("loss", "run", chains=True, ax=new())
    assert "no value" not in legend(axes)
    axes = jobs.plot.curves("loss", by="run", chains=True, ax=new())
    assert legend(axes) == ["2", "3"]
    axes = jobs.plot.parallel("loss", ["run"], chains=True, ax=new())
    assert "no value" not in {text.get_text() for text in axes.texts}


def test_a_job_that_logged_nothing_is_counted_beside_chains(aws, jobs, job_name):
    silent = aws.create_job(f"{job_name}-silent", hyperparameters={"run": 9})
    aws.put_log_events(silent, ["nothing to see"])
    axes = (jobs + silent).plot.curves("loss", chains=True, ax=new())
    assert "without a value: 1 job" in legend(axes)
