"""The centers and intervals of bands are those of scipy and numpy."""

import comparison_strategies as own
import numpy as np
import polars as pl
import pytest
from comparison_reference import Row
from scipy import stats

from jobanalytics.comparison import bands, curves

SIZES = [2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 30, 101]
each_size = pytest.mark.parametrize("n", SIZES)


def sample(n):
    return np.random.default_rng(n).gamma(2, size=n) * 3 - 1


def band_of(values, **options):
    rows = [Row("a", str(job), 0, None, None, {"e": value}) for job, value in enumerate(values)]
    (band,) = bands(curves(own.metrics_frame(rows), "e"), **options).rows(named=True)
    return band


def bounds(band):
    return band["low"], band["high"]


@each_size
def test_the_mean_and_students_t(n):
    values = sample(n)
    band = band_of(values)
    assert band["center"] == pytest.approx(values.mean(), rel=1e-12)
    expected = stats.t.interval(0.95, n - 1, loc=values.mean(), scale=stats.sem(values))
    assert bounds(band) == pytest.approx(expected, rel=1e-12)


@each_size
def test_the_standard_deviation_of_the_sample(n):
    values = sample(n)
    middle, spread = np.median(values), values.std(ddof=1)
    band = band_of(values, center="median", interval="std")
    assert bounds(band) == pytest.approx((middle - spread, middle + spread), rel=1e-12)


@each_size
def test_the_median_and_the_quartiles(n):
    values = sample(n)
    band = band_of(values, center="median", interval="iqr")
    expected = np.quantile(values, [0.5, 0.25, 0.75])
    assert (band["center"], *bounds(band)) == pytest.approx(expected, rel=1e-12)


@each_size
def test_the_extremes(n):
    values = sample(n)
    assert bounds(band_of(values, interval="minmax")) == (values.min(), values.max())


@each_size
def test_the_interquartile_mean_is_the_trimmed_mean(n):
    values = sample(n)
    band = band_of(values, center="iqm")
    assert band["center"] == pytest.approx(stats.trim_mean(values, 0.25), rel=1e-12)


@each_size
def test_the_interval_of_a_trimmed_mean_is_that_of_yuens_test(n):
    """Against a sample that is all 0, his test of two samples is one of the first alone."""
    values = sample(n)
    test = stats.ttest_ind(values, np.zeros(n), equal_var=False, trim=0.25)
    expected = test.confidence_interval(0.95)
    assert bounds(band_of(values, center="iqm")) == pytest.approx(expected, rel=1e-9)


@each_size
def test_the_interval_of_a_median_is_that_of_the_sign_test(n):
    """It holds the medians that a two-sided sign test does not reject at 5 %."""
    values = np.sort(sample(n))
    low, high = bounds(band_of(values, center="median"))
    between = (values[1:] + values[:-1]) / 2
    kept = [
        middle
        for middle in [values[0] - 1, *between, values[-1] + 1]
        if stats.binomtest(int((values > middle).sum()), n).pvalue > 0.05
    ]
    if n < 6:
        assert low is None
        assert high is None
    else:
        assert values[0] <= low < min(kept)
        assert max(kept) < high <= values[-1]
        assert np.searchsorted(values, low) == np.searchsorted(values, min(kept)) - 1
        assert np.searchsorted(values, high) == np.searchsorted(values, max(kept))


def test_a_median_of_very_many_jobs_has_an_interval_of_95_percent():
    n = 10_001
    low, high = bounds(band_of(np.arange(n, dtype=float), center="median"))
    assert low + high == n - 1
    assert 0.95 <= 1 - 2 * stats.binom.cdf(low, n, 0.5) < 0.953


def test_the_intervals_differ_with_the_number_of_jobs_at_each_point():
    rows = [
        Row("a", str(job), place, None, None, {"e": float(job)})
        for place, jobs in enumerate([1, 2, 7, 2, 30])
        for job in range(jobs)
    ]
    table = bands(curves(own.metrics_frame(rows), "e"))
    assert table["n"].to_list() == [1, 2, 7, 2, 30]
    halves = table.select((pl.col("high") - pl.col("low")) / 2).to_series().to_list()
    errors = [None, *(stats.sem(range(n)) * stats.t.ppf(0.975, n - 1) for n in [2, 7, 2, 30])]
    assert halves == pytest.approx(errors)


@pytest.mark.parametrize("center", ["mean", "iqm"])
@pytest.mark.parametrize("interval", ["std", "ci95"])
def test_a_deviation_that_is_too_large_for_a_float_gives_no_interval(center, interval):
    band = band_of([-1.7e308, 1.7e308], center=center, interval=interval)
    assert (band["center"], *bounds(band)) == (0.0, None, None)
