"""The demo's tour: what a user does with a sweep, over HTTP and by the public names alone."""

from __future__ import annotations

import os
import textwrap
from typing import TYPE_CHECKING

import polars as pl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import jobanalytics as ja
from jobanalytics.demo.sweep import FIELD, N_QUBITS
from jobanalytics.demo.vqe import TRAP_VARIABLE, IsingRing
from jobanalytics.plotting import curves

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["heading", "say", "take_tour"]

_WIDTH = 100
_HYPERPARAMETERS = {"n_layers": int, "step_size": float, "seed": int}


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
    jobs = sorted(ja.search_jobs(name="vqe-*"), key=lambda job: job.name)
    names = pl.DataFrame(
        {"job_arn": [job.arn for job in jobs], "job_name": [job.name for job in jobs]}
    )
    observations = pl.concat([job.observations() for job in jobs])
    metrics = ja.merge_metrics(observations, "iteration_number", {"energy": "min"})
    certificates = pl.concat([job.completeness() for job in jobs])
    table = _jobs_table(jobs, metrics).join(
        certificates.select("job_arn", "complete", "observations", "malformed"), on="job_arn"
    )

    heading('Find the jobs, read what they logged: ja.search_jobs(name="vqe-*")')
    _show(
        table.select(
            pl.col("job_name").alias("job"),
            "state",
            "n_layers",
            pl.col("step_size").cast(pl.String),
            "seed",
            pl.col("run_seconds").alias("run (s)"),
            pl.col("last_energy", "best_energy").name.replace("_", " "),
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
    say(
        "Where two instances logged one iteration, the smaller energy counts, and of the other "
        "metrics the larger value: "
        'ja.merge_metrics(observations, "iteration_number", {"energy": "min"}).'
    )
    _show_notes(certificates)

    first = jobs[0]
    heading(f'One job as a frame, {first.name}: job.metrics_frame("iteration_number").tail(3)')
    _show(first.metrics_frame("iteration_number").tail(3).drop("node_id"))
    _show_conflicts(next(job for job in jobs if _instance_count(job) > 1))
    _show_results(jobs, output)

    heading("Keep it: plain Parquet, and a first plot")
    observations = observations.join(names, on="job_arn", maintain_order="left")
    metrics = metrics.join(names, on="job_arn", maintain_order="left").select(
        "job_name", pl.exclude("job_name")
    )
    metrics = metrics.sort("job_name", "iteration_number", "node_id")
    observations.write_parquet(output / "observations.parquet")
    metrics.write_parquet(output / "metrics.parquet")
    table.write_parquet(output / "jobs.parquet")
    completed = metrics.join(table.filter(state="COMPLETED"), on="job_arn", maintain_order="left")
    exact = IsingRing(N_QUBITS, FIELD).ground_energy()
    _draw(completed, exact, output / "energy.png")
    medians = table.filter(state="COMPLETED").group_by("n_layers").agg(pl.median("last_energy"))
    reached = ", ".join(f"{n}: {energy:.3f}" for n, energy in medians.sort("n_layers").iter_rows())
    noise = completed.select(pl.median("energy_std")).item()
    say(
        f"Last energy by n_layers, median over the completed jobs: {reached}. The exact ground "
        f"state has {exact:.3f}; shot noise is {noise:.3f} per value."
    )
    _say_files(
        {
            "observations.parquet": f"{observations.height:,} rows, one per logged value",
            "metrics.parquet": f"{metrics.height:,} rows, one per job and iteration",
            "jobs.parquet": f"{table.height} rows, the table above",
            "energy.png": "energy per iteration of the completed jobs, coloured by n_layers",
            "bundles/": "the bundle that was downloaded",
            "logs/": "what the processes printed, to compare",
        }
    )
    return observations


def _jobs_table(jobs: Sequence[ja.AwsQuantumJob], metrics: pl.DataFrame) -> pl.DataFrame:
    """Make one row per job: its record, its hyperparameters, and how its energy ended."""
    rows = []
    for job in jobs:
        record = job.metadata(use_cached_value=True)
        given = record["hyperParameters"]
        rows.append(
            {
                "job_arn": job.arn,
                "job_name": job.name,
                "state": record["status"],
                **{name: kind(given[name]) for name, kind in _HYPERPARAMETERS.items()},
                "created_at": record["createdAt"],
                "started_at": record["startedAt"],
                "ended_at": record["endedAt"],
                "run_seconds": (record["endedAt"] - record["startedAt"]).total_seconds(),
                "failure_reason": record.get("failureReason"),
                "instances": _instance_count(job),
            }
        )
    energies = metrics.group_by("job_arn", maintain_order=True).agg(
        last_energy=pl.col("energy").last(), best_energy=pl.col("energy").fill_nan(None).min()
    )
    table = pl.DataFrame(rows, infer_schema_length=None)
    return table.join(energies, on="job_arn", how="left", maintain_order="left")


def _instance_count(job: ja.AwsQuantumJob) -> int:
    count: int = job.metadata(use_cached_value=True)["instanceConfig"]["instanceCount"]
    return count


def _show_notes(certificates: pl.DataFrame) -> None:
    notes = certificates.group_by("notes", maintain_order=True).len()
    for note, count in notes.filter(pl.col("notes") != "").iter_rows():
        say(f"Note of {count} {'job' if count == 1 else 'jobs'}: {note}")


def _show_conflicts(job: ja.AwsQuantumJob) -> None:
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


def _show_results(jobs: Sequence[ja.AwsQuantumJob], output: Path) -> None:
    heading("Stored results: job.result()")
    seen: dict[str, tuple[ja.AwsQuantumJob, str]] = {}
    for job in jobs:
        try:
            stored = job.result()
        except (ja.PickleNotAllowedError, ja.JobFailedError) as error:
            kind, text = type(error).__name__, f"{type(error).__name__}: {error}"
        else:
            kind = "a result" if stored else "nothing stored"
            values = ", ".join(
                f"'{name}': {value if isinstance(value, float) else '[...]'}"
                for name, value in stored.items()
            )
            text = f"{{{values}}}"
        seen.setdefault(kind, (job, text))
    for job, text in seen.values():
        say(f"{job.name}  {text}")
    if TRAP_VARIABLE in os.environ:
        raise RuntimeError("A result was unpickled although nobody allowed it.")
    pickled, _ = seen["PickleNotAllowedError"]
    say(
        f"{pickled.name}  Nothing was unpickled: it would have set the environment variable "
        f"{TRAP_VARIABLE}, and that is not set."
    )
    job = jobs[0]
    job.download_result(extract_to=output / "bundles")
    files = sorted(path.name for path in (output / "bundles" / job.name).iterdir())
    say(f"{job.name}  job.download_result() wrote bundles/{job.name}/: {', '.join(files)}")


def _draw(frame: pl.DataFrame, exact: float, path: Path) -> None:
    figure = Figure(figsize=(8, 5), layout="constrained")
    # A canvas of its own leaves the backend that matplotlib is set to alone.
    FigureCanvasAgg(figure)
    ax = curves(frame, "energy", by="n_layers", ax=figure.subplots())
    ax.axhline(exact, color="black", linestyle="--", linewidth=1, label=f"exact, {exact:.4f}")
    ax.set_ylim(exact - 0.2, exact + 2.0)
    ax.set_ylabel("energy (units of the coupling)")
    ax.set_title(f"{frame['job_arn'].n_unique()} jobs, Ising ring of {N_QUBITS} qubits")
    ax.legend(title="n_layers")
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
