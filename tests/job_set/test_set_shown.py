"""A set shows how many jobs it has and what is known of them, and asks nobody for it."""

import re

from jobanalytics import JobSet, search_jobs


def test_jobs_that_nobody_asked_about(aws, sweep):
    jobs = JobSet(sweep)
    assert repr(jobs) == "<JobSet of 6 jobs: 6 not asked yet>"
    html = jobs._repr_html_()
    assert html.startswith("<b>JobSet</b> of 6 jobs: 6 not asked yet<")
    assert html.count("not asked yet&quot;") == 6
    assert all(arn.rpartition("/")[2][:8] in html for arn in sweep)
    assert len(jobs) == len(list(jobs)) == 6
    assert aws.calls.total() == 0


def test_jobs_that_a_search_found(aws, sweep, job_name):
    aws.update_job(sweep[0], status="FAILED")
    aws.update_job(sweep[1], status="RUNNING", ended_at=None)
    jobs = search_jobs(name=f"{job_name}-*")
    aws.reset_calls()
    assert repr(jobs) == "<JobSet of 6 jobs: 4 COMPLETED, 1 FAILED, 1 RUNNING>"
    html = jobs._repr_html_()
    assert re.findall("FAILED|RUNNING|COMPLETED", html.partition("<tbody>")[2]) == [
        *["COMPLETED"] * 4,
        "RUNNING",
        "FAILED",
    ]
    assert f"{job_name}-3" in html
    assert aws.calls.total() == 0


def test_known_and_unknown_ones(aws, sweep):
    jobs = JobSet(sweep)
    jobs[0].metadata()
    assert repr(jobs) == "<JobSet of 6 jobs: 1 COMPLETED, 5 not asked yet>"


def test_local_jobs_and_one_and_none(folder):
    job = folder("vqe<1>")
    assert repr(JobSet(job)) == "<JobSet of 1 job: 1 COMPLETED>"
    assert "vqe&lt;1&gt;" in JobSet(job)._repr_html_()
    assert repr(JobSet()) == "<JobSet of 0 jobs>"
    assert JobSet()._repr_html_() == "<b>JobSet</b> of 0 jobs"


def test_of_many_the_first_ten(folder):
    for number in range(12):
        folder(f"vqe-{number:02}")
    html = JobSet(folder("last").parent)._repr_html_()
    assert "last" in html
    assert "vqe-08" in html
    assert "vqe-09" not in html
    assert html.endswith("… and 3 more: <code>.table()</code>")
