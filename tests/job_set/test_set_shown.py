"""A set shows how many jobs it has and what is known of them, and asks nobody for it."""

import re

from jobanalytics import JobSet, search_jobs


def test_jobs_that_nobody_asked_about(aws, sweep):
    jobs = JobSet(sweep)
    assert repr(jobs) == "<JobSet of 6 jobs: 6 not asked yet>"
    html = jobs._repr_html_()
    assert html.startswith("<b>JobSet</b> of 6 jobs: 6 not asked yet<")
    assert html.count("not asked yet</td>") == 6
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
    assert "… and 3 more: <code>.table()</code>" in html


def test_what_was_swept_is_shown_once_it_is_known(aws, sweep, job_name):
    jobs = search_jobs(name=f"{job_name}-*")
    assert "n_layers" not in jobs._repr_html_()
    assert "those of 6 jobs were not asked for yet" in jobs._repr_html_()
    jobs.table()
    aws.reset_calls()
    html = jobs._repr_html_()
    assert "swept by 6 jobs" in html
    assert re.search(r"<td[^>]*>n_layers</td><td[^>]*>2</td><td[^>]*>1, 2</td>", html)
    assert re.search(r"<th[^>]*>n_layers</th><th[^>]*>seed</th>", html)
    assert ">lr<" not in html, "what does not differ is not swept"
    assert "not asked for yet" not in html
    assert aws.calls.total() == 0


def test_what_differs_only_among_those_that_were_asked_is_said_of_them(aws, sweep, job_name):
    jobs = search_jobs(name=f"{job_name}-*")
    jobs[0].metadata()
    jobs[1].metadata()
    html = jobs._repr_html_()
    assert "swept by 2 jobs" in html
    assert "those of 4 jobs were not asked for yet" in html


def test_no_name_is_markup_or_moves_the_cursor(folder):
    job = folder("a\x1b[31m<i>&\u202e", **{"<b>": "<script>", "k": "1"})
    other = folder("b", **{"<b>": "x" * 200, "k": "1"})
    jobs = JobSet([job, other])
    html = jobs._repr_html_()
    assert "&lt;i&gt;&amp;\\u202e" in html
    assert "&lt;b&gt;" in html
    assert not re.search("[\x1b\u202e]|<i>|<b>x|<script", html)


def test_where_it_cannot_be_shown_it_says_so(folder, monkeypatch):
    path = folder("vqe", lr=1)
    jobs = JobSet(path)
    (path / "log.txt").unlink()
    assert "not asked yet" in jobs._repr_html_()
    assert repr(jobs) == "<JobSet of 1 job: 1 not asked yet>"
