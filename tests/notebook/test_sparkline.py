"""Curves in the space of a word."""

import math
import re
import warnings

import numpy as np
import pytest

from jobanalytics.notebook.sparkline import blocks, svg


def points(drawn):
    """Return the lines of a drawing, as lists of x and y."""
    return [
        [tuple(map(float, point.split(","))) for point in line.split()]
        for line in re.findall("points='([^']*)'", drawn)
    ]


def test_up_is_more_and_right_is_later():
    (line,) = points(svg([0.0, 1.0, 0.5]))
    (x0, y0), (x1, y1), (x2, y2), _ = line
    assert x0 < x1 < x2
    assert y1 < y2 < y0
    assert "stroke='currentColor'" in svg([0.0, 1.0])
    assert "#" not in svg([0.0, 1.0])


def test_it_is_broken_where_there_is_no_number():
    first, second = points(svg([1.0, 2.0, math.nan, 3.0, 4.0, math.inf]))
    assert len(first) == len(second) == 3
    assert first[-1][0] < second[0][0]


def test_one_value_is_a_dot_in_the_middle():
    ((here, there),) = points(svg([5.0]))
    assert here == there
    assert here[1] == 11.0


@pytest.mark.parametrize("values", [[], [math.nan], [math.inf, -math.inf]])
def test_without_numbers_there_is_nothing(values):
    assert svg(values) == ""
    assert blocks(values) == ""


@pytest.mark.parametrize("values", [[1e308, -1e308], [5e-324, 0.0], [3.0] * 5, [-1e-300, 1e-300]])
def test_the_ends_of_floats_are_drawn_within_the_picture(values):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (line,) = points(svg(values))
        assert all(0 <= x <= 120 and 0 <= y <= 22 for x, y in line)
        assert len(blocks(values)) == len(values)


def test_many_values_are_few_points_with_their_extremes():
    values = [math.sin(place / 50) for place in range(10_000)]
    values[5_000] = 40.0
    (line,) = points(svg(values))
    assert len(line) <= 121
    assert min(y for _, y in line) == 2.0, "the peak is lost"
    assert line[0][0] == 2.0
    assert line[-1][0] == 118.0


def test_blocks_are_eight_heights():
    assert blocks(range(8)) == "▁▂▃▄▅▆▇█"
    assert blocks([1.0, math.nan, 0.0]) == "█ ▁"
    assert blocks([2.0, 2.0]) == "▅▅"
    assert len(blocks(range(1000), width=10)) == 10
    assert blocks(range(1000), width=10)[-1] == "█"


@pytest.mark.parametrize("seed", range(20))
def test_of_a_long_curve_the_extremes_and_ends_stay(seed):
    random = np.random.default_rng(seed)
    values = random.normal(scale=0.1, size=2000).round(4)
    first = int(random.integers(50, 1940))
    values[first], values[first + 6] = -3.0, 3.0
    (line,) = points(svg(values.tolist()))
    heights = [y for _, y in line]
    assert (min(heights), max(heights)) == (2.0, 20.0)
    middle = sorted(heights)[len(heights) // 2]
    assert middle == pytest.approx(11, abs=1)
    assert (line[0][0], line[-1][0]) == (2.0, 118.0)
    assert len(line) <= 121
