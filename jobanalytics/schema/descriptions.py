"""What each column of a kept table means, in words that travel with it."""

from __future__ import annotations

__all__ = ["describe_column"]

_JOB = {
    "job_name": "name of the job",
    "job_arn": "ARN of the job",
    "state": "QUEUED, RUNNING, COMPLETED, FAILED, CANCELLING or CANCELLED",
}

_OF_TABLE: dict[str, dict[str, str]] = {
    "jobs": {
        "device": "ARN of the device, or what the job gave for it",
        "instance": "type of the instances that the job's code ran on",
        "instance_count": "number of these instances",
        "created_at": "when the job was created (UTC)",
        "started_at": "when it left the queue (UTC)",
        "ended_at": "when it ended (UTC)",
        "queue_seconds": "from creation to start, in seconds",
        "run_seconds": "from start to end, in seconds",
        "billable_seconds": "the time that is billed, in seconds",
        "failure_reason": "why it failed, in Braket's words",
        "final": "whether nothing of the job can change any more",
        "synced_at": "when the archive last read the job (UTC)",
        "has_tasks": "whether the job created quantum tasks; null where that was not asked",
        "has_result": "whether the job stored a result; null where that was not asked",
        "has_bundle": "whether the job stored a bundle; null where that was not asked",
        "version": "what is another one when a local job has changed; null for jobs on AWS",
        "observations_file": "file with the job's observations, below the archive's root",
        "log_events_file": "file with the metric lines read so far of a job that is not final",
        "results_file": "file with the job's result; null where it stored none",
        "tasks_file": "file with the job's quantum tasks; null where it has none",
        "bundle_file": "the job's result bundle as it was stored; null where none is kept",
        "record": "what Braket's GetJob said of the job, as JSON; times are ISO 8601",
    },
    "observations": {
        "instance": "instance that logged the value, such as algo-1",
        "node_id": "tag in square brackets before the metric line",
        "record": "which log line of the job the value came from, counted from 0",
        "timestamp": "time of the line, else of its log event (UTC)",
        "iteration_number": "iteration number of the line; null where it has none",
        "metric": "name of the metric",
        "value": "value, in the unit that the job logged it in",
        "place": "place of the value in its line, counted from 0",
    },
    "log_events": {
        "log_stream": "CloudWatch log stream",
        "timestamp": "time of the log event (UTC)",
        "message": "the metric line",
        "event_id": "CloudWatch's id of the event",
    },
    "results": {
        "has_result": "whether the job stored a result; null where that was not asked",
        "data_format": "plaintext, or pickled_v4: each value is a pickle in base64",
        "values": "what the job stored, as a JSON object",
    },
    "tasks": {
        "task_arn": "ARN of the quantum task",
        "state": "state of the task",
        "device": "ARN of the device",
        "shots": "number of shots asked for",
        "created_at": "when the task was created (UTC)",
        "ended_at": "when it ended (UTC)",
        "output_s3_path": "where its result is",
    },
}

_OF_PREFIX = {
    "hyperparameters.": "hyperparameter of the job",
    "tags.": "tag of the job",
    "results.": "value that the job stored with save_job_result",
    "completeness.": "certificate of the reading of the job's metrics",
}

_COMPLETENESS = {
    "complete": "whether this is all that the job logged and ever will",
    "notes": "what stands against that, and what was skipped, in words",
    "state": "state of the job when its log was read",
    "terminal": "whether the job had ended",
    "settled": "whether its log had settled: late lines were not to be expected any more",
    "window_start": "beginning of the time that was read (UTC)",
    "window_end": "end of the time that was read (UTC)",
    "read_at": "when the reading began (UTC)",
    "instance_count": "instances that the job has",
    "streams": "instances that have a log",
    "pages": "pages that were read",
    "lines_matched": "log lines with a metric marker",
    "lines_parsed": "lines that gave at least one observation",
    "observations": "values that were read",
    "without_iteration_number": "values without an iteration number",
    "without_timestamp": "values without a time",
    "malformed": "items of metric lines that are no values",
    "malformed_examples": "some of these, with the reason",
    "retention_days": "days that the log group keeps its events; null for ever",
    "retention_may_have_removed_events": "whether some may be gone; null where not known",
}


def describe_column(table: str, column: str) -> str:
    """Say what a column of a kept table means, with its unit.

    Parameters
    ----------
    table : str
        ``jobs``, ``observations``, ``log_events``, ``results`` or ``tasks``.
    column : str
        One of its columns.
    """
    own = _OF_TABLE[table].get(column) or _JOB.get(column)
    if own is not None:
        return own
    prefix = next(prefix for prefix in _OF_PREFIX if column.startswith(prefix))
    name = column.removeprefix(prefix)
    words = _COMPLETENESS.get(name, "") if prefix == "completeness." else f"{name!r}"
    return f"{_OF_PREFIX[prefix]}: {words}"
