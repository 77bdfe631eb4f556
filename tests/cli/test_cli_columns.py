"""A terminal of 80 columns shows what was asked for; numbers whole, names as far as needed."""

import json
import math
import re
from pathlib import Path

import pytest
from job_logs import ago
from rich.cells import cell_len

from jobanalytics.cli.numbers_shown import with_interval
from jobanalytics.cli.terminal_table import _left_out

WIDTH = 80
ANSATZES = ["hea", "uccsd"]
RATES = ["0.1", "1", "0.0625"]


@pytest.fixture
def long_names(aws, job_name):
    """A sweep over two hyperparameters and a seed, with names of some 40 letters and constants."""
    for place, (ansatz, rate) in enumerate((a, r) for a in ANSATZES for r in RATES):
        for seed in range(2):
            arn = aws.create_job(
                f"{job_name}-maxcut-{ansatz}-lr{rate.replace('.', 'p')}-seed-{seed:04}",
                created_at=ago(hours=9),
                hyperparameters={
                    "ansatz": ansatz, "lr": rate, "seed": seed, "a_constant": "adam", "qubits": 8,
                },
            )  # fmt: skip
            lines = [
                f"Metrics - energy={-1.25 - place / 8 - i / 32}; accuracy={i / 32}; another={i}; "
                f"iteration_number={i};"
                for i in range(4)
            ]
            aws.put_log_events(arn, lines)
    return f"{job_name}-*"


def headers(shown):
    """The names of the columns: a header of several lines ends in the last of them."""
    rule = next(place for place, line in enumerate(shown.lines) if "──" in line)
    return shown.lines[rule - 1].split(), shown.lines[rule + 1 :]


def rows_of(shown):
    names, rows = headers(shown)
    assert max(map(cell_len, shown.lines)) <= WIDTH
    return [dict(zip(names, row.split(), strict=True)) for row in rows]


def test_the_leaderboard_shows_the_metric_the_state_and_what_was_swept(terminal, long_names):
    shown = terminal("leaderboard", "energy", long_names, "--goal", "min", width=WIDTH)
    rows = rows_of(shown)
    assert list(rows[0])[:6] == ["rank", "job_name", "energy", "state", "ansatz", "lr"]
    assert (rows[0]["energy"], rows[0]["state"]) == ("-1.96875", "COMPLETED")
    assert [row["lr"] for row in rows] == [
        rate for rate in ("0.0625", "1", "0.1") * 2 for _ in "ab"
    ]
    names = [row["job_name"] for row in rows]
    assert len(set(names)) == len(names)
    assert all("…" in name for name in names)
    assert "the whole of names" in shown.stderr


def test_the_best_few_show_what_was_swept_though_they_are_alike_in_it(terminal, long_names):
    best = ("leaderboard", "energy", long_names, "--goal", "min", "-k", "2")
    rows = rows_of(terminal(*best, width=WIDTH))
    assert [(row["ansatz"], row["lr"]) for row in rows] == [("uccsd", "0.0625")] * 2
    assert not {"a_constant", "qubits"} & set(rows[0])


def test_a_name_is_shortened_only_where_others_need_its_room(terminal, long_names):
    shown = terminal("leaderboard", "energy", long_names, "--goal", "min", width=200)
    assert "…" not in "\n".join(shown.lines[1:]).replace("…device", "")
    assert "names" not in shown.stderr.replace("job_name", "")


def test_the_table_of_jobs_shows_the_state_and_what_was_swept(terminal, long_names):
    rows = rows_of(terminal("table", long_names, width=WIDTH))
    assert {"job_name", "state", "ansatz", "lr", "seed"} <= set(rows[0])
    assert not {"device", "instance_count", "a_constant", "qubits"} & set(rows[0])
    assert {row["lr"] for row in rows} == set(RATES)


def test_a_comparison_shows_what_it_is_sorted_by(terminal, long_names):
    by = ["--by", "ansatz", "--by", "lr"]
    shown = terminal("compare", "energy", long_names, *by, "--goal", "min", width=WIDTH)
    names, rows = headers(shown)
    assert max(map(cell_len, shown.lines)) <= WIDTH
    assert names[:5] == ["ansatz", "lr", "iqm", "[95%]", "n"]
    assert names[-2:] == ["completed", "count"]
    iqm = [float(row.split()[2]) for row in rows]
    assert iqm == sorted(iqm)
    assert "probability_" in "".join(shown.lines[:3])
    assert re.search(r" -1\.9688 \[-1\.9688, -1\.9688\]| -1\.96\d* \[", rows[0])
    assert "6 groups have fewer than 5 jobs" in shown.stderr


