"""What compares is gathered rightly, and arguments are passed on: right values of a small sweep."""

from statistics import mean, stdev

import pytest
from job_logs import FIRST
from polars.testing import assert_frame_equal
from small_sweep import ITERATIONS, JOBS, LAYERS, SEEDS, accuracy, energy

from jobanalytics import InvalidArgumentError, JobSet

CURVES = [[energy(job, iteration) for iteration in range(ITERATIONS)] for job in range(JOBS)]


@pytest.fixture
def jobs(sweep):
    return JobSet(sweep[::-1])


def test_summary(jobs, sweep, job_name):
    frame = jobs.summary("energy", goal="min")
    assert frame["job_arn"].to_list() == sweep
    for job, row in enumerate(frame.iter_rows(named=True)):
        curve = CURVES[job]
        assert row["job_name"] == f"{job_name}-{job}"
        assert (row["count"], row["nan_count"]) == (ITERATIONS, 0)
        assert (row["first"], row["last"]) == (curve[0], curve[-1])
        assert (row["min"], row["max"]) == (min(curve), max(curve))
        assert row["mean"] == pytest.approx(mean(curve))
        assert row["std"] == pytest.approx(stdev(curve))
        assert row["best"] == min(curve)
        assert row["best_iteration_number"] == curve.index(min(curve)) == 3
        assert row["best_seconds"] == 3.0


def test_a_summary_is_the_same_whether_a_metric_is_named_or_not(folder):
    """The job's time begins with its first value, of whatever metric."""
    lines = [f"Metrics - timestamp={FIRST + n}; loss={n}; iteration_number={n};" for n in range(5)]
    late = f"Metrics - timestamp={FIRST + 4}; score=1; iteration_number=4;"
    jobs = JobSet(folder("a", *lines, late))
    whole = jobs.summary(goal="max")
    assert whole.filter(metric="score")["best_seconds"].to_list() == [4.0]
    assert_frame_equal(jobs.summary("score", goal="max"), whole.filter(metric="score"))
    assert_frame_equal(jobs.summary("score", "loss", goal="max"), whole)
    assert jobs.curves("score", x="elapsed")["elapsed"].to_list() == [4.0]


def test_leaderboard(jobs, sweep):
    board = jobs.leaderboard("energy", goal="min", k=4)
    order = sorted(range(JOBS), key=lambda job: min(CURVES[job]))[:4]
    assert board["rank"].to_list() == [1, 2, 3, 4]
    assert board["job_arn"].to_list() == [sweep[job] for job in order]
    assert board["energy"].to_list() == [min(CURVES[job]) for job in order]
    assert board["iteration_number"].to_list() == [3] * 4
    assert board["accuracy"].to_list() == [accuracy(job, 3) for job in order]
    assert board["hyperparameters.n_layers"].to_list() == [LAYERS[job] for job in order]
    assert board["hyperparameters.seed"].to_list() == [SEEDS[job] for job in order]
    best = jobs.leaderboard("energy", goal="max")
    assert best["iteration_number"].to_list() == [2] * JOBS


@pytest.mark.parametrize("x", ["iteration_number", "timestamp", "elapsed", "ELAPSED"])
def test_curves(jobs, sweep, x):
    frame = jobs.curves("energy", x=x)
    assert frame["value"].to_list() == [value for curve in CURVES for value in curve]
    assert frame["job_arn"].to_list() == [arn for arn in sweep for _ in range(ITERATIONS)]
    if x == "timestamp":
        seconds = frame["timestamp"].dt.timestamp("us") / 1e6 - FIRST
        assert seconds.to_list() == [60 * job + n for job in range(6) for n in range(4)]
    else:
        assert frame[x.lower()].to_list() == list(range(ITERATIONS)) * JOBS


def test_curves_by_any_spelling_of_x_are_merged_alike(folder):
    """Two values of one iteration at different times are one point over iterations."""
    lines = [f"Metrics - timestamp={FIRST + n}; loss={n}; iteration_number=0;" for n in range(2)]
    jobs = JobSet(folder("a", *lines))
    for x in ("iteration_number", "Iteration_Number"):
        assert jobs.curves("loss", x=x)["value"].to_list() == [1.0]
    assert jobs.curves("loss", x="Timestamp")["value"].to_list() == [0.0, 1.0]


def test_curves_over_time_have_values_without_iteration_numbers(folder):
    lines = [f"Metrics - timestamp={FIRST + n}; loss={n};" for n in range(3)]
    numbered = f"Metrics - timestamp={FIRST + 3}; loss=3; iteration_number=0;"
    jobs = JobSet(folder("a", *lines, numbered))
    assert jobs.curves("loss")["value"].to_list() == [3.0]
    for x in ("timestamp", "elapsed"):
        assert jobs.curves("loss", x=x)["value"].to_list() == [0.0, 1.0, 2.0, 3.0]
    assert jobs.curves("loss", x="elapsed", every=2)["value"].to_list() == [0.5, 2.5]
    assert jobs.curves("loss", x="elapsed", smooth=0.5)["value"][1] == pytest.approx(2 / 3)


