"""A terminal of 80 columns shows what was asked for; numbers whole, names as far as needed."""

import pytest
from job_logs import ago
from rich.cells import cell_len

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
    rows = rows_of(shown)
    assert {"ansatz", "lr", "iqm", "iqm_low", "iqm_high", "n", "improvement"} <= set(rows[0])
    assert "median" not in rows[0]
    iqm = [float(row["iqm"]) for row in rows]
    assert iqm == sorted(iqm)
    assert "probability_" in shown.lines[0]


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
    assert "instance" in shown.stderr


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