def test_a_comparison_has_its_intervals_beside_the_numbers(terminal, cli, aws, job_name):
    for group in range(2):
        for seed in range(6):
            arn = aws.create_job(
                f"{job_name}-{group}{seed}", created_at=ago(hours=5), hyperparameters={"g": group}
            )
            value = -group / 4 + seed**2 / 32
            aws.put_log_events(arn, [f"Metrics - x={value}; iteration_number=0;"])
    arguments = ("compare", "x", f"{job_name}-*", "--by", "g", "--goal", "min")
    (best, other), (first, second) = (
        json.loads(cli(*arguments, "-f", "json").stdout),
        headers(terminal(*arguments, width=WIDTH))[1],
    )
    for text, row, name, low, high, digits in [
        (first, best, "iqm", "iqm_low", "iqm_high", 3),
        (second, other, "iqm", "iqm_low", "iqm_high", 3),
        (second, other, "probability_of_improvement", "probability_low", "probability_high", 2),
    ]:
        assert f"{row[name]:.{digits}f} [{row[low]:.{digits}f}, {row[high]:.{digits}f}]" in text
    assert "fewer than" not in cli(*arguments).stderr
    chosen = terminal(*arguments, "-c", "iqm,iqm_low,iqm_high")
    assert headers(chosen)[0] == ["iqm", "iqm_low", "iqm_high"]


