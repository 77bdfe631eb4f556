"""The statistics of compare, and their intervals, against scipy's."""

import itertools

import numpy as np
import pytest
from comparison_groups import jobs_of_groups, of_group
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from jobanalytics.comparison import compare

STATISTICS = {
    "mean": np.mean,
    "median": np.median,
    "iqm": lambda values, axis: stats.trim_mean(values, 0.25, axis=axis),
}
samples = st.lists(
    st.integers(-(2**20), 2**20).map(lambda number: number / 1024), min_size=1, max_size=20
)


def wins(values, rivals, goal):
    """The share of pairs that the values win, by looking at every pair."""
    sign = 1 if goal == "max" else -1
    pairs = [(sign * one, sign * other) for one, other in itertools.product(values, rivals)]
    return sum((one > other) + (one == other) / 2 for one, other in pairs) / len(pairs)


@given(samples, samples, st.sampled_from(["min", "max"]))
def test_the_statistics(values, rivals, goal):
    metrics, jobs = jobs_of_groups({"a": values, "b": rivals})
    table = compare(metrics, "energy", by="g", goal=goal, jobs=jobs, baseline="b", resamples=2)
    row, other = of_group(table, "a"), of_group(table, "b")
    assert (row["n"], row["nan_count"], row["is_baseline"]) == (len(values), 0, False)
    assert (other["n"], other["metric"], other["is_baseline"]) == (len(rivals), "energy", True)
    for name, statistic in STATISTICS.items():
        assert row[name] == pytest.approx(statistic(values, axis=0), rel=1e-12, abs=1e-12)
        assert other[name] == pytest.approx(statistic(rivals, axis=0), rel=1e-12, abs=1e-12)
    assert row["probability_of_improvement"] == pytest.approx(wins(values, rivals, goal))
    assert other["probability_of_improvement"] is None


def test_the_intervals_are_those_of_the_percentile_bootstrap():
    """Another seed gives another interval, but of many resamples nearly the same one."""
    rng = np.random.default_rng(5)
    groups = {"a": rng.gamma(2, size=30), "b": rng.gamma(2, size=40) + 0.5}
    metrics, jobs = jobs_of_groups(groups)
    options = {"by": "g", "goal": "max", "jobs": jobs, "baseline": "b", "resamples": 20_000}
    row = of_group(compare(metrics, "energy", **options), "a")

    def interval(data, statistic):
        found = stats.bootstrap(
            data, statistic, n_resamples=20_000, method="percentile", rng=np.random.default_rng(1)
        )
        return found.confidence_interval

    for name, statistic in STATISTICS.items():
        expected = interval((groups["a"],), statistic)
        assert (row[f"{name}_low"], row[f"{name}_high"]) == pytest.approx(expected, abs=0.02)

    def share(values, rivals, axis):
        u = stats.mannwhitneyu(values, rivals, axis=axis, method="asymptotic").statistic
        return u / (values.shape[axis] * rivals.shape[axis])

    expected = interval((groups["a"], groups["b"]), share)
    p = share(groups["a"], groups["b"], axis=0)
    assert row["probability_of_improvement"] == pytest.approx(p, rel=1e-12)
    assert (row["probability_low"], row["probability_high"]) == pytest.approx(expected, abs=0.01)


@given(samples, samples, st.integers(0, 3))
def test_the_intervals_hold_the_statistics_of_what_can_be_drawn(values, rivals, seed):
    metrics, jobs = jobs_of_groups({"a": values, "b": rivals})
    table = compare(metrics, "energy", by="g", goal="min", jobs=jobs, seed=seed, resamples=50)
    for row in table.rows(named=True):
        numbers = values if row["hyperparameters.g"] == "a" else rivals
        for name in STATISTICS:
            low, high = row[f"{name}_low"], row[f"{name}_high"]
            if len(numbers) < 2:
                assert low is None
                assert high is None
            else:
                assert min(numbers) <= low <= high <= max(numbers)
        if row["is_baseline"] or min(len(values), len(rivals)) < 2:
            assert row["probability_low"] is None
            assert row["probability_high"] is None
        else:
            assert 0 <= row["probability_low"] <= row["probability_high"] <= 1


def test_the_seed_decides():
    rng = np.random.default_rng(5)
    metrics, jobs = jobs_of_groups({"a": rng.normal(size=9), "b": rng.normal(size=9)})
    tables = [
        compare(metrics, "energy", by="g", goal="min", jobs=jobs, seed=seed) for seed in (0, 0, 1)
    ]
    assert tables[0].equals(tables[1])
    assert not tables[0].equals(tables[2])


def test_other_groups_have_no_say():
    rng = np.random.default_rng(5)
    groups = {name: rng.normal(size=9) for name in "abc"}
    rows = []
    for names in ("abc", "bc"):
        metrics, jobs = jobs_of_groups({name: groups[name] for name in names})
        table = compare(metrics, "energy", by="g", goal="min", jobs=jobs, baseline="c")
        rows.append(of_group(table, "b"))
    assert rows[0] == rows[1]