def test_bands(jobs):
    frame = jobs.bands("energy", by="n_layers", interval="minmax", center="median")
    rows = [
        (layers, n, *(values[place] for place in (1, 0, 2)), 3)
        for layers in (1, 2)
        for n in range(ITERATIONS)
        for values in [sorted(CURVES[job][n] for job in range(JOBS) if LAYERS[job] == layers)]
    ]
    columns = ["hyperparameters.n_layers", "iteration_number", "center", "low", "high", "n"]
    assert frame.select(columns).rows() == rows
    assert jobs.bands("energy", every=2)["n"].to_list() == [6, 6]


def test_bands_of_all_ask_for_no_record(aws, sweep, job_name):
    jobs = JobSet(sweep)
    jobs.metrics()
    aws.reset_calls()
    assert jobs.bands("energy")["n"].to_list() == [6] * ITERATIONS
    assert aws.calls.total() == 0


def test_compare(jobs):
    frame = jobs.compare("energy", by="n_layers", goal="min", seed=1, resamples=100)
    assert frame["hyperparameters.n_layers"].to_list() == [2, 1]
    assert frame["n"].to_list() == [3, 3]
    for layers, found in zip([2, 1], frame["mean"], strict=True):
        last = [CURVES[job][-1] for job in range(JOBS) if LAYERS[job] == layers]
        assert found == pytest.approx(mean(last))
    assert frame["probability_of_improvement"].to_list() == [None, 0.0]
    other = jobs.compare("energy", ["seed"], goal="max", of="best", baseline=0)
    assert other["is_baseline"].to_list() == [False, False, True]
    for seed, found in other.select("hyperparameters.seed", "median").iter_rows():
        of_seed = [max(CURVES[job]) for job in range(JOBS) if SEEDS[job] == seed]
        assert found == pytest.approx(mean(of_seed))


@pytest.mark.parametrize("which", ["place", "name", "arn", "job"])
def test_diff(jobs, sweep, job_name, which):
    means = {
        "place": (-1, 2),
        "name": (f"{job_name}-0", f"{job_name}-3"),
        "arn": (sweep[0], sweep[3]),
        "job": (jobs[5], jobs[2]),
    }
    diff = jobs.diff(*means[which])
    assert diff.hyperparameters.rows() == [("n_layers", "1", "2")]
    assert "job_name" in diff.metadata["name"]
    energies = diff.curves.filter(metric="energy")
    assert energies["a"].to_list() == CURVES[0]
    assert energies["b"].to_list() == CURVES[3]
    assert energies["difference"].to_list() == [-1.0] * 4
    lowest = diff.summary.filter(metric="energy", statistic="min")
    assert lowest.select("a", "b").rows() == [(min(CURVES[0]), min(CURVES[3]))]


def test_diff_reads_two_jobs_only(aws, sweep):
    JobSet(sweep).diff(0, 1)
    assert aws.calls["GetJob"] == 2


def test_diff_of_a_job_with_itself_is_nothing(jobs):
    diff = jobs.diff(0, 0)
    assert diff.hyperparameters.is_empty()
    assert set(diff.curves["difference"]) == {0.0}
    with pytest.raises(InvalidArgumentError, match="The set has no job 'vqe'"):
        jobs.diff(0, "vqe")


@pytest.mark.parametrize(
    "ask",
    [
        lambda jobs, **how: jobs.metrics(**how),
        lambda jobs, **how: jobs.summary("x", **how),
        lambda jobs, **how: jobs.leaderboard("x", goal="min", **how),
        lambda jobs, **how: jobs.curves("x", **how),
        lambda jobs, **how: jobs.bands("x", **how),
        lambda jobs, **how: jobs.compare("x", by="job_name", goal="min", **how),
        lambda jobs, **how: jobs.diff(0, 1, **how).curves,
    ],
)
def test_how_metrics_are_merged_is_passed_on(folder, ask):
    """Each of these is a matter of merging: with nodes joined there is one value instead of 2."""
    lines = [
        f"[{node}]<stdout>:Metrics - timestamp={FIRST + n}; x={n}; iteration_number=0;"
        for node in "AB"
        for n in (1, 2, 3)
    ]
    folder("a", *lines)
    jobs = JobSet(folder("b", *lines).parent)
    seen = {
        (statistic, across): str(ask(jobs, statistic=statistic, across_nodes=across).to_dicts())
        for statistic in ("min", "max")
        for across in (None, "max")
    }
    assert len(set(seen.values())) == 4
    assert "'A'" in seen["min", None]
    assert "'A'" not in seen["min", "max"]


@pytest.mark.parametrize("ask", [JobSet.summary, JobSet.metrics])
def test_by_time_too(jobs, ask):
    by_time = ask(jobs, metric_type="TIMESTAMP")
    assert by_time.height == ask(jobs).height
    board = jobs.leaderboard("energy", goal="min", metric_type="timestamp")
    assert board["energy"][0] == min(map(min, CURVES))
