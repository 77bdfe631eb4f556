"""Many long curves to a PNG: `plotting.curves` against a loop of matplotlib's `plot`.

``python benchmarks/plot_many_curves.py [jobs] [iterations]``; 500 and 5,000 by default. Both draw
lines of one width and one colour; how alike the pictures are is printed too.
"""

from __future__ import annotations

import io
import sys

import matplotlib as mpl
import numpy as np
import polars as pl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imread
from side_by_side import interleaved, peak_mib, print_times

from jobanalytics import plotting

RUNS = 5
DPI = 150  # as in the examples
OURS, LOOP = "plotting.curves", "plot in a loop"


def energies(jobs: int, iterations: int) -> np.ndarray:
    """Curves that fall and are noisy, as those of an eigensolver with shots."""
    rng = np.random.default_rng(1)
    falling = np.exp(-5 * np.arange(iterations) / iterations) * rng.uniform(1, 3, (jobs, 1))
    return falling + rng.normal(0, 0.03, (jobs, iterations)) - 0.2 * (np.arange(jobs) % 7)[:, None]


def tidy(values: np.ndarray) -> pl.DataFrame:
    """The curves as `JobSet.curves` gives them."""
    jobs, iterations = values.shape
    return pl.DataFrame(
        {
            "job_name": np.repeat([f"vqe-{job:04}" for job in range(jobs)], iterations),
            "job_arn": np.repeat(
                [f"arn:aws:braket:job/{job:04}" for job in range(jobs)], iterations
            ),
            "node_id": pl.Series([None], dtype=pl.String).extend_constant(None, values.size - 1),
            "iteration_number": np.tile(np.arange(iterations), jobs),
            "value": values.ravel(),
        }
    )


def to_png(figure: Figure) -> bytes:
    FigureCanvasAgg(figure)
    file = io.BytesIO()
    figure.savefig(file, dpi=DPI)
    return file.getvalue()


def ours(frame: pl.DataFrame) -> bytes:
    figure = Figure()
    axes = plotting.curves(frame, "value", ax=figure.subplots())
    axes.set_ylabel("energy")
    return to_png(figure)


def loop(frame: pl.DataFrame) -> bytes:
    figure = Figure()
    axes = figure.subplots()
    for line in frame.partition_by("job_arn", maintain_order=True):
        axes.plot(line["iteration_number"], line["value"], color="#0072B2", linewidth=0.65)
    axes.set(xlabel="iteration", ylabel="energy")
    return to_png(figure)


def root_mean_square(one: bytes, other: bytes) -> float:
    """How far two pictures are apart, from 0 to 255."""
    pictures = [imread(io.BytesIO(png))[..., :3] * 255 for png in (one, other)]
    return float(np.sqrt(np.mean((pictures[0] - pictures[1]) ** 2)))


def main() -> None:
    jobs, iterations = (
        int(number) for number in (sys.argv[1:] + ["500", "5000"][len(sys.argv) - 1 :])
    )
    frame = tidy(energies(jobs, iterations))
    blank = to_png(Figure())
    pictures = {OURS: ours(frame), LOOP: loop(frame)}
    seconds = interleaved({LOOP: lambda: loop(frame), OURS: lambda: ours(frame)}, RUNS)
    print(f"matplotlib {mpl.__version__}, polars {pl.__version__}, medians of {RUNS} runs in turn")
    apart, nothing = (root_mean_square(pictures[LOOP], other) for other in (pictures[OURS], blank))
    print_times(
        f"{jobs:,} curves of {iterations:,} points to a PNG of {DPI} dpi",
        seconds,
        {OURS: f"{apart:.1f} of 255 from the loop's picture (RMS); a blank one is {nothing:.0f}"},
    )
    print(f"  memory at the peak: {peak_mib():,.0f} MiB")


if __name__ == "__main__":
    main()
