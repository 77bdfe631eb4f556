"""What is no Axes is refused by every plot, with what was expected."""

import pytest
import sweep_tables
from matplotlib.figure import Figure

from jobanalytics import InvalidArgumentError, plotting

PLOTS = {
    "bands": lambda ax: plotting.bands(sweep_tables.bands(), ax=ax),
    "compare": lambda ax: plotting.compare(sweep_tables.compared(), ax=ax),
    "curves": lambda ax: plotting.curves(sweep_tables.curves(), "value", ax=ax),
    "leaderboard": lambda ax: plotting.leaderboard(sweep_tables.standings(), ax=ax),
    "parallel": lambda ax: plotting.parallel(sweep_tables.outcomes(), ax=ax),
    "scatter": lambda ax: plotting.scatter(sweep_tables.outcomes(), "rate", ax=ax),
    "timeline": lambda ax: plotting.timeline(sweep_tables.jobs_and_metrics()[0], ax=ax),
}


@pytest.mark.parametrize("name", PLOTS)
def test_an_array_of_axes(name):
    axes = Figure().subplots(1, 2)
    with pytest.raises(InvalidArgumentError, match=r"got ndarray\. Take one of the array"):
        PLOTS[name](axes)
    with pytest.raises(InvalidArgumentError, match=r"ax takes the Axes .*; got Figure\.$"):
        PLOTS[name](axes[0].figure)
    assert not any(one.has_data() for one in axes)
