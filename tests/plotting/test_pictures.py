"""Each kind of plot looks as it was when somebody looked at it.

``python tests/plotting/test_pictures.py`` draws the pictures anew, which have to be looked at.
"""

from datetime import timedelta
from pathlib import Path

import matplotlib as mpl
import numpy as np
import polars as pl
import pytest
import sweep_tables
from drawn import pixels
from matplotlib.figure import Figure
from PIL import Image

from jobanalytics import plotting

KEPT = Path(__file__).parent / "pictures"
MOST_BYTES = 15_000
# What other versions of FreeType may change in the edges of letters and lines.
MOST_RMS, MOST_FAR_OFF, FAR = 12.0, 0.03, 80.0
# Whatever the fonts and settings of a machine: this font comes with matplotlib.
SETTINGS = {"font.family": ["DejaVu Sans"], "font.size": 9, "text.hinting": "none"}
NOW = sweep_tables.BEGAN + timedelta(minutes=45)


def running():
    """The jobs, of which the last ones have not ended."""
    table = sweep_tables.jobs().tail(14)
    late = pl.int_range(pl.len()) > 9
    return table.with_columns(
        state=pl.when(late).then(pl.lit("RUNNING")).otherwise("state"),
        ended_at=pl.when(~late).then("ended_at"),
    )


PLOTS = {
    "bands": lambda ax: plotting.bands(sweep_tables.bands(interval="minmax"), ax=ax),
    "compare": lambda ax: plotting.compare(
        sweep_tables.compared(), sweep_tables.outcomes(), goal="min", ax=ax
    ),
    "curves": lambda ax: plotting.curves(
        sweep_tables.curves(), "value", by="n_layers", color="rate", ax=ax
    ),
    "jobs": lambda ax: plotting.curves(
        sweep_tables.curves().filter(pl.col("job_name") > "vqe-22"), "value", ax=ax
    ),
    "leaderboard": lambda ax: plotting.leaderboard(
        sweep_tables.standings(by=["n_layers", "rate"]), goal="min", ax=ax
    ),
    "parallel": lambda ax: plotting.parallel(
        sweep_tables.outcomes(), ["n_layers", "rate", "warm"], ax=ax
    ),
    "scatter": lambda ax: plotting.scatter(sweep_tables.outcomes(), "rate", goal="min", ax=ax),
    "timeline": lambda ax: plotting.timeline(running(), now=NOW, ax=ax),
}


def draw(name, change=None):
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(SETTINGS)
        axes = Figure(figsize=(4.4, 3.0), dpi=72, layout="constrained").subplots()
        PLOTS[name](axes)
        if change is not None:
            change(axes)
        return pixels(axes.figure)


def kept(name):
    return np.asarray(Image.open(KEPT / f"{name}.png").convert("RGB"), dtype=np.float64)


def is_alike(one, other):
    """Few pixels differ much, and all together little."""
    if one.shape != other.shape:
        return False
    difference = np.abs(one - other).max(axis=2)
    rms = np.sqrt(np.mean((one - other) ** 2))
    return bool(rms < MOST_RMS and (difference > FAR).mean() < MOST_FAR_OFF)


@pytest.mark.parametrize("name", PLOTS)
def test_it_looks_as_it_did(name):
    assert is_alike(draw(name), kept(name)), f"look at a new picture of {name}"


def test_pictures_are_small_and_of_every_kind():
    assert {path.stem for path in KEPT.glob("*.png")} == set(PLOTS)
    assert set(plotting.__all__) <= set(PLOTS)
    assert max(path.stat().st_size for path in KEPT.glob("*.png")) < MOST_BYTES


@pytest.mark.parametrize("name", ["curves", "scatter"])
@pytest.mark.parametrize(
    "change",
    [
        lambda axes: axes.plot(axes.get_xlim(), axes.get_ylim(), color="red", linewidth=4),
        lambda axes: axes.set_yscale("symlog", linthresh=0.1),
        lambda axes: axes.invert_yaxis(),
        lambda axes: [one.remove() for one in [*axes.lines, *axes.collections]],
    ],
    ids=["a line more", "another scale", "upside down", "nothing drawn"],
)
def test_another_picture_is_noticed(name, change):
    assert not is_alike(draw(name, change), kept(name))


def test_all_pictures_differ_from_one_another():
    pictures = [kept(name) for name in PLOTS]
    for place, one in enumerate(pictures):
        for other in pictures[place + 1 :]:
            assert not is_alike(one, other)


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    for plot in PLOTS:
        image = Image.fromarray(draw(plot).astype(np.uint8))
        colors = image.quantize(48, dither=Image.Dither.NONE)
        colors.save(KEPT / f"{plot}.png", optimize=True)
