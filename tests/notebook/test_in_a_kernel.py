"""In a real kernel: reprs are HTML, a bar is shown without a warning, watch updates one output."""

import os
import re
import signal
import sys
import threading
from pathlib import Path

import nbformat
import pytest
from job_logs import ago, energies, energy, milliseconds
from nbclient import NotebookClient
from waiting import PATIENCE, wait_until

import jobanalytics

FIRST = """
import warnings
warnings.simplefilter("always")  # shown as output, and tqdm would swallow an error
import jobanalytics as ja
"""


class Notebook:
    """Executes cells, one after the other, in one kernel."""

    def __init__(self):
        empty = nbformat.v4.new_notebook()
        self.client = NotebookClient(empty, timeout=3 * PATIENCE, kernel_name="python3")

    def run(self, source):
        cell = nbformat.v4.new_code_cell(source)
        cells = self.client.nb.cells
        cells.append(cell)
        self.client.execute_cell(cell, len(cells) - 1)
        return cell.outputs

    def html(self, source):
        (output,) = self.run(source)
        assert output.output_type == "execute_result"
        assert "\n" not in output.data["text/plain"]
        return output.data["text/html"]


@pytest.fixture
def notebook(aws, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(jobanalytics.__file__).parents[1]))
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    made = Notebook()
    # The kernel of this Python, wherever others are installed.
    made.client.create_kernel_manager()
    made.client.km.kernel_spec.argv[0] = sys.executable
    with made.client.setup_kernel():
        assert made.run(FIRST) == []
        yield made


def test_reprs_the_bar_and_watch(aws, notebook, job_name, tmp_path):
    arns = [aws.create_job(f"{job_name}-{n}", created_at=ago(hours=5)) for n in range(12)]
    for arn in arns:
        aws.put_log_events(arn, energies(50))

    html = notebook.html(f"jobs = ja.JobSet({arns}); jobs[0]")
    assert html.startswith("<b>AwsQuantumJob</b> not asked yet")

    # The bar: text, as there are no widgets here.
    aws.configure(latency=0.1, page_events=20)
    bar = notebook.run("frame = jobs.metrics()")
    aws.configure(latency=0.0, page_events=10_000)
    assert {(output.output_type, output.name) for output in bar} == {("stream", "stderr")}
    shown = "".join(output.text for output in bar)
    assert re.search(r"metrics: .* [1-9][0-9]*/12 \[", shown)
    assert "Warning" not in shown
    assert notebook.run("frame = jobs.metrics(progress=False)") == []

    assert "12 COMPLETED" in notebook.html("jobs")
    assert "<svg" in notebook.html("jobs[0]")
    assert "nothing there yet" in notebook.html(f"ja.Archive({str(tmp_path / 'a')!r})")

    # One output that is updated until the job has ended.
    running = aws.create_job(f"{job_name}-r", "RUNNING")
    driver = threading.Thread(target=drive, args=(aws, running))
    driver.start()
    options = 'goal="min", poll_interval_seconds=0.2, poll_timeout_seconds=120'
    outputs = notebook.run(f'table = ja.AwsQuantumJob("{running}").watch("energy", {options})')
    driver.join()
    (output,) = outputs
    assert output.output_type == "display_data"
    html = output.data["text/html"]
    assert html.startswith("<b>1 job: 1 COMPLETED</b>")
    assert re.findall(r"<td[^>]*>(.*?)</td>", html)[3:7] == ["energy", "9", "-9", "-9"]
    assert "<svg" in html
    assert output.data["text/plain"] == "<watch: 1 job: 1 COMPLETED>"
    (count,) = notebook.run('table["count"].item()')
    assert count.data["text/plain"] == "10"

    # An interrupt, as the button of a notebook sends it.
    (pid,) = notebook.run("import os; os.getpid()")
    aws.update_job(running, status="RUNNING", ended_at=None)
    stop = threading.Thread(target=interrupt, args=(aws, int(pid.data["text/plain"])))
    stop.start()
    (output,) = notebook.run(f'table = ja.AwsQuantumJob("{running}").watch({options})')
    stop.join()
    assert "Stopped while 1 of 1 job had not ended." in output.data["text/html"]


def wait_for_a_look(aws):
    seen = aws.calls["FilterLogEvents"]
    wait_until(lambda: aws.calls["FilterLogEvents"] > seen, "the log is looked at")


def interrupt(aws, pid):
    for _ in range(3):
        wait_for_a_look(aws)
    os.kill(pid, signal.SIGINT)


def drive(aws, arn):
    """Log ten values, one after each look, and end the job."""
    for number in range(10):
        wait_for_a_look(aws)
        aws.put_log_events(arn, [(milliseconds(ago()), energy(number, -number))])
    aws.update_job(arn, status="COMPLETED")
