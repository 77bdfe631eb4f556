"""The tables of a sweep as they come: seeds, a job that failed, one that diverged, one silent."""

from datetime import UTC, datetime, timedelta

import polars as pl

from jobanalytics import comparison
from jobanalytics.schema import JOBS, curves_schema

BEGAN = datetime(2026, 9, 1, 8, tzinfo=UTC)
LAYERS = (1, 2, 3)
RATES = (0.001, 0.02, 0.4)
SEEDS = (0, 1, 2)
FAILED, DIVERGED, SILENT = 4, 10, 20


def energy(layers, rate, seed, iteration):
    """The more layers the lower, best at a rate of 0.02, and no two seeds alike."""
    return -layers - (rate == 0.02) / 4 + seed / 16 + 2.0 ** -(iteration + 1)


def jobs_and_metrics(iterations=6):
    """The table of jobs, and the metrics frame of what they logged."""
    jobs, rows = [], []
    for layers in LAYERS:
        for rate in RATES:
            for seed in SEEDS:
                number = len(jobs)
                name = f"vqe-{number:02}"
                created = BEGAN + timedelta(minutes=number)
                jobs.append(
                    {
                        "job_name": name,
                        "job_arn": f"arn:{name}",
                        "state": "FAILED" if number == FAILED else "COMPLETED",
                        "created_at": created,
                        "started_at": created + timedelta(minutes=2),
                        "ended_at": created + timedelta(minutes=9),
                        "hyperparameters.n_layers": layers,
                        "hyperparameters.rate": rate,
                        "hyperparameters.seed": seed,
                        "hyperparameters.warm": number % 2 == 0,
                    }
                )
                for iteration in range(0 if number == SILENT else iterations):
                    value = energy(layers, rate, seed, iteration)
                    rows.append(
                        {
                            "job_name": name,
                            "job_arn": f"arn:{name}",
                            "iteration_number": iteration,
                            "timestamp": created + timedelta(seconds=iteration),
                            "node_id": None,
                            "energy": float("nan") if number == DIVERGED else value,
                        }
                    )
    own = {name: dtype for name, dtype in JOBS.items() if name in jobs[0]}
    metrics = pl.DataFrame(rows).with_columns(
        pl.col("node_id").cast(pl.String), pl.col("timestamp").cast(pl.Datetime("us", "UTC"))
    )
    return pl.DataFrame(jobs, schema_overrides=own), metrics


def curves():
    jobs, metrics = jobs_and_metrics()
    found = comparison.curves(metrics, "energy")
    by = ["n_layers", "rate", "state"]
    return comparison.with_groups(found, jobs, by)


def bands(**options):
    return comparison.bands(curves(), by="n_layers", **options)


def outcomes(of="last"):
    jobs, metrics = jobs_and_metrics()
    return comparison.outcomes(comparison.summary(metrics, goal="min"), jobs, "energy", of=of)


def standings(**options):
    jobs, metrics = jobs_and_metrics()
    board = comparison.leaderboard(metrics, "energy", goal="min", jobs=jobs)
    return comparison.standings(board, jobs, **options)


def compared(by="n_layers"):
    jobs, metrics = jobs_and_metrics()
    return comparison.compare(metrics, "energy", by=by, goal="min", jobs=jobs, resamples=200)


def jobs():
    return jobs_and_metrics()[0]


def line(values, **columns):
    """Tidy curves of one job, or of what `columns` say; null, None."""
    frame = pl.DataFrame(
        {"iteration_number": list(range(len(values))), "value": list(map(_number, values))}
        | {name: [one] * len(values) for name, one in columns.items()},
        schema_overrides={"value": pl.Float64},
    )
    keys = {"job_name": "a", "job_arn": "arn:a", "node_id": None, "metric": "energy"}
    missing = [
        pl.lit(one, pl.String).alias(name) for name, one in keys.items() if name not in columns
    ]
    schema = curves_schema("iteration_number")
    return frame.with_columns(missing).select(*schema, pl.exclude(*schema))


def _number(value):
    return None if value is None else float(value)
