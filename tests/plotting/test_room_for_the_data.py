"""Labels and legends are bounded: half of the width is left to the data, a third at the least."""

from itertools import pairwise

import polars as pl
import pytest
import sweep_tables
from drawn import row_labels, texts
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from jobanalytics import comparison, plotting
from jobanalytics.plotting.rows import label_rows
from jobanalytics.plotting.text_columns import columns_of, lines_of_columns

ANSATZ = ("hardware-efficient", "k-local-brickwork", "unitary-coupled-cluster")
LONG = "two-local with entanglement pattern {} and rotation blocks ry-rz"


def named(frame):
    """The frame with a text hyperparameter beside the numbers."""
    layers = pl.col("hyperparameters.n_layers")
    return frame.with_columns(
        layers.replace_strict({1: ANSATZ[0], 2: ANSATZ[1], 3: ANSATZ[2]}).alias("ansatz")
    )


def standings():
    jobs, metrics = sweep_tables.jobs_and_metrics()
    board = comparison.leaderboard(metrics, "energy", goal="min", jobs=jobs)
    return comparison.standings(board, named(jobs), by=["ansatz", "rate", "warm"])


def compared():
    jobs, metrics = sweep_tables.jobs_and_metrics()
    by = ["ansatz", "rate"]
    return comparison.compare(metrics, "energy", by=by, goal="min", jobs=named(jobs), resamples=50)


def curves():
    return named(sweep_tables.curves())


def bands():
    return comparison.bands(curves(), by=["ansatz", "rate"])


PLOTS = {
    "leaderboard": lambda ax: plotting.leaderboard(standings(), ax=ax),
    "compare": lambda ax: plotting.compare(compared(), ax=ax),
    "curves": lambda ax: plotting.curves(
        curves(), "value", by=["ansatz", "n_layers"], color="rate", ax=ax
    ),
    "bands": lambda ax: plotting.bands(bands(), ax=ax),
    "scatter": lambda ax: plotting.scatter(
        named(sweep_tables.outcomes()), "rate", color="ansatz", ax=ax
    ),
}


@pytest.mark.parametrize("plot", PLOTS)
def test_the_axes_have_more_than_half_of_the_width(plot):
    axes = PLOTS[plot](None)
    axes.figure.draw_without_rendering()
    share = axes.get_window_extent().width / axes.figure.bbox.width
    plt.close(axes.figure)
    assert share > 0.55


@pytest.mark.parametrize("plot", ["leaderboard", "compare"])
def test_beside_others_without_a_layout(plot):
    other, axes = Figure(figsize=(7, 3)).subplots(1, 2)
    before = axes.get_position()
    PLOTS[plot](axes)
    axes.figure.draw_without_rendering()
    labels = [label.get_window_extent() for label in axes.get_yticklabels()]
    assert min(box.x0 for box in labels) > other.get_window_extent().x1
    assert len(set(row_labels(axes))) == len(row_labels(axes)), "all told apart"
    after = axes.get_position()
    assert after.width > before.width / 3
    box = axes.get_legend().get_window_extent() if axes.get_legend() else None
    assert box is None or box.y0 >= axes.get_window_extent().y1 - 1


def test_columns_of_a_configuration():
    found = columns_of(["a=x, lr=0.00001", "a=none, lr=0.1"])
    assert found == {"a": ["x", "none"], "lr": ["1e-05", "0.1"]}
    assert columns_of(["v=1.10", "v=1.1"]) == {"v": ["1.10", "1.1"]}, "other texts stay different"
    assert columns_of(["vqe-1", "vqe-2"]) is None
    assert columns_of(["a=1, b=2", "a=1, c=2"]) is None
    assert columns_of([]) is None


def test_columns_stand_under_one_another_and_the_widest_are_cut():
    columns = {"ansatz": list(ANSATZ), "learning_rate": ["1e-05", "0.1", "3"], "same": ["x"] * 3}
    heading, lines = lines_of_columns(columns, 60)
    assert heading.split() == ["ansatz", "learning_rate", "same"]
    assert {len(line) for line in [heading, *lines]} == {len(heading)}
    heading, lines = lines_of_columns(columns, 24)
    assert [line.split() for line in heading.splitlines()] == [["learning_"], ["ansatz", "rate"]]
    assert max(map(len, lines)) <= 24
    assert len(set(lines)) == 3
    assert len(set(lines_of_columns(columns, 6)[1])) == 3


def test_texts_that_differ_in_a_word_are_shown_by_it():
    columns = {"ansatz": [LONG.format(word) for word in ("linear", "full", "ring")]}
    assert [line.strip() for line in lines_of_columns(columns, 30)[1]] == [
        "…linear…",
        "…full…",
        "…ring…",
    ]


@pytest.mark.parametrize("count", [3, 14, 70])
def test_names_of_categories_do_not_overlap(axes, count):
    table = sweep_tables.outcomes()
    table = pl.concat([table] * 3).head(count)
    names = pl.format("{}-{}", pl.lit("entangled-in-a-ring"), pl.int_range(pl.len()))
    plotting.scatter(table.with_columns(names.alias("ansatz")), "ansatz", ax=axes)
    axes.figure.draw_without_rendering()
    labels = axes.get_xticklabels()
    apart = axes.transData.transform([(x, 0) for x in axes.get_xticks()])[:, 0]
    size = labels[0].get_size() * axes.figure.dpi / 72
    assert min(b - a for a, b in pairwise(apart)) > size
    assert axes.get_window_extent().height > 0.5 * axes.figure.bbox.height


def test_what_has_no_number_is_in_a_strip_that_has_a_name_and_no_ticks(axes):
    plotting.scatter(sweep_tables.outcomes(), "rate", ax=axes)
    axes.figure.draw_without_rendering()
    assert texts(axes) == ["no number"]
    (strip,) = (one for one in axes.patches if one.get_alpha())
    top = strip.get_window_extent().y1
    box = axes.get_window_extent()
    assert box.y0 < top < box.y0 + 0.2 * box.height
    ticks = axes.transData.transform([(1, y) for y in axes.get_yticks()])[:, 1]
    assert min(ticks) >= top
    lowest = sweep_tables.outcomes().filter(pl.col("value").is_finite())["value"].min()
    assert axes.transData.transform((1, lowest))[1] > top


def test_short_words_are_not_cut_and_rows_have_headings_on_small_axes():
    columns = {
        "ansatz": ["uccsd", "qaoa_p4", "hamiltonian_variational"],
        "entanglement": ["not given", "full", "linear"],
        "learning_rate": ["0.0001", "0.1", "0.1"],
        "optimizer": ["adam", "spsa", "adam"],
        "shots": ["100", "1000", "10000"],
    }
    fig = Figure(figsize=(10, 7), layout="constrained")
    axes = fig.subplots(2, 2)[0, 0]
    label_rows(axes, columns)
    fig.draw_without_rendering()
    words = " ".join(row_labels(axes)).split()
    assert {"uccsd", "qaoa_p4", "not", "given", "linear", "10000"} <= set(words)
    assert texts(axes)[0].split()[-1] == "shots"
    assert axes.get_window_extent().width > fig.bbox.width / 2 / 3


def test_rows_that_have_no_room_for_columns_have_a_heading():
    columns = {f"name{place}": ["a" * 9, "b" * 9] for place in range(9)}
    heading, _ = lines_of_columns(columns, 20)
    assert heading.startswith("name0, name1")
    assert max(map(len, heading.splitlines())) <= 20
