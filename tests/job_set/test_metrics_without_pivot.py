"""A job whose values drop out of a frame, as they have no iteration or time, is named."""

import inspect

import pytest
from job_logs import energies
from matplotlib.figure import Figure

from jobanalytics import IncompleteMetricsWarning, JobSet


def without_iterations(lines):
    return [line.rpartition("iteration_number")[0] for line in lines]


def without_times(lines):
    return [line.replace("timestamp=", "time=") for line in lines]


@pytest.fixture
def one_without(folder):
    """Of two jobs the second has energies without iteration numbers."""
    folder("a", *energies(3))
    return JobSet(folder("b", *without_iterations(energies(2))).parent)


@pytest.mark.parametrize(
    "ask",
    [
        lambda jobs: jobs.metrics(),
        lambda jobs: jobs.metrics("energy"),
        lambda jobs: jobs.summary(),
        lambda jobs: jobs.leaderboard("energy", goal="min"),
        lambda jobs: jobs.curves("energy"),
        lambda jobs: jobs.bands("energy"),
        lambda jobs: jobs.compare("energy", by="state", goal="min"),
        lambda jobs: jobs.diff(0, 1),
        lambda jobs: jobs.plot.curves("energy", ax=Figure().subplots()),
    ],
)
def test_a_job_that_logged_without_iteration_numbers_is_named(one_without, ask):
    with pytest.warns(
        IncompleteMetricsWarning,
        match=r"1 of 2 jobs logged metrics without any iteration_number, such as 'energy' of 'b'.*"
        "metric_type='timestamp'",
    ) as caught:
        ask(one_without)
    assert len(caught) == 1
    assert caught[0].filename == __file__


def test_the_warning_points_at_the_callers_line(one_without):
    line = inspect.currentframe().f_lineno + 2
    with pytest.warns(IncompleteMetricsWarning) as caught:
        frame = one_without.metrics()
    assert caught[0].lineno == line
    assert frame["job_name"].unique().to_list() == ["a"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda jobs: jobs.metrics(metric_type="timestamp"),
        lambda jobs: jobs.curves("energy", x="elapsed"),
        lambda jobs: jobs.curves("energy", x="timestamp"),
    ],
)
def test_by_time_it_is_all_there(one_without, ask):
    assert ask(one_without)["job_name"].to_list() == ["a"] * 3 + ["b"] * 2


def test_a_job_without_times_is_named_where_frames_go_by_time(folder):
    folder("a", *energies(3))
    jobs = JobSet(folder("b", *without_times(energies(2))).parent)
    assert jobs.metrics("energy").height == 5
    with pytest.warns(
        IncompleteMetricsWarning, match="without any timestamp, such as 'energy' of 'b'"
    ):
        assert jobs.curves("energy", x="elapsed").height == 3


def test_a_job_that_is_in_the_frame_with_another_metric_is_named(folder):
    folder("a", *energies(3))
    losses = [f"Metrics - loss={n}; iteration_number={n};" for n in range(2)]
    jobs = JobSet(folder("b", *losses, *without_iterations(energies(2))).parent)
    with pytest.warns(IncompleteMetricsWarning, match="such as 'energy' of 'b'"):
        assert jobs.metrics()["energy"].null_count() == 2


def test_a_job_that_is_in_no_row_is_named_whatever_it_logged(folder):
    folder("a", *energies(3))
    jobs = JobSet(folder("b", "Metrics - loss=1;").parent)
    with pytest.warns(IncompleteMetricsWarning, match="such as 'loss' of 'b'"):
        assert jobs.metrics()["job_name"].unique().to_list() == ["a"]
    assert jobs.metrics("energy").height == 3


def test_a_metric_that_no_job_logged_with_iterations_is_no_matter_of_a_job(folder):
    """It has no column, so that nobody takes the frame to have it."""
    folder("a", *energies(3), "Metrics - final=1;")
    jobs = JobSet(folder("b", *energies(2), "Metrics - final=2;").parent)
    assert jobs.metrics().columns[-1] == "energy"


def test_a_job_of_which_some_values_have_iterations_is_in_the_frame(folder):
    folder("a", *energies(3))
    jobs = JobSet(folder("b", *energies(2), "Metrics - energy=9;").parent)
    assert jobs.metrics().height == 5
    assert jobs.completeness()["without_iteration_number"].to_list() == [0, 1]


def test_of_two_with_one_name_the_right_one_is_named(folder):
    other = folder("a/vqe", *energies(3))
    jobs = JobSet([folder("b/vqe", *without_iterations(energies(2))), other])
    with pytest.warns(IncompleteMetricsWarning, match="'energy' of 'b/vqe'"):
        jobs.metrics()
