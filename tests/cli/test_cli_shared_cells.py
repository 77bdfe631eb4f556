"""Several values of one cell: said where nobody has chosen what becomes of them."""

import warnings

import pytest
from job_logs import ago

import jobanalytics as ja

SAID = (
    "warning: 3 values of 1 job share their cell (job, iteration, node) with another one; "
    "the largest was taken, --statistic says what else\n"
)


@pytest.fixture
def twice(aws, job_name):
    """Two jobs; of the second one two instances logged each iteration, and none its node."""
    for number in range(2):
        arn = aws.create_job(
            f"{job_name}-{number}", created_at=ago(hours=5), hyperparameters={"n_layers": number}
        )
        for instance in range(1 + number):
            lines = [
                f"Metrics - energy={-i - instance - number}; loss={i}; iteration_number={i};"
                for i in range(3)
            ]
            aws.put_log_events(arn, lines, instance=f"algo-{instance + 1}")
    return f"{job_name}-*"


@pytest.mark.parametrize(
    "arguments",
    [
        ["leaderboard", "energy", "--goal", "min"],
        ["compare", "energy", "--by", "n_layers", "--goal", "min"],
        ["metrics", "--metric", "energy"],
        ["summary", "--metric", "energy"],
        ["plot", "leaderboard", "energy", "--goal", "min", "-o", "x.png", "--quiet"],
        ["plot", "compare", "energy", "--by", "n_layers", "--goal", "min", "-o", "x.png", "-q"],
        ["plot", "curves", "energy", "-o", "x.png", "-q"],
    ],
)
def test_it_is_said_where_nobody_chose(cli, twice, arguments):
    assert SAID in cli(*arguments, twice).stderr
    assert "another one" not in cli(*arguments, twice, "--statistic", "min").stderr


def test_all_metrics_count_where_none_is_named(cli, twice):
    assert "6 values of 1 job share" in cli("metrics", twice).stderr


def test_nothing_is_said_where_each_value_has_its_cell(cli, twice):
    assert "cell" not in cli("metrics", twice.replace("*", "0")).stderr


def test_the_pivot_is_called_by_its_name(cli, sweep, aws, job_name):
    arn = aws.create_job(f"{job_name}-t", created_at=ago(hours=5))
    aws.put_log_events(arn, [f"Metrics - timestamp=1700000000.0; x={x};" for x in range(2)])
    said = cli("metrics", arn, "--type", "timestamp").stderr
    assert "1 value of 1 job shares its cell (job, timestamp, node)" in said


def test_scripts_hear_nothing_new(twice):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ja.search_jobs(name=twice).leaderboard("energy", goal="min", progress=False)
