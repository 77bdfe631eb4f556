"""What is put in is checked, in this process and in another one."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from waiting import PATIENCE

from jobanalytics.emulator import Emulator, EmulatorProcess


@pytest.fixture(scope="module", params=[Emulator, EmulatorProcess])
def aws(request):
    with request.param(s3=False) as emulator:
        yield emulator


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"status": "DONE"}, "no status 'DONE': it is one of QUEUED, RUNNING, COMPLETED"),
        ({"status": "Canceled"}, r"no status 'Canceled' \(did you mean 'CANCELLED'"),
        ({"status": None}, "no status None"),
        ({"hyperparamaters": {"p": "1"}}, "'hyperparamaters' .did you mean 'hyperparameters'"),
        ({"startedat": 1}, "'startedat' .did you mean 'started_at'"),
        ({"instanceConfg": {}}, "'instanceConfg' .did you mean 'instanceConfig'"),
        ({"colour": "red"}, "'colour': known are .*instance_count"),
        ({"account": "1"}, "no member 'account'"),
    ],
)
def test_a_wrong_status_or_member_is_named(aws, members, message):
    arn = aws.create_job("right", "RUNNING")
    before = aws.get_job(arn)
    with pytest.raises(ValueError, match=message):
        aws.create_job("wrong", **members)
    with pytest.raises(ValueError, match=message):
        aws.update_job(arn, failure_reason="x", **members)
    assert aws.get_job(arn) == before


def test_hints_name_what_the_method_takes(aws):
    with pytest.raises(ValueError, match=r"'oldarn' .did you mean 'old_arn'"):
        aws.create_job("wrong", oldarn=True)
    with pytest.raises(ValueError, match=r"'name' .did you mean 'jobName'"):
        aws.update_job(aws.create_job("right"), name="other")


def test_members_in_getjobs_own_spelling(aws):
    arn = aws.create_job("own", stoppingCondition={"maxRuntimeInSeconds": 5})
    aws.update_job(arn, queue_position=2, failureReason="x", associations=[])
    job = aws.get_job(arn)
    assert (job["stoppingCondition"], job["failureReason"]) == ({"maxRuntimeInSeconds": 5}, "x")


def test_hyperparameters_become_strings(aws):
    given = {"n": 3, "rate": 0.1, "on": True, "none": None, "pair": (1, 2), 4: "four"}
    expected = {str(name): str(value) for name, value in given.items()}
    arn = aws.create_job("strings", hyperparameters=given)
    assert aws.get_job(arn)["hyperParameters"] == expected
    for spelling in ("hyperparameters", "hyperParameters"):
        aws.update_job(arn, **{spelling: {"on": False}})
        assert aws.get_job(arn)["hyperParameters"] == {"on": "False"}
        aws.update_job(arn, **{spelling: {"on": True}})
    with pytest.raises(TypeError, match="such as a dict, not str"):
        aws.create_job("wrong", hyperparameters="n=3")


def test_one_line_is_no_list_of_lines(aws):
    arn = aws.create_job("logs")
    with pytest.raises(ValueError, match=r"as a list, such as \[line\], not as str"):
        aws.put_log_events(arn, "Metrics - loss=1;")


@pytest.mark.parametrize("kind", [Emulator, EmulatorProcess])
def test_repr_tells_where_it_serves(kind):
    emulator = kind(s3=False)
    idle = f"<{kind.__name__}, not serving>"
    assert repr(emulator) == idle
    with emulator:
        url = emulator.environ["AWS_ENDPOINT_URL_BRAKET"]
        assert repr(emulator) == f"<{kind.__name__}, serving at {url}, no S3>"
    assert repr(emulator) == idle


def test_repr_tells_where_s3_is():
    with Emulator() as emulator:
        assert repr(emulator).endswith(f", S3 at {emulator.environ['AWS_ENDPOINT_URL_S3']}>")


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_example_of_the_help_works(aws):
    command = [sys.executable, "-m", "jobanalytics.emulator", "--help"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    example = text[text.index("  curl ") : text.index("\n\nIt answers")]
    ran = subprocess.run(
        ["sh", "-c", example],
        capture_output=True,
        env={**os.environ, **aws.environ},
        check=True,
        timeout=PATIENCE,
    )
    job = aws.get_job(json.loads(ran.stdout)["result"])
    assert (job["jobName"], job["status"]) == ("vqe-1", "RUNNING")
    assert job["hyperParameters"] == {"n_layers": "2"}
