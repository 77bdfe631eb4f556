"""Axes to draw on, of which pyplot knows nothing."""

import pytest
from matplotlib.figure import Figure


@pytest.fixture
def axes():
    return Figure(layout="constrained").subplots()
