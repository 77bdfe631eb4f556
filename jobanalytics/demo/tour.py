"""The demo's tour: what a user does with a sweep, over HTTP and by the public names alone."""

from __future__ import annotations

import os
import textwrap
import warnings
from typing import TYPE_CHECKING

import polars as pl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import jobanalytics as ja
from jobanalytics.demo.sweep import FIELD, N_QUBITS
from jobanalytics.demo.vqe import TRAP_VARIABLE, IsingRing

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["heading", "say", "take_tour"]

_WIDTH = 100


def heading(text: str) -> None:
    """Print the title of a step."""
    print(f"\n== {text}")


def say(text: str, indent: str = "   ") -> None:
    """Print a paragraph, wrapped."""
    filled = textwrap.fill(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,  # an address in two halves cannot be copied
        break_on_hyphens=False,
    )
    print(filled)


def take_tour(output: Path) -> pl.DataFrame:
    """Find the sweep's jobs, print what they did, and write tables and a plot.

    Parameters
    ----------
    output : Path
        The folder to write into.

    Returns
    -------
    polars.DataFrame
        The observations of all jobs, with a column ``job_name``.
    """
    jobs = ja.search_jobs(name="vqe-*")
    metrics = jobs.metrics(statistic={"energy": "min"})
    certificates = jobs.completeness()
    summary = jobs.summary("energy", goal="min", statistic="min")
    table = (
        jobs.table()
        .join(summary.select("job_arn", "last", "best"), on="job_arn", how="left")
        .join(certificates.select("job_arn", "complete", "observations", "malformed"), on="job_arn")
        .sort("job_name")
    )

    heading('Find the jobs: jobs = ja.search_jobs(name="vqe-*"), jobs.table(), jobs.varying()')
    _show(
        table.select(
            pl.col("job_name").alias("job"),
            "state",
            pl.col("^hyperparameters.(n_layers|step_size|seed)$")
            .cast(pl.String)
            .name.replace("hyperparameters.", ""),
            pl.col("run_seconds").alias("run (s)"),
            pl.col("last", "best").name.suffix(" energy"),
            "complete",
            pl.col("observations").alias("values"),
            "malformed",
        ),
        decimals=3,
    )
    say(
        "complete: this is all that the job logged and ever will; it has ended, its log has "
        "settled, each instance was seen. malformed: items that are no number, skipped and counted."
    )
    _show_notes(certificates)
    for name, reason in (
        table.filter(state="FAILED").select("job_name", "failure_reason").iter_rows()
    ):
        say(f"{name} FAILED: {reason}")
    swept = jobs.varying()
    values = (f"{name} ({', '.join(values)})" for name, _, _, values in swept.iter_rows())
    say(f"What the sweep swept, jobs.varying(): {'; '.join(values)}.")
    _compare(jobs)
    _show_one_job(jobs)
    _show_results(jobs, output)

    _archive(jobs, output)

    heading("Tables for elsewhere, and a first plot")
    observations = jobs.observations()
    observations.write_parquet(output / "observations.parquet")
    metrics.write_parquet(output / "metrics.parquet")
    table.write_parquet(output / "jobs.parquet")
    completed = jobs.filter(state="COMPLETED", progress=False)
    _draw(completed, output / "energy.png")
    noise = completed.metrics("energy_std").select(pl.median("energy_std")).item()
    exact = IsingRing(N_QUBITS, FIELD).ground_energy()
    say(
        f"The exact ground state has an energy of {exact:.3f}; shot noise is {noise:.3f} per value."
    )
    jobs.report(
        output / "report.html",
        metrics=["energy", "energy_std"],
        by="n_layers",
        goal={"energy": "min"},
        title=f"VQE of an Ising ring of {N_QUBITS} qubits",
        statistic={"energy": "min"},
    )
    _say_files(
        {
            "report.html": "the sweep as one page to explore: open it in a browser",
            "observations.parquet": f"{observations.height:,} rows, one per logged value",
            "metrics.parquet": f"{metrics.height:,} rows, one per job and iteration",
            "jobs.parquet": f"{table.height} rows, the table above",
            "archive/": "the archive: plain Parquet, for DuckDB, pandas and others too",
            "energy.png": "energy per iteration of the completed jobs, and where they ended",
            "bundles/": "the bundle that was downloaded",
            "logs/": "what the processes printed, to compare",
        }
    )
    return observations


def _compare(jobs: ja.JobSet) -> None:
    heading('Who won: jobs.leaderboard("energy", goal="min", k=3, statistic="min")')
    won = jobs.leaderboard("energy", goal="min", k=3, statistic="min")
    _show(
        won.select(
            "rank",
            pl.col("job_name").alias("job"),
            "energy",
            pl.col("iteration_number").alias("iteration"),
            pl.col("^hyperparameters.(n_layers|step_size|seed)$")
            .cast(pl.String)
            .name.replace("hyperparameters.", ""),
        ),
        decimals=3,
    )
    heading('Is it real: jobs.compare("energy", by="n_layers", goal="min", statistic="min")')
    compared = jobs.compare("energy", by="n_layers", goal="min", statistic="min")
    _show(
        compared.select(
            pl.col("hyperparameters.n_layers").alias("n_layers"),
            pl.col("n").alias("jobs"),
            pl.col("nan_count").alias("diverged"),
            pl.col("median").alias("median energy"),
            pl.col("iqm").alias("interquartile mean"),
            pl.col("iqm_low").alias("95 % from"),
            pl.col("iqm_high").alias("to"),
            pl.col("probability_of_improvement").alias("P(better than the best)"),
        ),
        decimals=3,
    )
    say(
        "The last energy of each job, by the number of layers; intervals by bootstrap. The last "
        "column: how likely a job of this group beats one of the group in the first line."
    )


