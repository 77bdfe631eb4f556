"""An argument that there is not is named."""

import pytest

from jobanalytics import JobSet


@pytest.mark.parametrize("method", ["observations", "metrics", "table", "results", "tasks"])
def test_a_misspelt_argument(method):
    with pytest.raises(TypeError, match="There is no argument 'statistics'"):
        getattr(JobSet(), method)(statistics="min")
