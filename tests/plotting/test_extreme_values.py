"""Values as large, as small or as equal as floats can be are drawn without a warning."""

import numpy as np
import polars as pl
import pytest
import sweep_tables
from drawn import pixels
from matplotlib.figure import Figure

from jobanalytics import plotting

VALUES = {
    "largest": [1e308, -1e308, 0.0],
    "all decades": [1e-300, 1e300, 1.0],
    "smallest": [5e-324, 1.0, 2.0],
    "one ulp": [1.0, 1.0 + 2**-52, 1.0],
    "infinite": [np.inf, -np.inf, np.inf],
    "nan": [np.nan] * 3,
    "zero": [0.0, -0.0, 0.0],
}


def filled(frame, column, values):
    return frame.with_columns(pl.Series(column, np.resize(values, frame.height)))


PLOTS = {
    "bands": lambda values, ax: plotting.bands(
        filled(sweep_tables.bands(), "center", values), ax=ax
    ),
    "compare": lambda values, ax: plotting.compare(
        filled(sweep_tables.compared(), "iqm", values),
        filled(sweep_tables.outcomes(), "value", values),
        ax=ax,
    ),
    "curves": lambda values, ax: plotting.curves(
        filled(sweep_tables.curves(), "value", values), "value", by="n_layers", ax=ax
    ),
    "leaderboard": lambda values, ax: plotting.leaderboard(
        filled(sweep_tables.standings(), "value", values), ax=ax
    ),
    "parallel": lambda values, ax: plotting.parallel(
        filled(filled(sweep_tables.outcomes(), "value", values), "hyperparameters.rate", values),
        ax=ax,
    ),
    "scatter": lambda values, ax: plotting.scatter(
        filled(filled(sweep_tables.outcomes(), "value", values), "hyperparameters.rate", values),
        "rate",
        color="rate",
        ax=ax,
    ),
}


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("name", PLOTS)
def test_it_is_drawn(name, kind):
    axes = Figure(figsize=(3, 2), dpi=50).subplots()
    PLOTS[name](VALUES[kind], axes)
    pixels(axes.figure)


def over_layers(values, ax):
    plotting.scatter(filled(sweep_tables.outcomes(), "value", values), "n_layers", ax=ax)


@pytest.mark.parametrize(
    "draw", [PLOTS["compare"], PLOTS["curves"], PLOTS["leaderboard"], over_layers]
)
def test_of_what_is_marked_as_infinite_the_finite_is_said_to_be(draw):
    for values, words in (([1e300, 1.0], True), ([np.inf, 1.0], False)):
        axes = Figure(figsize=(6, 4)).subplots()
        draw(values, axes)
        texts = [text.get_text() for text in axes.get_legend().get_texts()]
        assert "+∞" in texts
        assert any(text.endswith("finite: beyond 1e250") for text in texts) == words
