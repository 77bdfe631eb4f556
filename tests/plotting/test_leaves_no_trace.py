"""A plot changes no setting, and where Axes are given pyplot hears nothing of it."""

import subprocess
import sys

import matplotlib as mpl
import pytest
import sweep_tables
from drawn import pixels
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jobanalytics import FrameSchemaError, InvalidArgumentError, plotting

PLOTS = {
    "bands": lambda ax=None: plotting.bands(sweep_tables.bands(), ax=ax),
    "compare": lambda ax=None: plotting.compare(
        sweep_tables.compared(), sweep_tables.outcomes(), ax=ax
    ),
    "curves": lambda ax=None: plotting.curves(
        sweep_tables.curves(), "value", by="n_layers", color="rate", ax=ax
    ),
    "leaderboard": lambda ax=None: plotting.leaderboard(sweep_tables.standings(), ax=ax),
    "parallel": lambda ax=None: plotting.parallel(sweep_tables.outcomes(), ax=ax),
    "scatter": lambda ax=None: plotting.scatter(sweep_tables.outcomes(), "warm", ax=ax),
    "timeline": lambda ax=None: plotting.timeline(sweep_tables.jobs(), ax=ax),
}


def test_all_plots_are_here():
    assert sorted(PLOTS) == plotting.__all__


@pytest.fixture(params=PLOTS)
def plot(request):
    return PLOTS[request.param]


def test_settings_and_figures_of_pyplot_stay_as_they_are(plot):
    settings, figures = dict(mpl.rcParams), plt.get_fignums()
    axes = Figure().subplots()
    assert plot(axes) is axes
    pixels(axes.figure)
    assert dict(mpl.rcParams) == settings
    assert plt.get_fignums() == figures


def test_without_axes_there_is_one_new_figure_of_pyplot(plot):
    before = plt.get_fignums()
    axes = plot()
    assert isinstance(axes, Axes)
    (new,) = set(plt.get_fignums()) - set(before)
    assert plt.figure(new) is axes.figure
    pixels(axes.figure)
    plt.close(axes.figure)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plotting.bands(sweep_tables.bands().drop("n")),
        lambda: plotting.compare(sweep_tables.compared(), sweep_tables.jobs()),
        lambda: plotting.curves(sweep_tables.curves(), "value", by="depth"),
        lambda: plotting.leaderboard(sweep_tables.outcomes()),
        lambda: plotting.parallel(sweep_tables.outcomes(), "depth"),
        lambda: plotting.scatter(sweep_tables.outcomes(), "depth"),
        lambda: plotting.timeline(sweep_tables.outcomes().drop("state")),
    ],
)
def test_an_error_leaves_no_figure(draw):
    before = plt.get_fignums()
    with pytest.raises((InvalidArgumentError, FrameSchemaError)):
        draw()
    assert plt.get_fignums() == before


@pytest.mark.parametrize("style", ["dark_background", "grayscale", "ggplot"])
def test_under_other_styles(plot, style):
    with plt.style.context(style):
        axes = Figure(layout="constrained").subplots()
        picture = pixels(plot(axes).figure)
    ground = picture[2, 2]
    far = abs(picture - ground).max(axis=2) > 90
    assert far.mean() > 0.004, "little stands out from the ground"


def test_on_a_part_of_a_figure(plot):
    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subfigures(1, 2)
    axes = left.subplots()
    assert plot(axes) is axes
    right.subplots()
    pixels(figure)


def test_pyplot_is_not_touched_where_a_backend_would_fail():
    code = (
        "import sweep_tables; from matplotlib.figure import Figure; "
        "from jobanalytics import plotting; "
        "plotting.scatter(sweep_tables.outcomes(), 'rate', ax=Figure().subplots())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"MPLBACKEND": "module://no_such_backend", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
