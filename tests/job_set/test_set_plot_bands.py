"""plot.bands draws bands(): a line and an area for each group of jobs."""

import pytest
from matplotlib.figure import Figure
from small_sweep import ITERATIONS, LAYERS, energy

from jobanalytics import InvalidArgumentError, JobSet, plotting


@pytest.fixture
def axes():
    return Figure().subplots()


def legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_of_a_set(sweep, axes):
    assert JobSet(sweep).plot.bands("energy", by="n_layers", ax=axes) is axes
    centers = [list(line.get_ydata()) for line in axes.lines]
    assert centers == [
        pytest.approx(
            [
                sum(energy(job, n) for job in range(6) if LAYERS[job] == layers) / 3
                for n in range(ITERATIONS)
            ]
        )
        for layers in (1, 2)
    ]
    assert legend(axes) == ["1 (N = 3)", "2 (N = 3)"]
    assert axes.get_legend().get_title().get_text() == "n_layers"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("iteration", "energy")


def test_how_they_are_made_is_passed_on(sweep, axes):
    jobs = JobSet(sweep)
    options = {"center": "median", "interval": "minmax", "x": "elapsed", "every": 2, "smooth": 0.5}
    jobs.plot.bands("energy", by="n_layers", ax=axes, **options, statistic="min")
    expected = plotting.bands(
        jobs.bands("energy", by="n_layers", **options, statistic="min"), ax=Figure().subplots()
    )
    assert [list(line.get_ydata()) for line in axes.lines] == [
        list(line.get_ydata()) for line in expected.lines
    ]
    assert axes.get_xlabel() == "elapsed (s)"


@pytest.mark.parametrize("x", ["elapsed", "timestamp", "ELAPSED"])
def test_over_time_points_have_to_be_made_common(sweep, axes, x):
    jobs = JobSet(sweep)
    expected = rf"Bands over '{x.lower()}' need every: .*every=60 or every='1m'"
    for bands in (jobs.bands, lambda *how, **over: jobs.plot.bands(*how, **over, ax=axes)):
        with pytest.raises(InvalidArgumentError, match=expected):
            bands("energy", "n_layers", x=x)
    assert jobs.bands("energy", "n_layers", x=x, every="1m").height > 0
