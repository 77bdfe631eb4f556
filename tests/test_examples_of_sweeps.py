"""The examples that stand for the analysis cells of Amazon's notebooks run as they stand."""

import shutil

import matplotlib.font_manager  # noqa: F401 - lists the fonts now: a script would say so on stderr
import numpy as np
import pytest
from matplotlib import image
from running_examples import EXAMPLES, analysis_calls, run_example

from jobanalytics import plotting

MOST_CALLS = 3
PRINTS = {
    "04_convergence_of_one_job.py": [
        "│ 34               ┆ 2023-11-14 22:15:02 UTC ┆ -",
        "convergence.png shows 35 iterations",
    ],
    "05_sweep_in_one_plot.py": [
        "│ 1    ┆ qcbm-4   ┆ 4   ",
        "│ 4    ┆ qcbm-1   ┆ 1   ",
        "sweep.png shows 4 jobs",
    ],
    "06_two_metrics_in_one_row.py": [
        "│ iteration_number ┆ timestamp                      ┆ braket_cost ┆ cost       │",
        " UTC ┆ 221.4       ┆ -",
        " UTC ┆ null        ┆ -",
        "cost_by_usd.png shows the iterations with both: 24",
    ],
    "07_continued_job.py": [
        "│ qaoa-1   ┆ 0        ┆ 0               ┆ 30             │",
        "│ qaoa-2   ┆ 1        ┆ 25              ┆ 59             │",
        "│ qaoa-3   ┆ 2        ┆ 60              ┆ 89             │",
        "chain.png shows 90 iterations of 3 jobs",
    ],
    "08_costs.py": [
        # Ibex: 57 tasks of 0.30 USD and 5,700 shots of 0.0235 USD.
        "│ Ibex-Q1 ┆ 57    ┆ 2                   ┆ 5700  ┆ 151.05 │",
        # 17 of these tasks, and 16 minutes of 0.12 USD an hour.
        "│ vqe-4    ┆ 0.03     ┆ 45.05  │",
        "370.23 USD in all; 0 rows have no price",
    ],
    "09_export_for_a_paper.py": [
        "9 jobs; 270 observations of 9 columns",
        "│ vqe-3-2  ┆ -1.89",
        "the same in pandas: True",
        "(1, 3, -1.31)\n(2, 3, -1.62)\n(3, 3, -1.91)\n",
    ],
    "10_archive.py": [
        "│ vqe-3    ┆ 40               ┆ RUNNING   ┆ false ┆ null  │",
        "│ vqe-1    ┆ 0                ┆ COMPLETED ┆ true  ┆ null  │",
        "│ vqe-3    ┆ 1                ┆ RUNNING   ┆ false ┆ null  │",
        "41 values of vqe-3; 0 problems",
        "('vqe-3', False, -2.1)",
    ],
    "12_report.py": ["sweep.html shows 24 jobs in 1."],
    "13_watch.py": [
        " vqe-3 QUEUED, place 3 ",
        " vqe-1 COMPLETED ",
        "│ vqe-1    ┆ COMPLETED ┆ 7                ┆ -0.969803 ┆ -0.969803 │",
        "│ vqe-3    ┆ FAILED    ┆ 7                ┆ -2.969803 ┆ -2.969803 │",
    ],
}
PICTURES = {"convergence.png", "sweep.png", "cost_by_usd.png", "chain.png"}


@pytest.mark.parametrize("name", PRINTS)
def test_it_prints_its_table_and_draws_its_picture(name, tmp_path):
    printed = run_example(name, cwd=tmp_path, MPLBACKEND="agg")
    for words in PRINTS[name]:
        assert words in printed
    drawn = {path.name for path in tmp_path.glob("*.png")}
    assert drawn == {picture for picture in PICTURES if picture in printed}
    for picture in drawn:
        pixels = image.imread(tmp_path / picture)
        assert pixels.std() > 0.05, "nothing is drawn"


@pytest.mark.parametrize("name", PRINTS)
def test_its_analysis_takes_few_calls(name):
    calls = analysis_calls((EXAMPLES / name).read_text("utf-8"))
    assert 1 < len(calls) <= MOST_CALLS, calls


def test_every_kind_of_plot_is_drawn(tmp_path):
    printed = run_example("11_plots.py", cwd=tmp_path, MPLBACKEND="agg")
    drawn = [path.stem for path in tmp_path.glob("*.png")]
    assert sorted(drawn) == sorted(plotting.__all__)
    assert printed.split()[1:] == list(dict.fromkeys(printed.split()[1:]))
    for name in drawn:
        assert image.imread(tmp_path / f"{name}.png").std() > 0.05, "nothing is drawn"


def test_all_of_them_are_here():
    others = {"01_one_job.py", "02_merge_by_iteration.py", "03_emulator.py", "11_plots.py"}
    assert {path.name for path in EXAMPLES.glob("*.py")} == PRINTS.keys() | others


def test_calls_are_counted_wherever_they_stand():
    source = """
import jobanalytics as ja
import polars as pl
from jobanalytics import comparison, plotting as drawing
from jobanalytics.emulator import Emulator

ja.parse_log_events(events)
with Emulator() as aws:
    arns = fill(aws)
    found = ja.search_jobs(name=str(name()))
    print(f"{found.costs()['cost'].sum()}", pl.sum("cost"), len(found))
    for metric in metrics:
        frame = found["vqe-1"].metrics_frame(statistic)
        drawing.curves(comparison.curves(frame.drop("x"), metric), ax=Emulator())
"""
    assert sorted(analysis_calls(source)) == [
        "comparison.curves",
        "drawing.curves",
        "found.costs",
        "found.costs.sum",
        "found.metrics_frame",
        "ja.search_jobs",
    ]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no Chromium")
def test_the_picture_of_the_page_is_made(tmp_path):
    run_example("../docs/picture_of_report.py", "report.png", cwd=tmp_path)
    pixels = image.imread(tmp_path / "report.png")
    assert pixels.shape[1] == 1400
    # Both columns, from top to bottom.
    for half in np.hsplit(pixels[..., :3], 2):
        assert all(part.std() > 0.02 for part in np.array_split(half, 8))
