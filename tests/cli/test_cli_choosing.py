"""Which jobs a command is about: ARNs, names, globs, folders, archives, stdin, and filters."""

import json
import os

import pytest
from job_logs import ago, energies

import jobanalytics as ja


@pytest.fixture
def names(cli):
    """Run a command that shows jobs; give their names, sorted."""

    def run(command, *arguments, **options):
        done = cli(command, *arguments, "--format", "json", **options)
        return sorted(row["job_name"] for row in json.loads(done.stdout))

    return run


@pytest.fixture
def archive(aws, sweep, tmp_path):
    """The small sweep in an archive, and AWS out of reach from then on."""
    root = tmp_path / "archive"
    ja.Archive(root).sync(ja.JobSet(sweep[1]), progress=False)
    aws.fail("*", "internal", times=None)
    return root


@pytest.fixture
def folder(tmp_path):
    for name in ("local-a", "local-b"):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "log.txt").write_text("\n".join(energies(3)))
    return tmp_path / "runs"


@pytest.mark.parametrize("command", ["search", "table"])
def test_a_glob_and_names(names, sweep, job_name, command):
    glob, _ = sweep
    assert names(command, glob) == [f"{job_name}-{number}" for number in range(6)]
    assert names(command, f"{job_name}-0", f"{job_name}-[23]") == [
        f"{job_name}-{number}" for number in (0, 2, 3)
    ]


def test_arns_and_each_job_once(names, sweep, job_name):
    _, arns = sweep
    assert names("table", arns[4], f"{job_name}-4", arns[1]) == [f"{job_name}-1", f"{job_name}-4"]


def test_arns_from_another_command(cli, names, sweep, job_name):
    found = cli("search", sweep[0], "--limit", "2", "--arns").stdout
    assert sorted(found.split()) == sorted(sweep[1][4:])  # the newest
    assert names("table", "-", stdin=f"{found}\n\n{job_name}-0\n") == [
        f"{job_name}-{number}" for number in (0, 4, 5)
    ]


def test_folders_of_local_jobs(aws, names, folder):
    aws.fail("*", "internal", times=None)
    assert names("table", folder) == ["local-a", "local-b"]
    assert names("table", folder / "local-b") == ["local-b"]


def test_a_search_asks_for_no_records(aws, cli, sweep):
    cli("search", sweep[0])
    assert aws.calls == {"SearchJobs": aws.calls["SearchJobs"]}


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        (["--hyperparameter", "n_layers=1"], [0, 1, 2]),
        (["--hyperparameter", "n_layers=1.0", "--hyperparameter", "seed=2"], [2]),
        (["--hyperparameter", "seed=0", "--hyperparameter", "seed=2"], [0, 2, 3, 5]),
        (["--hyperparameter", "lr=0.10"], [0, 1, 2, 3, 4, 5]),
        (["--limit", "2"], [4, 5]),
        (["--created-after", ago(hours=6.5).isoformat()], [3, 4, 5]),
        (["--created-before", f"{ago(hours=6.5):%Y-%m-%dT%H:%M:%S}"], [0, 1, 2]),
        (["--status", "completed", "--limit", "1"], [5]),
    ],
)
@pytest.mark.parametrize("where", ["aws", "arns", "archive"])
def test_filters_hold_everywhere(request, names, sweep, job_name, filters, kept, where):
    glob, arns = sweep
    which = {"aws": [glob], "arns": arns, "archive": []}[where]
    if where == "archive":
        which = ["--archive", request.getfixturevalue("archive")]
    assert names("table", *which, *filters) == [f"{job_name}-{number}" for number in kept]


def test_a_tag(aws, cli, names, job_name):
    aws.create_job(f"{job_name}-a", tags={"team": "blue"})
    arn = aws.create_job(f"{job_name}-b", tags={"team": "red"})
    assert names("search", f"{job_name}-*", "--tag", "team=red") == [f"{job_name}-b"]
    assert names("table", arn, "--tag", "team=red") == [f"{job_name}-b"]
    assert "filters" in cli("table", arn, "--tag", "team=blue", code=3).stderr


