"""What real jobs logged is found again: every value at its time and iteration, and no other."""

import json

import pytest
from real_logs import LOGS, METRICS, label, needs_real_logs, values_logged, values_read

from jobanalytics import AwsQuantumJob

pytestmark = needs_real_logs


@pytest.mark.parametrize("path", LOGS, ids=label)
def test_every_value_of_a_real_log_is_read(aws, job_name, path):
    text = path.read_text()
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, text.splitlines())
    job = AwsQuantumJob(arn)
    assert values_logged(text)
    assert values_read(job.observations()) == values_logged(text)
    assert job.completeness()["malformed"].item() == 0


@pytest.mark.parametrize("path", LOGS, ids=label)
def test_every_line_of_a_real_log_is_read(aws, job_name, path):
    lines = path.read_text().splitlines()
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, lines)
    assert AwsQuantumJob(arn).log_events()["message"].to_list() == lines


@pytest.mark.parametrize("path", METRICS, ids=label)
def test_metrics_that_the_sdk_gave_shuffled_come_in_order(aws, job_name, path):
    stored = json.loads(path.read_text())
    names = [name for name in stored if name not in {"timestamp", "iteration_number"}]
    rows = sorted(
        zip(stored["iteration_number"], stored["timestamp"], *map(stored.get, names), strict=True)
    )
    arn = aws.create_job(job_name)
    aws.put_log_events(
        arn,
        [
            "Metrics - timestamp={}; {}={}; iteration_number={};".format(
                stored["timestamp"][row], name, stored[name][row], stored["iteration_number"][row]
            )
            for row in range(len(rows))
            for name in names
        ],
    )
    metrics = AwsQuantumJob(arn).metrics("iteration_number")
    assert metrics["iteration_number"] == [row[0] for row in rows]
    assert metrics["timestamp"] == pytest.approx([row[1] for row in rows], abs=1e-6)
    assert [metrics[name] for name in names] == [
        list(one) for one in list(zip(*rows, strict=True))[2:]
    ]
