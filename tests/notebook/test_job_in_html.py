"""A job's HTML holds what is known, all of it escaped, and asks nobody for more."""

import re

import pytest
from job_logs import ago, energies

from jobanalytics import AwsQuantumJob, LocalQuantumJob, search_jobs


def cells(html):
    return re.findall(r"<td[^>]*>(.*?)</td>", html)


def test_no_number_is_written_as_everywhere_else(aws, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=2))
    aws.put_log_events(arn, ["Metrics - loss=nan; energy=inf; iteration_number=0;"])
    job = AwsQuantumJob(arn)
    job.observations()
    shown = cells(job._repr_html_())
    assert shown[shown.index("loss") + 1] == "NaN"
    assert shown[shown.index("energy") + 1] == "+inf"


@pytest.fixture
def tuned(aws, job_name):
    """A job with hyperparameters, that logged two metrics."""
    arn = aws.create_job(job_name, created_at=ago(hours=2), hyperparameters={"n_layers": 4})
    aws.put_log_events(arn, energies(30))
    aws.put_log_events(arn, ["Metrics - loss=0.25;"])
    aws.reset_calls()
    return arn


def test_a_job_that_nobody_asked_about(aws, tuned):
    html = AwsQuantumJob(tuned)._repr_html_()
    assert html.startswith("<b>AwsQuantumJob</b> not asked yet")
    assert tuned in html
    assert "<code>.metadata()</code> asks for the record" in html
    assert "reads the metrics" in html
    assert aws.calls.total() == 0


def test_a_job_whose_record_is_known(aws, tuned, job_name):
    job = AwsQuantumJob(tuned)
    job.metadata()
    aws.reset_calls()
    html = job._repr_html_()
    assert html.startswith(f"<b>{job_name}</b> COMPLETED (AwsQuantumJob)")
    shown = cells(html)
    assert shown[shown.index("ran") + 1] == "0:30:00"
    assert shown[shown.index("queued") + 1] == "0:02:00"
    assert shown[shown.index("n_layers") + 1] == "4"
    assert "reads the metrics" in html
    assert "<svg" not in html
    assert aws.calls.total() == 0


def test_a_job_whose_metrics_were_read(aws, tuned, job_name):
    (job,) = search_jobs(name=job_name)
    job.observations()
    aws.reset_calls()
    html = job._repr_html_()
    shown = cells(html)
    place = shown.index("energy")
    assert shown[place + 1 : place + 4] == ["29", "29", "30"]
    place = shown.index("loss")
    assert shown[place + 1 : place + 4] == ["0.25", "", "1"]
    assert html.count("<svg") == 2
    assert "<code>.metadata()</code> has the hyperparameters" in html
    assert aws.calls.total() == 0


def test_a_job_that_runs_says_that_more_can_come(aws, job_name):
    job = AwsQuantumJob(aws.create_job(job_name, "RUNNING"))
    job.observations()
    assert "No metrics so far. The job is RUNNING: more lines can come." in job._repr_html_()


def test_a_job_that_failed_says_why(aws, job_name):
    arn = aws.create_job(job_name, "FAILED", failure_reason="AlgorithmError: <b>x</b>")
    job = AwsQuantumJob(arn)
    job.metadata()
    html = job._repr_html_()
    assert "AlgorithmError: &lt;b&gt;x&lt;/b&gt;" in html


def test_nothing_that_it_is_called_is_markup(tmp_path):
    folder = tmp_path / "a<img src=x>\x1b[2J"
    folder.mkdir()
    line = "Metrics - <script>alert(1)</script>=1; \x1b[2J\x07=2; iteration_number=0;"
    (folder / "log.txt").write_text(line)
    (folder / "hyperparameters.json").write_text('{"<i>": "&amp;", "long": "' + "y" * 300 + '"}')
    job = LocalQuantumJob(folder)
    job.observations()
    html = job._repr_html_()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "\\x1b[2J\\x07" in html
    assert not re.search(r"<img|<script|<i>|[\x00-\x1f\x7f]", html)
    assert "\x1b" not in str(job)
    assert "\n" not in repr(job)


def test_there_are_no_colours_of_its_own(aws, tuned):
    job = AwsQuantumJob(tuned)
    job.metadata()
    job.observations()
    assert not re.search(r"background|[^-]color:|#[0-9a-f]{3}|fill='(?!none)", job._repr_html_())


def test_many_metrics_and_hyperparameters_are_cut(tmp_path):
    items = " ".join(f"m{place:02}={place};" for place in range(30))
    (tmp_path / "log.txt").write_text(f"Metrics - {items} iteration_number=0;")
    job = LocalQuantumJob(tmp_path)
    job.observations()
    html = job._repr_html_()
    assert html.count("<svg") == 20
    assert "… and 10 more: <code>.metrics_frame(" in html


def test_a_folder_that_is_gone_raises_nothing(tmp_path):
    folder = tmp_path / "vqe"
    folder.mkdir()
    (folder / "log.txt").write_text(energies(1)[0])
    job = LocalQuantumJob(folder)
    job.observations()
    (folder / "log.txt").unlink()
    assert "not asked yet" in job._repr_html_()
    assert "energy" in job._repr_html_()
    assert str(job) == f"{job!r} (LocalJobNotFoundError)"


def test_hyperparameters_that_are_no_json_cost_nothing_else(tmp_path):
    (tmp_path / "log.txt").write_text(energies(1)[0])
    (tmp_path / "hyperparameters.json").write_text("{")
    html = LocalQuantumJob(tmp_path)._repr_html_()
    assert " COMPLETED (LocalQuantumJob)" in html
    assert "<code>.metadata()</code> has the hyperparameters" in html
