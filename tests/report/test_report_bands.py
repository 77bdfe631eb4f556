"""Bands on a page keep what their intervals show, and the page stays small."""

import numpy as np
import pytest

from jobanalytics import JobSet

MEGABYTE = 1_000_000


@pytest.fixture
def sweep_of(folder):
    """Make jobs that log these values, a row each, of as many metrics as there are."""

    def make(metrics, **hyperparameters):
        lines = [
            [
                " ".join(
                    [
                        f"Metrics - timestamp={1_700_000_000 + i};",
                        *(f"m{place}={row[i]};" for place, row in enumerate(rows)),
                        f"iteration_number={i};",
                    ]
                )
                for i in range(len(rows[0]))
            ]
            for rows in zip(*metrics, strict=True)
        ]
        return JobSet(
            [
                folder(f"j-{job:03}", each, **{k: v[job] for k, v in hyperparameters.items()})
                for job, each in enumerate(lines)
            ]
        )

    return make


def test_a_spike_of_an_interval_is_drawn_where_the_mean_has_none(sweep_of, tmp_path, read):
    values = np.random.default_rng(0).normal(size=(4, 2_000)) * 0.01
    values[:, 701] = [10, 10, -10, -10]
    page = read(sweep_of([values.round(5)]).report(tmp_path / "report.html"))
    chart = next(chart for chart in page.data["charts"] if chart["kind"] == "bands")
    band = chart["bands"][0]
    place = band["x"].index(701)
    assert (band["low"][place], band["high"][place]) == (min(band["low"]), max(band["high"]))
    assert max(band["high"]) > 15
    assert len(band["x"]) == chart["drawn"] <= 400
    assert f"Drawn are {chart['drawn']} of 2,000 points: those that keep the shape" in page.text


def test_short_bands_are_whole_and_nothing_is_said(sweep_of, tmp_path, read):
    page = read(sweep_of([np.ones((4, 30))]).report(tmp_path / "report.html"))
    assert page.data["charts"][1]["drawn"] == 30
    assert "Drawn are" not in page.text


@pytest.mark.parametrize(
    "arguments",
    [
        {"x": "elapsed", "every": 1, "by": "lr"},
        pytest.param({"goal": "min"}, marks=pytest.mark.slow),
        pytest.param({"goal": "min", "by": "lr"}, marks=pytest.mark.slow),
    ],
)
def test_200_jobs_of_four_metrics_and_many_groups(sweep_of, tmp_path, arguments):
    rng = np.random.default_rng(1)
    values = rng.normal(size=(4, 200, 600))
    values[rng.random(values.shape) < 0.02] = np.nan
    place = np.arange(200)
    jobs = sweep_of(values, lr=(1e-3 * (place % 50) + 1e-4).tolist(), n=(place % 5).tolist())
    path = jobs.report(tmp_path / "report.html", **arguments)
    assert path.stat().st_size < 3 * MEGABYTE
