"""A log of more lines than the SDK's query returns is read whole."""

from job_logs import energies

from jobanalytics import AwsQuantumJob


def test_25000_lines_are_all_there(aws, job_name):
    arn = aws.create_job(job_name)
    aws.put_log_events(arn, energies(25_000))
    job = AwsQuantumJob(arn)
    frame = job.metrics_frame("iteration_number")
    assert frame["energy"].to_list() == [float(number) for number in range(25_000)]
    certificate = job.completeness().row(0, named=True)
    assert (certificate["lines_matched"], certificate["observations"]) == (25_000, 25_000)
    assert certificate["pages"] == aws.calls["FilterLogEvents"] >= 3
