"""Several values of one cell: said where nobody has chosen what becomes of them."""

import pytest
from job_logs import ago

import jobanalytics as ja

SAID = (
    "warning: 3 cells (job, iteration, node) of 'energy' in 1 job hold several different values; "
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
    assert "different values" not in cli(*arguments, twice, "--statistic", "min").stderr


def test_all_metrics_count_where_none_is_named(cli, twice):
    assert "of 'energy' in 1 job hold" in cli("metrics", twice).stderr


def test_nothing_is_said_where_each_value_has_its_cell(cli, twice):
    assert "cell" not in cli("metrics", twice.replace("*", "0")).stderr


def test_nor_where_all_values_of_a_cell_are_the_same(cli, aws, job_name):
    """As the losses above are, which both instances logged."""
    arn = aws.create_job(f"{job_name}-same", created_at=ago(hours=5))
    aws.put_log_events(arn, ["Metrics - loss=1.5; iteration_number=0;"] * 2)
    assert "cell" not in cli("metrics", arn).stderr


def test_the_pivot_is_called_by_its_name(cli, sweep, aws, job_name):
    arn = aws.create_job(f"{job_name}-t", created_at=ago(hours=5))
    aws.put_log_events(arn, [f"Metrics - timestamp=1700000000.0; x={x};" for x in range(2)])
    said = cli("metrics", arn, "--type", "timestamp").stderr
    assert "1 cell (job, timestamp, node) of 'x' in 1 job holds several different values" in said


QUESTIONS = {
    "leaderboard": lambda jobs, **how: jobs.leaderboard("energy", **how),
    "summary": lambda jobs, **how: jobs.summary(**how),
    "summary of one": lambda jobs, **how: jobs.summary("energy", **how),
    "compare": lambda jobs, **how: jobs.compare("energy", "n_layers", **how),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_python_is_warned_where_the_smallest_is_the_best(twice, question):
    def ask(**how):
        return QUESTIONS[question](ja.search_jobs(name=twice), progress=False, **how)

    words = r"3 cells \(job, iteration, node\) of 'energy' in 1 job hold several different values. "
    with pytest.warns(ja.DefaultStatisticWarning, match=words) as caught:
        ask(goal="min")
    assert [each.filename for each in caught] == [__file__]
    assert str(caught[0].message).endswith("job.conflicts('iteration_number') lists them.")
    # Not where somebody chose, nor where the largest is the best.
    for how in ({"goal": "min", "statistic": "max"}, {"goal": "MAX"}):
        ask(**how)


def test_a_goal_of_another_metric_is_no_matter_of_this_one(twice):
    jobs = ja.search_jobs(name=twice)
    jobs.summary(goal={"loss": "min"}, progress=False)
    with pytest.warns(ja.DefaultStatisticWarning, match="'energy'"):
        jobs.summary(goal={"energy": "Min", "loss": "max"}, progress=False)


@pytest.mark.parametrize("statistic", [{"loss": "min"}, {"enrgy": "min"}])
@pytest.mark.filterwarnings("ignore::jobanalytics.UnknownMetricWarning")
def test_a_statistic_of_another_metric_chooses_none_for_this_one(cli, twice, statistic):
    jobs = ja.search_jobs(name=twice)
    with pytest.warns(ja.DefaultStatisticWarning, match="of 'energy' in 1 job"):
        jobs.leaderboard("energy", goal="min", statistic=statistic, progress=False)
    ((name, one),) = statistic.items()
    arguments = ["leaderboard", "energy", twice, "--goal", "min", "--statistic"]
    assert SAID in cli(*arguments, f"{name}={one}").stderr
    assert "different values" not in cli(*arguments, "energy=max").stderr


def test_a_report_says_it_on_its_page(cli, twice, tmp_path):
    arguments = ["report", twice, "-o", "sweep.html", "-q"]
    for statistic, taken in (([], "the largest"), (["--statistic", "avg"], "the mean")):
        assert "different values" not in cli(*arguments, *statistic).stderr
        page = (tmp_path / "sweep.html").read_text("utf-8")
        assert f"several different values of energy at one iteration, in 3 cells: {taken}" in page


def test_a_plot_of_two_tables_says_it_once(twice):
    jobs = ja.search_jobs(name=twice)
    with pytest.warns(ja.DefaultStatisticWarning) as caught:
        jobs.plot.compare("energy", "n_layers", goal="min", progress=False)
    assert len(caught) == 1