def test_the_newest_of_several_names(names, sweep, job_name):
    which = [f"{job_name}-{number}" for number in (3, 5, 1, 4)]
    assert names("search", *which, "--limit", "2") == [f"{job_name}-4", f"{job_name}-5"]


def test_the_newest_of_jobs_of_one_time_are_the_first_by_name(aws, names, job_name):
    moment = ago(hours=5)
    for letter in "dacbe":
        aws.create_job(f"{job_name}-{letter}", created_at=moment, tags={"team": job_name})
    first = [f"{job_name}-a", f"{job_name}-b"]
    of_names = [f"{job_name}-[e-z]", f"{job_name}-[a-d]"]
    assert names("search", *of_names, "--limit", "2") == first


def test_an_archive(names, archive, sweep, job_name):
    every = [f"{job_name}-{number}" for number in range(6)]
    assert names("table", "--archive", archive) == every
    assert names("summary", "--archive", archive, f"{job_name}-[01]") == [
        f"{job_name}-{number}" for number in (0, 0, 1, 1)
    ]
    assert names("table", "--archive", archive, sweep[1][2]) == [f"{job_name}-2"]


def test_what_is_not_there(cli, archive, tmp_path, job_name):
    assert "did you mean" in cli("table", f"{job_name}-x", "--archive", archive, code=3).stderr
    assert "no archive" in cli("table", "--archive", tmp_path / "none", code=3).stderr
    assert "no folder" in cli("table", "./none", code=3).stderr
    (tmp_path / "empty").mkdir()
    assert "log.txt" in cli("table", "empty", code=3).stderr


def test_an_archive_that_is_taken_for_a_folder(cli, archive):
    assert f"--archive {archive}" in cli("table", archive, code=2).stderr


def test_a_name_that_nobody_has(cli, job_name):
    done = cli("metrics", f"{job_name}-nobody", code=3)
    assert done.stdout == ""
    assert done.stderr == f"error: No job on AWS is called '{job_name}-nobody'.\n"


def test_nothing_said_is_not_everything(cli, names, sweep, job_name):
    assert "'*' stands for all jobs" in cli("table", code=2).stderr
    assert set(names("search", "*")) >= {f"{job_name}-0", f"{job_name}-5"}
    assert len(names("search", "--limit", "1")) == 1


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (["--hyperparameter", "n_layers"], "expected name=value"),
        (["--tag", "a=1", "--tag", "a=2"], "at once"),
        (["--created-after", "yesterday"], "yesterday"),
        (["--status", "DONE"], "RUNNING"),
        (["--limit", "-1"], "--limit"),
    ],
)
def test_filters_that_make_no_sense(cli, sweep, filters, said):
    done = cli("search", sweep[0], *filters, code=2)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_endpoint_of_ones_own(aws, cli, sweep, monkeypatch):
    url = aws.environ["AWS_ENDPOINT_URL_BRAKET"]
    for name in (name for name in aws.environ if "ENDPOINT_URL" in name):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    cli("search", sweep[0], code=4)
    done = cli("metrics", sweep[0], "--endpoint-url", url)
    assert os.environ["AWS_ENDPOINT_URL_S3"] == "http://127.0.0.1:9"
    assert len(done.stdout.splitlines()) == 1 + 6 * 4


def test_a_region_and_a_profile(aws, cli, sweep, tmp_path, monkeypatch):
    cli("search", sweep[0], "--region", "eu-west-2", code=3)
    (tmp_path / "config").write_text("[profile lab]\nregion = us-west-2\n")
    (tmp_path / "keys").write_text("[lab]\naws_access_key_id = a\naws_secret_access_key = b\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "keys"))
    assert len(cli("search", sweep[0], "--profile", "lab", "--arns").stdout.split()) == 6
    assert "nobody" in cli("search", sweep[0], "--profile", "nobody", code=4).stderr