def _show_one_job(jobs: ja.JobSet) -> None:
    first = jobs["vqe-01"]
    heading(f'One job as a frame: jobs["{first.name}"].metrics_frame("iteration_number").tail(3)')
    _show(first.metrics_frame("iteration_number").tail(3).drop("node_id"))
    several = jobs.filter(pl.col("instance_count") > 1, progress=False)
    _show_conflicts(several[0])


def _show_notes(certificates: pl.DataFrame) -> None:
    notes = certificates.group_by("notes", maintain_order=True).len()
    for note, count in notes.filter(pl.col("notes") != "").iter_rows():
        say(f"Note of {count} {'job' if count == 1 else 'jobs'}: {note}")


def _show_conflicts(job: ja.QuantumJob) -> None:
    heading(f'Two instances log one iteration, {job.name}: job.conflicts("iteration_number")')
    found = job.conflicts("iteration_number")
    _show(found.sort("spread", descending=True).head(3).drop("node_id"))
    say(
        f"{found.height} cells hold several values; these differ most. What such a cell becomes is "
        'for you to say: job.metrics_frame("iteration_number", "max"), "min", "avg", ...'
    )
    merged = [
        job.metrics_frame("iteration_number", statistic).select(
            "iteration_number", pl.col("energy").alias(f"energy, {statistic.upper()}")
        )
        for statistic in ("max", "min", "avg")
    ]
    _show(pl.concat(merged, how="align").head(3))


def _show_results(jobs: ja.JobSet, output: Path) -> None:
    heading('Stored results: jobs.results(on_error="collect"), jobs.errors()')
    with warnings.catch_warnings():
        # That one is left out is said below.
        warnings.simplefilter("ignore", ja.IncompleteMetricsWarning)
        results = jobs.results(on_error="collect")
    _show(
        results.filter("has_result")
        .sort("job_name")
        .head(2)
        .select(
            pl.col("job_name").alias("job"), pl.col("^results\\..*$").name.replace("results.", "")
        ),
        decimals=3,
    )
    counts = results.group_by("state", "has_result").len().sort(pl.all())
    words = {True: "a result", False: "nothing stored", None: "not read"}
    for state, has_result, count in counts.iter_rows():
        say(f"{count} {state}: {words[has_result]}")
    for name, _, _, kind, reason in jobs.errors().iter_rows():
        say(f"{name}  {kind}: {reason}")
    if TRAP_VARIABLE in os.environ:
        raise RuntimeError("A result was unpickled although nobody allowed it.")
    say(
        "Nothing was unpickled: it would have set the environment variable "
        f"{TRAP_VARIABLE}, and that is not set."
    )
    job = jobs["vqe-01"]
    job.download_result(extract_to=output / "bundles")
    files = sorted(path.name for path in (output / "bundles" / job.name).iterdir())
    say(f"{job.name}  job.download_result() wrote bundles/{job.name}/: {', '.join(files)}")


def _archive(jobs: ja.JobSet, output: Path) -> None:
    heading('Keep it: archive = ja.Archive("archive"), archive.sync(jobs)')
    archive = ja.Archive(output / "archive")
    table = archive.sync(jobs)
    _show(table.sort("job_name").head(3).drop("job_arn"))
    count = table.filter("final").height
    say(
        f"{count} of {table.height} jobs are final: from now on nobody is asked of them. "
        f"{table['new_observations'].sum():,} observations are kept as plain Parquet, and need no "
        "network: archive.jobs() has every method that jobs has."
    )
    won = archive.jobs().leaderboard("energy", goal="min", k=1, statistic="min")
    say(
        f'archive.jobs().leaderboard("energy", goal="min", k=1): {won["job_name"].item()}, '
        f"{won['energy'].item():.3f}"
    )


def _draw(jobs: ja.JobSet, path: Path) -> None:
    """Draw the way to the ground state, and where it ended, which the way is too long to show."""
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    # A canvas of its own leaves the backend that matplotlib is set to alone.
    FigureCanvasAgg(figure)
    way, end = figure.subplots(1, 2, width_ratios=(3, 2))
    exact = IsingRing(N_QUBITS, FIELD).ground_energy()
    jobs.plot.curves("energy", by="n_layers", statistic="min", ax=way)
    way.axhline(exact, color="black", linestyle=":", linewidth=1, label=f"exact, {exact:.4f}")
    way.set_ylabel("energy (units of the coupling)")
    way.legend(title="n_layers")
    jobs.plot.compare("energy", "n_layers", goal="min", statistic="min", ax=end)
    end.axvline(exact, color="black", linestyle=":", linewidth=1)
    end.set_xlabel("last energy (units of the coupling)")
    way.set_title(f"{len(jobs)} jobs, Ising ring of {N_QUBITS} qubits")
    figure.savefig(path, dpi=150)


def _say_files(files: dict[str, str]) -> None:
    for name, what in files.items():
        print(f"   {name:<22}{what}")


def _show(frame: pl.DataFrame, decimals: int = 6) -> None:
    """Print a whole frame without the frame around it."""
    with pl.Config(
        tbl_formatting="NOTHING",
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
        tbl_rows=-1,
        tbl_cols=-1,
        tbl_width_chars=200,
        float_precision=decimals,
        fmt_str_lengths=60,
        tbl_cell_numeric_alignment="RIGHT",
    ):
        print("\n".join(f"  {line.rstrip()}" for line in str(frame).splitlines()))
