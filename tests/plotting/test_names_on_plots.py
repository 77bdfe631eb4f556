"""Names come from anybody: on every plot they are shown letter by letter, and break nothing."""

import polars as pl
import pytest
import sweep_tables
from drawn import legend, pixels, row_labels, texts
from matplotlib.figure import Figure
from sweep_tables import line

from jobanalytics import plotting
from jobanalytics.plotting.text import plain

NAMES = {
    "$x$": r"\$x\$",
    r"a_$\frac{": r"a_\$\frac{",
    r"\$": r"\\$",
    "_hidden": "_hidden",
    "Ångström ħω λ": "Ångström ħω λ",
    "a\nb\x1b[31m\x00": r"a\nb\x1b[31m\x00",
    "\u202edetrever": r"\u202edetrever",
    "<b>&amp;</b>": "<b>&amp;</b>",
    "": "",
}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written(name):
    assert plain(name) == NAMES[name]


def test_long_names_keep_both_ends():
    assert plain("a" * 200 + "-17") == "a" * 23 + "…" + "a" * 20 + "-17"


def shown(text):
    """What matplotlib shows of a text: it is no formula, and what is escaped is shown plainly."""
    figure = Figure()
    (artist, is_formula) = figure.text(0, 0, text)._preprocess_math(text)
    assert is_formula is False
    return artist


@pytest.mark.parametrize("name", ["$x$", r"\$", "a$b", "$$", r"\\$x$", "100 $ and 5 $"])
def test_no_name_is_a_formula(name):
    assert shown(plain(name)) == name


@pytest.mark.parametrize("name", [name for name in NAMES if name])
def test_on_every_plot(name):
    expected = NAMES[name]
    renamed = {"hyperparameters.n_layers": f"hyperparameters.{name}"}
    value = pl.lit(name).alias("hyperparameters.ansatz")
    figure = Figure(figsize=(14, 4))

    def axes():
        return figure.add_subplot()

    curves = sweep_tables.curves().rename(renamed).with_columns(value)
    full = f"hyperparameters.{name}"
    drawn = plotting.curves(curves.rename({"value": name}), name, by=full, ax=axes())
    assert drawn.get_ylabel() == expected
    assert drawn.get_legend().get_title().get_text() == expected
    two = pl.concat([line([1.0, 2.0], job_name=name), line([3.0, 4.0], job_name="b")])
    two = two.with_columns(job_arn=pl.col("job_name"))
    assert expected in [one.strip() for one in texts(plotting.curves(two, "value", ax=axes()))]
    drawn = plotting.curves(two.rename({"job_name": "by"}), "value", by="by", ax=axes())
    assert expected in legend(drawn)
    bands = sweep_tables.bands().rename(renamed).with_columns(metric=pl.lit(name))
    assert plotting.bands(bands, ax=axes()).get_ylabel() == expected
    outcomes = sweep_tables.outcomes().rename(renamed).with_columns(value, metric=pl.lit(name))
    drawn = plotting.scatter(outcomes, "ansatz", color=name, ax=axes())
    assert [one.get_text() for one in drawn.get_xticklabels()] == [expected]
    drawn = plotting.parallel(outcomes, [name, "ansatz"], ax=axes())
    ticks = [one.get_text() for one in drawn.get_xticklabels()]
    assert ticks == [expected, "ansatz", expected]
    assert expected in texts(drawn)
    compared = sweep_tables.compared().rename(renamed).with_columns(metric=pl.lit(name))
    drawn = plotting.compare(compared, outcomes, ax=axes())
    assert drawn.get_xlabel() == expected
    assert "".join(expected.split()) in "".join(texts(drawn)[-1].split())
    standings = sweep_tables.standings().with_columns(configuration=pl.lit(name), place=1)
    standings = standings.with_columns(pl.col("place").cast(pl.UInt32), metric=pl.lit(name))
    assert row_labels(plotting.leaderboard(standings, ax=axes())) == [expected]
    jobs = sweep_tables.jobs().head(1).with_columns(job_name=pl.lit(name), state=pl.lit(name))
    drawn = plotting.timeline(jobs, ax=axes())
    assert row_labels(drawn) == [expected]
    pixels(figure)
