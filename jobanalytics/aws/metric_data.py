"""CloudWatch's own metrics, to lay beside a job's: queues of devices, load of instances."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from jobanalytics.aws.errors import translated
from jobanalytics.aws.responses import ask
from jobanalytics.aws.session import clients, default_region
from jobanalytics.errors import (
    IncompleteMetricsError,
    InvalidArgumentError,
    MalformedResponseError,
)
from jobanalytics.schema import COMPLETENESS, OBSERVATIONS, MetricStatistic

if TYPE_CHECKING:
    from collections.abc import Mapping

    import boto3

__all__ = ["cloudwatch_metrics"]

_STATISTICS = {
    MetricStatistic.MAX: "Maximum",
    MetricStatistic.MIN: "Minimum",
    MetricStatistic.AVG: "Average",
}
_QUERY = "m"


def cloudwatch_metrics(
    namespace: str,
    metric_name: str,
    dimensions: Mapping[str, str],
    start: datetime,
    end: datetime,
    period: int = 60,
    statistic: MetricStatistic | str = MetricStatistic.MAX,
    *,
    region: str | None = None,
    session: boto3.Session | None = None,
) -> pl.DataFrame:
    """Read one of CloudWatch's own metrics.

    Parameters
    ----------
    namespace : str
        Such as ``AWS/Braket`` or ``/aws/braket/TrainingJobs``.
    metric_name : str
        The metric's name in it.
    dimensions : mapping of str to str
        The dimensions that the metric was stored with, all of them.
    start, end : datetime
        The first moment, and the first one after; without a time zone they are UTC.
    period : int
        Seconds that one value stands for: a multiple of 60, or 1, 5, 10, 20 or 30.
    statistic : MetricStatistic or str
        ``max``, ``min`` or ``avg`` over each period.
    region : str, optional
        Where to ask; the session's region if not given.
    session : boto3.Session or braket.aws.AwsSession, optional
        Whose credentials to use; those of the environment if not given.

    Returns
    -------
    polars.DataFrame
        Columns of observations: ``timestamp`` is the beginning of the period, ``metric`` is
        `metric_name`, ``value`` is in the metric's unit, ``record`` counts the rows, ``node_id``
        holds the dimensions' values, joined by commas, so that two hosts stay two rows when they
        are merged; ``job_arn``, ``instance`` and ``iteration_number`` are null. Ordered by time;
        empty where CloudWatch has no data.

    Raises
    ------
    InvalidArgumentError
        If CloudWatch has no such statistic (``first``, ``last``), the period is not one that it
        knows, `end` is not after `start`, or no region is set.
    IncompleteMetricsError
        If CloudWatch says that it left data out. It carries what was read.
    AwsError
        If the call fails; the subclass says how.
    """
    statistic = MetricStatistic.of(statistic)
    if statistic not in _STATISTICS:
        raise InvalidArgumentError(
            f"CloudWatch has no statistic {statistic.value!r}; expected 'max', 'min' or 'avg'."
        )
    if period not in {1, 5, 10, 20, 30} and (period <= 0 or period % 60):
        raise InvalidArgumentError(
            f"The period must be 1, 5, 10, 20, 30 or a multiple of 60 seconds; got {period}."
        )
    start, end = _utc(start), _utc(end)
    if end <= start:
        raise InvalidArgumentError(f"The end ({end}) must be after the start ({start}).")
    region = region or default_region(session)
    what = f"reading CloudWatch's metric {namespace} {metric_name} in {region}"
    query = {
        "Id": _QUERY,
        "MetricStat": {
            "Metric": {
                "Namespace": namespace,
                "MetricName": metric_name,
                "Dimensions": [{"Name": name, "Value": dimensions[name]} for name in dimensions],
            },
            "Period": period,
            "Stat": _STATISTICS[statistic],
        },
    }
    request: dict[str, Any] = {
        "MetricDataQueries": [query],
        "StartTime": start,
        "EndTime": end,
        "ScanBy": "TimestampAscending",
    }
    parts = [pl.DataFrame(schema={"timestamp": OBSERVATIONS["timestamp"], "value": pl.Float64})]
    status = "Complete"
    cloudwatch = clients(session, region).cloudwatch
    with translated(what):
        while True:
            page = ask(
                cloudwatch.get_metric_data, required=["MetricDataResults"], what=what, **request
            )
            for result in page["MetricDataResults"]:
                status = result.get("StatusCode", "Complete")
                parts.append(
                    pl.DataFrame(
                        {"timestamp": result["Timestamps"], "value": result["Values"]},
                        schema=parts[0].schema,
                    )
                )
            former, token = request.get("NextToken"), page.get("NextToken")
            if not token:
                break
            if token == former:
                raise MalformedResponseError(
                    f"{what[:1].upper()}{what[1:]}: AWS sent the same page token twice, so that "
                    "the pages would never end. Try again."
                )
            request["NextToken"] = token
    constants = {"metric": metric_name, "node_id": ",".join(dimensions.values()) or None}
    frame = _as_observations(pl.concat(parts), constants)
    if status != "Complete":
        raise IncompleteMetricsError(
            f"{what[:1].upper()}{what[1:]}: CloudWatch answered {status}, so data are missing. The "
            f"{frame.height} values that it gave are in this error's .observations. Try again, or "
            "ask for less time or a longer period.",
            observations=frame,
            completeness=COMPLETENESS.to_frame(),
        )
    return frame


def _utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time


def _as_observations(values: pl.DataFrame, constants: dict[str, str | None]) -> pl.DataFrame:
    values = values.sort("timestamp").with_row_index("record")
    return values.select(
        pl.col(name).cast(dtype)
        if name in values.columns
        else pl.lit(constants.get(name), dtype).alias(name)
        for name, dtype in OBSERVATIONS.items()
    )