def test_the_readme_shows_a_comparison_as_a_terminal_does(terminal, sweep):
    readme = Path(__file__).parents[2] / "README.md"
    (block,) = re.findall(
        r"^```\n(n_layers .*?)^```$", readme.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    arguments = ("compare", "energy", sweep[0], "--by", "n_layers", "--goal", "min")
    assert terminal(*arguments, width=100).lines[0].split() == block.splitlines()[0].split()


def test_why_a_job_failed_comes_behind_its_state(aws, terminal, sweep, job_name):
    reason = "AlgorithmError: the energy is NaN at iteration 9: step_size=5 is too large, see log"
    name = f"{job_name}-x"
    aws.create_job(name, "FAILED", failure_reason=reason, created_at=ago(hours=4))
    cut = terminal("table", name, width=WIDTH)
    assert headers(cut)[0][:3] == ["job_name", "state", "failure_reason"]
    assert reason[:20] in cut.lines[-1]
    assert "the whole of names and failure_reason" in cut.stderr
    assert max(map(cell_len, cut.lines)) <= WIDTH
    assert reason in terminal("table", name, width=160).lines[-1]
    assert "failure_reason" not in headers(terminal("table", f"{job_name}-[0-5]", width=WIDTH))[0]


def test_the_values_that_a_sweep_swept_are_cut_and_stay(aws, terminal, job_name):
    for number in range(12):
        of_job = {"a_hyperparameter_of_a_long_name": f"a-long-value-{number:02}"}
        aws.create_job(f"{job_name}-{number}", hyperparameters=of_job)
    shown = terminal("varying", f"{job_name}-*", width=WIDTH)
    assert headers(shown)[0][-1] == "values"
    assert "a-long-value-00" in shown.lines[-1]
    assert "the whole of values" in shown.stderr
    assert max(map(cell_len, shown.lines)) <= WIDTH


def test_names_of_any_length_stay_different(aws, terminal, job_name):
    names = [f"{job_name}-qaoa-maxcut-3-regular-graph-{n:03}-seed-{n:04}-run" for n in range(3)]
    moment = ago(hours=5)
    for name in names:
        aws.create_job(name, created_at=moment)
    for width in (WIDTH, 140):
        shown = terminal("table", f"{job_name}-*", width=width)
        cells = [row.split()[0] for row in headers(shown)[1]]
        assert len(set(cells)) == 3
        assert all(cell.count("…") < 2 for cell in cells)
    assert cells == names


def test_the_rest_is_counted_in_english():
    hidden = [f"c{number}" for number in range(7)]
    assert "c5 and 1 other)" in _left_out(hidden, 0, [])
    assert "c5 and 2 others)" in _left_out([*hidden, "c7"], 0, [])


def test_a_summary_shows_the_metric_and_where_it_stands(terminal, long_names):
    shown = terminal("summary", long_names, "--goal", "min", width=WIDTH)
    rows = rows_of(shown)
    assert {"job_name", "metric", "last", "best"} <= set(rows[0])
    assert len({row["job_name"] for row in rows}) == 12


def test_metrics_show_their_values(terminal, long_names):
    rows = rows_of(terminal("metrics", long_names, width=WIDTH))
    assert {"job_name", "accuracy", "another", "energy"} <= set(rows[0])


def test_what_is_chosen_comes_in_its_order(terminal, long_names):
    chosen = "seed,device,created_at,instance,qubits"
    shown = terminal("table", long_names, "-c", chosen, width=50)
    assert headers(shown)[0][:2] == ["seed", "device"]
    assert "created_at" in shown.stderr


def test_hyperparameters_look_as_they_were_given(aws, terminal, job_name):
    values = ["1", "0.0625", "-2", "1e-05", "nan", "inf", "12345678.5"]
    for number, value in enumerate(values):
        aws.create_job(f"{job_name}-{number}", hyperparameters={"lr": value})
    shown = terminal("table", f"{job_name}-*", "-c", "lr")
    wanted = {"1", "0.0625", "-2", "1e-05", "NaN", "+inf", "12345678.5"}
    assert {line.strip() for line in shown.lines[2:]} == wanted


def test_numbers_of_very_different_size_are_each_as_short_as_they_can_be(aws, terminal, job_name):
    arn = aws.create_job(job_name, created_at=ago(hours=3))
    values = ["0.5", "-2.11429", "5.6028e-09", "3"]
    aws.put_log_events(
        arn, [f"Metrics - x={x}; iteration_number={i};" for i, x in enumerate(values)]
    )
    shown = terminal("metrics", arn, "-c", "x")
    assert [line.strip() for line in shown.lines[2:]] == ["0.5", "-2.11429", "5.6028e-09", "3"]


@pytest.mark.parametrize(
    ("value", "low", "high", "shown"),
    [
        ([-7.6912, -7.4], [-7.7391, -7.51], [-7.552, -7.31], ["-7.69 [-7.74, -7.55]", None]),
        ([0.142857], [0.0], [0.428571], ["0.14 [0.00, 0.43]"]),
        ([1.5, None], [None, None], [None, None], ["1.5", "-"]),
        ([2.0], [2.0], [2.0], ["2 [2, 2]"]),
        ([1e-7], [-1e-7], [3e-7], ["1e-07 [-1e-07, 3e-07]"]),
        ([4e12], [3e12], [5e12], ["4e+12 [3e+12, 5e+12]"]),
        ([float("inf")], [None], [None], ["+inf"]),
        ([float("nan"), 1.25], [None, 1.0], [None, 1.5], ["NaN", "1.25 [1.00, 1.50]"]),
    ],
)
def test_a_number_has_the_digits_that_its_interval_has(value, low, high, shown):
    written = with_interval(value, low, high)
    assert all(text in (None, got) for text, got in zip(shown, written, strict=True))


def test_no_end_of_an_interval_becomes_0_beside_large_ones(terminal, aws, job_name):
    for seed, value in enumerate((0.02, 0.3, 2.0, 30.0, 90.0)):
        arn = aws.create_job(
            f"{job_name}-{seed}", created_at=ago(hours=5), hyperparameters={"g": 1}
        )
        aws.put_log_events(arn, [f"Metrics - x={value}; iteration_number=0;"])
    shown = terminal("compare", "x", f"{job_name}-*", "--by", "g", "--goal", "min", width=100)
    (low, _), *_ = re.findall(r"\[(\d\S*), (\d\S*)\]", "\n".join(shown.lines))
    assert float(low) > 0


def test_jobs_that_have_not_completed_are_spoken_of(cli, aws, job_name):
    for seed, state in enumerate(("COMPLETED", "COMPLETED", "FAILED")):
        arn = aws.create_job(
            f"{job_name}-{seed}", state, created_at=ago(hours=5), hyperparameters={"g": 1}
        )
        aws.put_log_events(arn, [f"Metrics - x={seed}; iteration_number=0;"])
    arguments = ("compare", "x", f"{job_name}-*", "--by", "g", "--goal", "min")
    assert "1 job is not COMPLETED, and compared by what it had logged" in cli(*arguments).stderr
    assert "not COMPLETED" not in cli(*arguments, "--status", "COMPLETED").stderr


@pytest.mark.parametrize(
    ("values", "low", "high", "expected"),
    [
        (
            [-1.137, -1.102, 28.03],
            [-1.137, -1.102, -1.0],
            [-1.137, -1.102, 55.1],
            ["-1.137 [-1.137, -1.137]", "-1.102 [-1.102, -1.102]", "28.030 [-1.000, 55.100]"],
        ),
        ([0.021, 0.013, 55.0], [None, None, 10.0], [None, None, 99.0], ["0.021", "0.013"]),
        ([0.25], [0.0], [1.0], ["0.25 [0.00, 1.00]"]),
        ([None, 0.0], [None, 0.0], [None, 0.0], ["-", "0 [0, 0]"]),
        ([math.nan, 1.5], [None, 1.25], [None, 1.75], ["NaN", "1.50 [1.25, 1.75]"]),
    ],
)
def test_numbers_without_an_interval_stay_apart(values, low, high, expected):
    assert with_interval(values, low, high)[: len(expected)] == expected


def test_texts_that_say_little_are_in_quotes(terminal, local_jobs):
    shown = terminal("table", local_jobs(g=["", "-", None, "none"]), "-c", "g", width=100)
    assert sorted(line.strip() for line in shown.lines[-4:]) == ['""', '"-"', "-", "none"]


def test_the_group_without_a_value_can_be_beaten(cli, local_jobs):
    folder = local_jobs(g=["a", "a", None, None])
    arguments = ("compare", "loss", folder, "--by", "g", "--goal", "min", "-f", "json")
    rows = json.loads(cli(*arguments, "--baseline", "not given").stdout)
    assert [row["is_baseline"] for row in rows] == [
        row["hyperparameters.g"] is None for row in rows
    ]
