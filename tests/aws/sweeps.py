"""Sweeps of jobs, and their reading through the source that reads them together."""

from datetime import timedelta
from uuid import uuid4

from job_logs import ago, energies

from jobanalytics import AwsQuantumJob, search_jobs


def own_region():
    """Name a region in which there is nothing yet: no job, no log stream, no quota used."""
    return f"test-{uuid4().hex[:12]}-1"


def put_sweep(aws, count, *, lines=10, name="vqe", region=None, **members):
    """Put jobs in, named vqe-0, vqe-1, …, made two hours ago in this order; give their ARNs.

    Each has ended, and logged as many energies as `lines`; the last tells it from the others.
    """
    created = ago(hours=2)
    arns = []
    for number in range(count):
        times = {"created_at": created + timedelta(seconds=number)}
        arn = aws.create_job(f"{name}-{number}", region=region, **times | members)
        if lines:
            last = f"Metrics - energy={number}; iteration_number={lines - 1};"
            aws.put_log_events(arn, [*energies(lines - 1), last])
        arns.append(arn)
    return arns


def by_arn(arns):
    """Make jobs of which nothing is known but the ARN."""
    return [AwsQuantumJob(arn) for arn in arns]


def by_search(region):
    """Find all jobs of a region, of which the search has told something."""
    return list(search_jobs(region=region))


def reading_of(jobs, on_lines=lambda _: None):
    """Begin to read jobs together."""
    return jobs[0]._source.read_metrics(jobs, on_lines)


def outcomes(jobs, on_lines=lambda _: None):
    """Read jobs together, to the end; give each job's outcome by ARN."""
    given = list(reading_of(jobs, on_lines))
    assert sorted(job.arn for job, _ in given) == sorted(job.arn for job in jobs)
    assert all(outcome.done() for _, outcome in given)
    return {job.arn: outcome for job, outcome in given}


def readings(jobs, on_lines=lambda _: None):
    """Read jobs together; give each job's reading by ARN, or raise what went wrong."""
    return {arn: outcome.result() for arn, outcome in outcomes(jobs, on_lines).items()}


def errors(jobs):
    """Read jobs together; give what went wrong, by ARN."""
    found = {arn: outcome.exception() for arn, outcome in outcomes(jobs).items()}
    return {arn: error for arn, error in found.items() if error is not None}


def energies_of(reading):
    """Give what a job of a sweep logged, in the order of its records."""
    return reading.observations["value"].to_list()


def expected_energies(count, *, lines=10):
    """Give what the jobs of a sweep logged, by their numbers."""
    return [[*map(float, range(lines - 1)), float(number)] for number in range(count)]
