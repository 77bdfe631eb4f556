"""Metrics frames of one metric, the loss, row by row."""

import polars as pl


def metrics(*rows):
    """A metrics frame of rows (ARN, iteration, node, loss)."""
    arns, iterations, nodes, values = zip(*rows, strict=True) if rows else ([], [], [], [])
    return pl.DataFrame(
        {
            "job_name": [f"job {arn}" for arn in arns],
            "job_arn": list(arns),
            "iteration_number": list(iterations),
            "timestamp": [None] * len(arns),
            "node_id": list(nodes),
            "loss": list(values),
        },
        schema={
            "job_name": pl.String,
            "job_arn": pl.String,
            "iteration_number": pl.Int64,
            "timestamp": pl.Datetime("us", "UTC"),
            "node_id": pl.String,
            "loss": pl.Float64,
        },
    )
